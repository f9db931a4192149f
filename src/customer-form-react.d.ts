// Types of <customer-form> in React's JSX. Nothing here follows from the form's Rust types, so this file is written by
// hand; the examples for React are compiled with it.
//
// Put this file beside customer-form.d.ts.

import type { HTMLAttributes, ReactNode, RefAttributes } from "react";
import type {
  CustomerFormAttributes,
  CustomerFormElement,
  CustomerFormEventMap,
  CustomerFormValues,
} from "./customer-form";

/** React 19, which sets properties where the element has them and attributes elsewhere. */
declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "customer-form": Omit<HTMLAttributes<CustomerFormElement>, keyof CustomerFormAttributes> &
        CustomerFormAttributes &
        RefAttributes<CustomerFormElement> & {
          children?: ReactNode;
          prefill?: CustomerFormValues;
        } & { [Name in keyof CustomerFormEventMap as `on${Name}`]?: (event: CustomerFormEventMap[Name]) => void };
    }
  }
}
