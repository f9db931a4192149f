//! The form as HTML, rendered by a native program from the views that the browser builds.

mod tree;

use std::sync::Arc;

use customer_form_contract::{FieldPath, FormConfig};
use leptos::prelude::*;
use leptos::reactive::diagnostics::SpecialNonReactiveZone;

use crate::draft::Draft;
use crate::state::{Lifecycle, Notice, Phase};
use crate::view;

pub use tree::Node;

/// Returns the content of the form's shadow root as HTML: the screen of that phase, as the browser builds it.
///
/// `values` are the texts of the fields and the chosen permissions (with any text), by path. A value is ignored if the
/// form has no such field, if the field takes files, or if the text is not an option of the select. If the phase has a
/// notice about a submission, each field also shows the problems of its value, as after "Submit" in the browser.
///
/// The HTML has no script and no style. All texts of the form configuration and all values are escaped.
///
/// ```
/// use customer_form::render::render;
/// use customer_form::state::{Notice, Phase};
/// use customer_form_contract::FormConfig;
/// let served = r#"{"form": "acme", "fields": [{"id": "52", "key": "dept", "label": "<Dept>", "kind": "text"}]}"#;
/// let config: FormConfig = serde_json::from_str(served).unwrap();
/// let html = render(&config, Phase::Editing(Notice::None), &[]);
/// assert!(html.contains(r#"name="custom_fields[52][value]""#) && html.contains("&lt;Dept&gt;"));
/// ```
pub fn render(config: &FormConfig, phase: Phase, values: &[(FieldPath, String)]) -> String {
    let owner = Owner::new();
    // Signals are read once here. Leptos would warn about each one in a debug build.
    let _zone = SpecialNonReactiveZone::enter();
    let html = owner.with(|| {
        let draft = Arc::new(filled(config, values));
        // The page's own messages (`Told`) come without a submission.
        draft.tried.set(!matches!(phase, Phase::Editing(Notice::None | Notice::Told(_))));
        view::html(RwSignal::new(Lifecycle::in_phase(phase)), move || Some(draft.clone()))
    });
    owner.cleanup();
    // Leptos separates nodes by empty comments for hydration. Every "<" of a text or an attribute is escaped, so nothing
    // else has these characters. A browser reads CR as LF (HTML, 13.2.3.5), but not a character reference to CR.
    html.replace("<!>", "").replace('\r', "&#13;")
}

fn filled(config: &FormConfig, values: &[(FieldPath, String)]) -> Draft {
    let draft = Draft::new(config.clone());
    draft.prefill(values);
    let chosen = values.iter().filter_map(|(path, _)| match path {
        FieldPath::Permission(permission) => Some(*permission).filter(|it| config.offered.contains(it)),
        _ => None,
    });
    draft.permissions.set(chosen.collect());
    // The values are those of the last submission, so the messages about them are still true.
    draft.mark_answered();
    draft
}

#[cfg(test)]
mod tests {
    use customer_form_contract::wire::Source;
    use customer_form_contract::{Permission, Report};
    use serde_json::{Value, json};

    use super::*;

    /// Text that would be markup, an attribute or a marker of Leptos if it were not escaped.
    const ATTACK: &str =
        "<!></textarea></template><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;<!--";

    fn config(fields: &Value) -> FormConfig {
        let offered = ["view-invoice", "create-invoice"];
        serde_json::from_value(json!({ "form": "acme", "fields": fields, "offered": offered })).unwrap()
    }

    /// One field of each kind, with `text` wherever the CRM can put a text.
    fn with_text_everywhere(text: &str) -> FormConfig {
        let kinds = [
            json!("text"),
            json!("text_area"),
            json!({ "select": { "options": [text, "January"] } }),
            json!({ "files": { "formats": ["pdf"] } }),
        ];
        let field = |(id, kind): (usize, &Value)| {
            let id = id.to_string();
            json!({ "id": id, "key": id, "label": text, "description": text, "placeholder": text, "kind": kind })
        };
        config(&kinds.iter().enumerate().map(field).collect())
    }

    fn path(dotted: &str) -> FieldPath {
        FieldPath::from_dotted(dotted).unwrap()
    }

    fn new(config: &FormConfig, values: &[(&str, &str)]) -> String {
        let values: Vec<_> = values.iter().map(|(at, text)| (path(at), (*text).to_owned())).collect();
        render(config, Phase::Editing(Notice::None), &values)
    }

    #[test]
    fn texts_of_the_configuration_are_never_markup() {
        let config = with_text_everywhere(ATTACK);
        let values =
            ["email", "name", "custom_fields.0.value", "custom_fields.1.value", "custom_fields.2.value"]
                .map(|at| (at, ATTACK));
        let html = new(&config, &values);
        for markup in ["<script", "<img", "</template", "<!", "\"'>"] {
            assert!(!html.contains(markup), "{markup} in {html}");
        }
        // One end tag for each of the two text areas' start tags, and none within a text.
        assert_eq!(html.matches("<textarea").count(), html.matches("</textarea>").count());
        let messages = vec![crate::state::FieldMessage { path: path("name"), sentence: ATTACK.to_owned() }];
        let told = render(&config, Phase::Editing(Notice::Told(messages)), &[]);
        assert!(told.contains("alert(1)") && !told.contains("<script") && !told.contains("<img"));
    }

    #[test]
    fn values_are_in_the_controls() {
        let config = with_text_everywhere("label");
        let html = new(
            &config,
            &[
                ("email", "ada@example.com"),
                ("custom_fields.0.value", "a \"b\""),
                ("custom_fields.1.value", "\n two\nlines"),
                ("custom_fields.2.value", "January"),
                ("permissions.invoice.view-invoice", "1"),
            ],
        );
        assert!(html.contains("value=\"ada@example.com\""));
        assert!(html.contains("value=\"a &quot;b&quot;\""));
        // The first line break after the start tag is not part of the text.
        assert!(html.contains(">\n\n two\nlines</textarea>"), "{html}");
        assert_eq!(html.matches(" selected").count(), 1);
        assert!(html.contains("<option selected value=\"January\">"), "{html}");
        assert_eq!(html.matches(" checked").count(), 1);
    }

    #[test]
    fn values_without_a_place_are_ignored() {
        let config = with_text_everywhere("label");
        let html = new(
            &config,
            &[
                ("custom_fields.2.value", "no option"),
                ("custom_fields.3.file_upload.files", "a.pdf"),
                ("custom_fields.9.value", "no field"),
                ("permissions.contract.view-contract", "1"),
            ],
        );
        assert_eq!(html, new(&config, &[]));
    }

    #[test]
    fn refused_form_has_messages_at_fields_and_summary() {
        let config = config(&json!([]));
        let report = Report(vec![(path("email"), customer_form_contract::FieldProblem::Missing)]);
        let invalid = Phase::Editing(Notice::Invalid { source: Source::Proxy, report });
        let html = render(&config, invalid, &[(path("name"), "Ada".to_owned())]);
        assert!(html.contains("href=\"#email\""), "{html}");
        assert!(html.contains("value=\"Ada\"") && html.contains("aria-invalid=\"true\""));
        assert!(html.contains("cf-summary"));
    }

    #[test]
    fn rendering_leaves_no_comment_and_no_script() {
        let offered: Vec<Permission> = config(&json!([])).offered;
        assert_eq!(offered.len(), 2);
        let html = new(&config(&json!([])), &[]);
        assert!(!html.contains("<!") && !html.contains("<script") && !html.contains(" on"), "{html}");
    }
}
