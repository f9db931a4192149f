// Types of the <customer-form> element. Written by the project's tests from its Rust types: do not edit.
//
// Put this file beside your sources, or name it in tsconfig.json's "files".

/** Where a form stands. */
export type CustomerFormPhase =
  | "loading"
  | "unavailable"
  | "editing"
  | "sending"
  | "accepted";

/** Who found fields wrong. */
export type CustomerFormSource =
  | "browser"
  | "proxy"
  | "crm";

/** What is wrong with a field. */
export type CustomerFormProblemCode =
  | "missing"
  | "too_long"
  | "too_many_bytes"
  | "not_an_email"
  | "not_an_option"
  | "no_options"
  | "contains_nul"
  | "too_many_files"
  | "file_empty"
  | "file_too_large"
  | "format_not_allowed"
  | "not_an_image"
  | "too_many_pixels"
  | "file_unreadable"
  | "body_too_large"
  | "too_many_files_in_total"
  | "too_many_variables"
  | "unexpected"
  | "not_offered"
  | "taken"
  | "refused";

/** What went wrong with loading or sending a form. */
export type CustomerFormErrorCode =
  | "network"
  | "unreadable_answer"
  | "cancelled"
  | "wasm_unavailable"
  | "frame_unavailable"
  | "malformed_request"
  | "idempotency_key_missing"
  | "idempotency_key_invalid"
  | "form_token_invalid"
  | "form_token_expired"
  | "proof_of_work_invalid"
  | "looks_automated"
  | "origin_not_allowed"
  | "not_found"
  | "unknown_form"
  | "method_not_allowed"
  | "request_timeout"
  | "still_running"
  | "config_changed"
  | "body_too_large"
  | "unsupported_media_type"
  | "idempotency_key_reused"
  | "rate_limited"
  | "internal"
  | "upstream_refused"
  | "upstream_unavailable"
  | "config_unavailable"
  | "store_unavailable"
  | "outcome_unknown";

/** One field that is wrong. Never with the value that was entered. */
export interface CustomerFormFieldError {
  path: string;
  field_id: string | null;
  code: CustomerFormProblemCode;
  message: string;
}

/** The new customer, as far as the CRM says; ids are text, because a number cannot hold every one. */
export interface CustomerFormCustomer {
  id: string | null;
  name: string | null;
  last_name: string | null;
  email: string | null;
}

/** What every event's detail has. */
export interface CustomerFormDetail {
  form: string;
  /** A correlation id that the proxy logs too; null before there is one. */
  attempt: string | null;
}

export interface CustomerFormEventMap {
  /** The form can be filled in. */
  "customer-form:ready": CustomEvent<CustomerFormDetail>;
  /** The visitor changed a field and is done with it. */
  "customer-form:change": CustomEvent<CustomerFormDetail & { path: string; field_id: string | null }>;
  /** About to be sent. `preventDefault()` keeps it from being sent. */
  "customer-form:submit": CustomEvent<CustomerFormDetail>;
  /** So many bytes of the submission have left. */
  "customer-form:progress": CustomEvent<CustomerFormDetail & { loaded: number; total: number }>;
  /** The customer has been created. */
  "customer-form:success": CustomEvent<CustomerFormDetail & { customer: CustomerFormCustomer }>;
  /** Fields are wrong. */
  "customer-form:validation-error": CustomEvent<CustomerFormDetail & { source: CustomerFormSource; errors: CustomerFormFieldError[] }>;
  /** The form could not be loaded or sent. */
  "customer-form:error": CustomEvent<CustomerFormDetail & { code: CustomerFormErrorCode; message: string; retryable: boolean }>;
}

/**
 * Values to begin with, by the fields' paths: nested as in the CRM's own API
 * (`{ business_information: { company_name: "Acme" }, custom_fields: { 52: { value: "Sales" } } }`), or with dotted
 * names (`{ "custom_fields.52.value": "Sales" }`). Never files or permissions. What the visitor has typed is not
 * replaced.
 */
export interface CustomerFormValues {
  email?: string;
  name?: string;
  last_name?: string;
  phone?: string;
  business_information?: { company_name?: string };
  custom_fields?: { [id: string]: { value?: string } };
  [path: string]: unknown;
}

/** Something that the page itself found wrong. */
export interface CustomerFormHostError {
  /** The field's path, as in `validation-error`; anything else stands for the form as a whole. */
  path: string;
  /** What the visitor reads. Default: that the field was not accepted. */
  message?: string;
}

/** The element's attributes. */
export interface CustomerFormAttributes {
  /** Which of the proxy's forms. Changing it loads another form. */
  form: string;
  /** The proxy's address. Default: where embed.js came from. Changing it loads the form anew. */
  proxy?: string;
  /** `frame` shows the hosted page in an iframe, for pages whose policy forbids WebAssembly. */
  mode?: "frame";
  /** `lazy` waits until the visitor comes near. Default: `eager`. */
  loading?: "eager" | "lazy";
  /** Default: `auto`, as the page around it. */
  theme?: "auto" | "light" | "dark";
  /**
   * Where the browser keeps what the visitor has typed, for when the page is loaded again: for this tab, for this
   * browser, or nowhere. A day at most; sent or emptied, the form is forgotten. Of files, only the names. Default: `session`.
   */
  draft?: "session" | "local" | "off";
}

export interface CustomerFormElement extends HTMLElement {
  /** Where the form stands. */
  readonly phase: CustomerFormPhase;
  /** Fills in what the page knows already. A property too: `element.prefill = { … }` does the same. */
  get prefill(): (values: CustomerFormValues) => void;
  set prefill(values: CustomerFormValues);
  /** Shows errors like the form's own, beside their fields and in the summary. An empty list takes them back. */
  setErrors(errors: readonly CustomerFormHostError[]): void;
  /** Empties the form, also after success. Does nothing while a submission is on its way. */
  reset(): void;
  /** Does what the visitor's "Submit" does: checks, and sends if nothing is wrong. */
  submit(): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: CustomerFormElement, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: CustomerFormElement, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "customer-form": CustomerFormElement;
  }
  /** The events bubble, so a document or an element around the form hears them too. */
  interface HTMLElementEventMap extends CustomerFormEventMap {}
  interface DocumentEventMap extends CustomerFormEventMap {}
  interface WindowEventMap extends CustomerFormEventMap {}
}
