import { forwardRef, useEffect, useImperativeHandle, useRef, type ReactNode } from "react";
import type {
  CustomerFormAttributes,
  CustomerFormElement,
  CustomerFormEventMap,
  CustomerFormValues,
} from "./customer-form";

interface Props extends CustomerFormAttributes {
  prefill?: CustomerFormValues;
  /** One listener per event name; all are optional. */
  on?: { [Name in keyof CustomerFormEventMap]?: (event: CustomerFormEventMap[Name]) => void };
  children?: ReactNode;
}

/** React before version 19 cannot set properties of custom elements or listen to their events. This component can. */
export const CustomerForm = forwardRef<CustomerFormElement, Props>(({ prefill, on, children, ...attributes }, ref) => {
  const form = useRef<CustomerFormElement>(null);
  useImperativeHandle(ref, () => form.current!);
  useEffect(() => {
    if (prefill) form.current!.prefill = prefill;
  }, [prefill]);
  useEffect(() => {
    const element = form.current!;
    const listeners = Object.entries(on ?? {}) as [string, EventListener][];
    for (const [name, listener] of listeners) element.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of listeners) element.removeEventListener(name, listener);
    };
  }, [on]);
  return (
    <customer-form ref={form} {...attributes}>
      {children}
    </customer-form>
  );
});
