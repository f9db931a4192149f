//! Generates the element's types for TypeScript, `customer-form.d.ts`, from the form's own Rust types. A test compares
//! the file in `src/` with the generated text.

use customer_form_contract::wire::{FailCode, Source};
use customer_form_contract::{FieldProblem, FixedField};

use crate::app::event_types::{
    CHANGE, CUSTOMER, ERROR, EventType, FIELD_ERROR, Holds, Member, PROGRESS, READY, SUBMIT, SUCCESS,
    VALIDATION_ERROR,
};
use crate::state::Phase;

/// The codes of the `error` event that the proxy does not send.
pub(crate) const OWN_ERROR_CODES: [&str; 5] =
    ["network", "unreadable_answer", "cancelled", "wasm_unavailable", "frame_unavailable"];

/// The beginning of the file.
const HEAD: &str = "\
// The types of the <customer-form> element. The project's tests generate this file from Rust types: do not edit it.
//
// Copy this file next to your sources, or list it in \"files\" of tsconfig.json.
";

/// The beginning of the type of the values that a page may fill in.
const VALUES: &str = r#"
/**
 * Initial values of text fields, by path: nested as in the CRM's API (`{ custom_fields: { 52: { value: "Sales" } } }`),
 * or with dotted names (`{ "custom_fields.52.value": "Sales" }`). A field that the visitor has typed into keeps its
 * text.
 */
export interface CustomerFormValues {
"#;

/// The declarations that do not follow from Rust types: those of `browser/element.js`.
const ELEMENT: &str = r#"
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
"#;

/// The text of `customer-form.d.ts`.
fn declarations() -> String {
    let mut file = String::from(HEAD);
    alias(&mut file, "The phase of a form.", "CustomerFormPhase", Phase::NAMES);
    alias(
        &mut file,
        "The part of the system that has found problems.",
        "CustomerFormSource",
        Source::ALL.map(Source::name),
    );
    alias(
        &mut file,
        "The problem of a field.",
        "CustomerFormProblemCode",
        FieldProblem::CODES.iter().copied(),
    );
    let failures = FailCode::ALL.iter().filter(|code| **code != FailCode::Invalid).map(|code| code.code());
    let errors = OWN_ERROR_CODES.into_iter().chain(failures);
    alias(&mut file, "The reason why a form could not be loaded or sent.", "CustomerFormErrorCode", errors);

    interface(
        &mut file,
        "A problem of one field, without the value.",
        "CustomerFormFieldError",
        &FIELD_ERROR,
    );
    interface(
        &mut file,
        "The new customer. A member that the CRM does not send is null. The id is text: a number cannot hold every id.",
        "CustomerFormCustomer",
        &CUSTOMER,
    );

    file.push_str(
        "\n/** The members that the detail of every event has. */\nexport interface CustomerFormDetail {\n  \
         form: string;\n  /** The request id, which the proxy logs too. Null before the first request. */\n  \
         attempt: string | null;\n}\n",
    );
    file.push_str("\nexport interface CustomerFormEventMap {\n");
    event(&mut file, "The form is ready to be filled in.", &READY);
    event(&mut file, "The visitor has changed a field and left it.", &CHANGE);
    event(&mut file, "The form is about to be sent. `preventDefault()` cancels that.", &SUBMIT);
    event(&mut file, "A part of the submission has been sent: `loaded` of `total` bytes.", &PROGRESS);
    event(&mut file, "The customer was created.", &SUCCESS);
    event(&mut file, "Fields have problems.", &VALIDATION_ERROR);
    event(&mut file, "The form could not be loaded or sent.", &ERROR);
    file.push_str("}\n");
    values(&mut file);
    file.push_str(ELEMENT);
    file
}

/// The values that a page may fill in: the text fields that every account has, and the custom fields.
fn values(file: &mut String) {
    file.push_str(VALUES);
    for field in FixedField::TEXTS {
        let (first, inner) = field.segments().split_first().unwrap_or((&"", &[]));
        let inner = inner.iter().rfold("string".to_owned(), |kind, name| format!("{{ {name}?: {kind} }}"));
        file.push_str(&format!("  {first}?: {inner};\n"));
    }
    file.push_str("  custom_fields?: { [id: string]: { value?: string } };\n  [path: string]: unknown;\n}\n");
}

fn alias(
    file: &mut String,
    says: &str,
    name: &str,
    values: impl IntoIterator<Item = impl std::fmt::Display>,
) {
    let values: String = values.into_iter().map(|value| format!("\n  | \"{value}\"")).collect();
    file.push_str(&format!("\n/** {says} */\nexport type {name} ={values};\n"));
}

fn interface(file: &mut String, says: &str, name: &str, members: &[Member]) {
    let members: String = members.iter().map(|member| format!("  {};\n", declared(member))).collect();
    file.push_str(&format!("\n/** {says} */\nexport interface {name} {{\n{members}}}\n"));
}

fn event<const MEMBERS: usize>(file: &mut String, says: &str, event: &EventType<MEMBERS>) {
    let members: Vec<_> = event.members.iter().map(declared).collect();
    let own = if members.is_empty() { String::new() } else { format!(" & {{ {} }}", members.join("; ")) };
    let name = event.name;
    file.push_str(&format!(
        "  /** {says} */\n  \"customer-form:{name}\": CustomEvent<CustomerFormDetail{own}>;\n"
    ));
}

fn declared(member: &Member) -> String {
    let holds = match member.holds {
        Holds::Text => "string",
        Holds::TextOrNull => "string | null",
        Holds::Number => "number",
        Holds::Truth => "boolean",
        Holds::Source => "CustomerFormSource",
        Holds::ProblemCode => "CustomerFormProblemCode",
        Holds::ErrorCode => "CustomerFormErrorCode",
        Holds::FieldErrors => "CustomerFormFieldError[]",
        Holds::Customer => "CustomerFormCustomer",
    };
    format!("{}: {holds}", member.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::{env, fs};

    #[test]
    fn typings_file_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/customer-form.d.ts");
        if env::var_os("WRITE_TYPINGS").is_some() {
            fs::write(&path, declarations()).unwrap();
        }
        let present = fs::read_to_string(&path).unwrap_or_default();
        let stale =
            "src/customer-form.d.ts is stale: WRITE_TYPINGS=1 cargo test --package customer-form typings";
        assert!(present == declarations(), "{stale}");
    }
}
