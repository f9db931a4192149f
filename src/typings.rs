//! The element's types for TypeScript, `customer-form.d.ts`, written from the types that the form itself is made of.
//!
//! Not part of the module: the file lies in `src/`, and the test below fails when it is no longer what this gives.

use customer_form_contract::FieldProblem;
use customer_form_contract::wire::{FailCode, Source};

use crate::app::event_types::{
    CHANGE, CUSTOMER, ERROR, EventType, FIELD_ERROR, Holds, Member, PROGRESS, READY, SUBMIT, SUCCESS,
    VALIDATION_ERROR,
};
use crate::state::Phase;

/// Codes of the `error` event that are no answer of the proxy's.
const OWN_ERROR_CODES: [&str; 5] =
    ["network", "unreadable_answer", "cancelled", "wasm_unavailable", "frame_unavailable"];

/// What the file begins with.
const HEAD: &str = "\
// Types of the <customer-form> element. Written by the project's tests from its Rust types: do not edit.
//
// Put this file beside your sources, or name it in tsconfig.json's \"files\".
";

/// Everything that does not follow from Rust types: what `embed.js` defines.
const ELEMENT: &str = r#"
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
"#;

/// The whole of `customer-form.d.ts`.
pub fn declarations() -> String {
    let mut file = String::from(HEAD);
    alias(&mut file, "Where a form stands.", "CustomerFormPhase", Phase::NAMES);
    alias(&mut file, "Who found fields wrong.", "CustomerFormSource", Source::ALL.map(Source::name));
    alias(
        &mut file,
        "What is wrong with a field.",
        "CustomerFormProblemCode",
        FieldProblem::CODES.iter().copied(),
    );
    let failures = FailCode::ALL.iter().filter(|code| **code != FailCode::Invalid).map(|code| code.code());
    let errors = OWN_ERROR_CODES.into_iter().chain(failures);
    alias(&mut file, "What went wrong with loading or sending a form.", "CustomerFormErrorCode", errors);

    interface(
        &mut file,
        "One field that is wrong. Never with the value that was entered.",
        "CustomerFormFieldError",
        &FIELD_ERROR,
    );
    interface(
        &mut file,
        "The new customer, as far as the CRM says; ids are text, because a number cannot hold every one.",
        "CustomerFormCustomer",
        &CUSTOMER,
    );

    file.push_str(
        "\n/** What every event's detail has. */\nexport interface CustomerFormDetail {\n  \
         form: string;\n  /** A correlation id that the proxy logs too; null before there is one. */\n  \
         attempt: string | null;\n}\n",
    );
    file.push_str("\nexport interface CustomerFormEventMap {\n");
    event(&mut file, "The form can be filled in.", &READY);
    event(&mut file, "The visitor changed a field and is done with it.", &CHANGE);
    event(&mut file, "About to be sent. `preventDefault()` keeps it from being sent.", &SUBMIT);
    event(&mut file, "So many bytes of the submission have left.", &PROGRESS);
    event(&mut file, "The customer has been created.", &SUCCESS);
    event(&mut file, "Fields are wrong.", &VALIDATION_ERROR);
    event(&mut file, "The form could not be loaded or sent.", &ERROR);
    file.push_str("}\n");
    file.push_str(ELEMENT);
    file
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
    use crate::state::{LoadError, SendError, Wait};
    use std::collections::BTreeSet;
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

    /// What stands in quotes in a script, between a beginning and the next `]`.
    fn list_in(script: &'static str, beginning: &str) -> BTreeSet<&'static str> {
        let (_, rest) = script.split_once(beginning).unwrap();
        let (list, _) = rest.split_once(']').unwrap();
        list.split('"').skip(1).step_by(2).collect()
    }

    #[test]
    fn both_ends_of_a_frame_forward_every_event() {
        let events = [
            READY.name,
            CHANGE.name,
            SUBMIT.name,
            PROGRESS.name,
            SUCCESS.name,
            VALIDATION_ERROR.name,
            ERROR.name,
        ];
        let events = BTreeSet::from(events);
        assert_eq!(list_in(include_str!("frame.js"), "EVENTS = ["), events);
        assert_eq!(list_in(include_str!("page-frame.js"), "for (const name of ["), events);
    }

    #[test]
    fn frame_gets_every_design_token_of_the_form() {
        let style = include_str!("../style/form.css");
        let tokens = style.split("var(--customer-form-").skip(1);
        let tokens: BTreeSet<_> = tokens.map(|rest| &rest[..rest.find([',', ')']).unwrap()]).collect();
        assert_eq!(list_in(include_str!("frame.js"), "TOKENS = ["), tokens);
    }

    #[test]
    fn every_code_that_the_form_sends_is_declared() {
        let file = declarations();
        let own = [
            LoadError::Unreachable.code(),
            LoadError::Unreadable(Wait(0)).code(),
            SendError::Unreachable.code(),
            SendError::Cancelled.code(),
            SendError::Unreadable(Wait(0)).code(),
        ];
        for code in own {
            assert!(
                file.contains(&format!("  | \"{code}\"\n")) || file.contains(&format!("  | \"{code}\";"))
            );
        }
    }
}
