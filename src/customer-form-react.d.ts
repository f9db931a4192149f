// The types of <customer-form> in React's JSX. This file is written by hand, because nothing in it follows from Rust
// types. The examples for React are compiled with it.
//
// Copy this file next to customer-form.d.ts.

import type { HTMLAttributes, ReactNode, RefAttributes } from "react";
import type {
  CustomerFormAttributes,
  CustomerFormElement,
  CustomerFormEventMap,
  CustomerFormValues,
} from "./customer-form";

/** For React 19, which sets a property if the element has one of that name, and otherwise an attribute. */
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
