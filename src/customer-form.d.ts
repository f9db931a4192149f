// The types of the <customer-form> element. The project's tests generate this file from Rust types: do not edit it.
//
// Copy this file next to your sources, or list it in "files" of tsconfig.json.

/** The phase of a form. */
export type CustomerFormPhase =
  | "loading"
  | "unavailable"
  | "editing"
  | "sending"
  | "accepted";

/** The part of the system that has found problems. */
export type CustomerFormSource =
  | "browser"
  | "proxy"
  | "crm";

/** The problem of a field. */
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

/** The reason why a form could not be loaded or sent. */
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

/** A problem of one field, without the value. */
export interface CustomerFormFieldError {
  path: string;
  field_id: string | null;
  code: CustomerFormProblemCode;
  message: string;
}

/** The new customer. A member that the CRM does not send is null. The id is text: a number cannot hold every id. */
export interface CustomerFormCustomer {
  id: string | null;
  name: string | null;
  last_name: string | null;
  email: string | null;
}

/** The members that the detail of every event has. */
export interface CustomerFormDetail {
  form: string;
  /** The request id, which the proxy logs too. Null before the first request. */
  attempt: string | null;
}

export interface CustomerFormEventMap {
  /** The form is ready to be filled in. */
  "customer-form:ready": CustomEvent<CustomerFormDetail>;
  /** The visitor has changed a field and left it. */
  "customer-form:change": CustomEvent<CustomerFormDetail & { path: string; field_id: string | null }>;
  /** The form is about to be sent. `preventDefault()` cancels that. */
  "customer-form:submit": CustomEvent<CustomerFormDetail>;
  /** A part of the submission has been sent: `loaded` of `total` bytes. */
  "customer-form:progress": CustomEvent<CustomerFormDetail & { loaded: number; total: number }>;
  /** The customer was created. */
  "customer-form:success": CustomEvent<CustomerFormDetail & { customer: CustomerFormCustomer }>;
  /** Fields have problems. */
  "customer-form:validation-error": CustomEvent<CustomerFormDetail & { source: CustomerFormSource; errors: CustomerFormFieldError[] }>;
  /** The form could not be loaded or sent. */
  "customer-form:error": CustomEvent<CustomerFormDetail & { code: CustomerFormErrorCode; message: string; retryable: boolean }>;
}

/**
 * Initial values of text fields, by path: nested as in the CRM's API (`{ custom_fields: { 52: { value: "Sales" } } }`),
 * or with dotted names (`{ "custom_fields.52.value": "Sales" }`). A field that the visitor has typed into keeps its
 * text.
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

/** A problem that the page has found. */
export interface CustomerFormHostError {
  /** The field's path, as in `validation-error`. Any other text means the form as a whole. */
  path: string;
  /** The sentence for the visitor. Default: a sentence that says that the field was not accepted. */
  message?: string;
}

/** The element's attributes. */
export interface CustomerFormAttributes {
  /** The id of the form at the proxy. If the attribute changes, the element loads the other form. */
  form: string;
  /** The proxy's address. Default: the origin of embed.js. If the attribute changes, the element loads the form again. */
  proxy?: string;
  /** `frame` shows the hosted page in an iframe, for pages whose policy forbids WebAssembly. */
  mode?: "frame";
  /** `lazy`: the form loads when the visitor scrolls near the element. Default: `eager`. */
  loading?: "eager" | "lazy";
  /** Default: `auto`, the colors of the page around the element. */
  theme?: "auto" | "light" | "dark";
  /**
   * Where the browser stores the draft, for when the page is loaded again: for this tab, for this browser, or nowhere. A
   * draft is stored for at most 24 hours, and deleted when the form is sent or emptied. Of a file, it contains only the
   * name. Default: `session`.
   */
  draft?: "session" | "local" | "off";
}

export interface CustomerFormElement extends HTMLElement {
  /** The phase of the form. */
  readonly phase: CustomerFormPhase;
  /** Fills in values. `element.prefill = { … }` does the same. */
  get prefill(): (values: CustomerFormValues) => void;
  set prefill(values: CustomerFormValues);
  /** Shows errors at their fields and in the summary. An empty list removes the errors. */
  setErrors(errors: readonly CustomerFormHostError[]): void;
  /** Empties the form, also after success. Does nothing while a submission is on its way. */
  reset(): void;
  /** Checks the form and sends it, as the "Submit" button does. */
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
  /** The events bubble: a listener at the document or at an element around the form gets them too. */
  interface HTMLElementEventMap extends CustomerFormEventMap {}
  interface DocumentEventMap extends CustomerFormEventMap {}
  interface WindowEventMap extends CustomerFormEventMap {}
}
