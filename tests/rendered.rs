//! The HTML that the proxy renders has the same nodes as the form that the browser builds.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that finds nothing fails")]

mod common {
    pub(crate) mod dom;
    pub(crate) mod events;
    pub(crate) mod network;
    pub(crate) mod page;
    pub(crate) mod samples;
    pub(crate) mod wait;
}

use common::dom::property;
use common::network::Post;
use common::page::{Page, document};
use customer_form_contract::FieldPath;
use customer_form_contract::wire::FailCode;
use js_sys::Array;
use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlTemplateElement, Node};

wasm_bindgen_test_configure!(run_in_browser);

/// The file from `cargo run -p test-support --example rendered`. Without this command, there are no cases.
const RENDERED: &str = include_str!(env!("CUSTOMER_FORM_RENDERED"));

/// The least number of cases.
const LEAST_CASES: usize = 150;

/// A form that a native program has rendered.
#[derive(Deserialize)]
struct Case {
    name: String,
    /// How to reach the same phase in the browser.
    state: String,
    config: Value,
    /// The texts and permissions that are filled in, by path.
    values: Vec<(String, String)>,
    html: String,
}

fn cases(of: impl Fn(&str) -> bool) -> Vec<Case> {
    let cases: Vec<Case> = serde_json::from_str(RENDERED).unwrap();
    assert!(cases.len() >= LEAST_CASES, "{}: `cargo xtask test --only component` writes more", cases.len());
    cases.into_iter().filter(|case| of(&case.state)).collect()
}

/// Fails if the rendered HTML has other nodes than the page's form.
fn compare(page: &Page, case: &Case) {
    let template: HtmlTemplateElement = document().create_element("template").unwrap().dyn_into().unwrap();
    template.set_inner_html(&case.html);
    let (rendered, built) = (lines(&template.content()), lines(&page.root));
    let at = rendered.iter().zip(&built).position(|(rendered, built)| rendered != built);
    let at = at.unwrap_or(rendered.len().min(built.len()));
    assert_eq!(
        rendered.get(at),
        built.get(at),
        "{}: line {at}; the browser's form is on the right",
        case.name
    );
}

/// The nodes of a tree in document order, one line each. Comments are left out, because they only mark places for
/// Leptos. Neighbouring texts count as one.
fn lines(root: &Node) -> Vec<String> {
    let mut lines = Vec::new();
    add_children(root, 0, &mut lines);
    lines
}

fn add_children(node: &Node, depth: usize, lines: &mut Vec<String>) {
    let mut text = String::new();
    let children = node.child_nodes();
    for index in 0..children.length() {
        let child = children.get(index).unwrap();
        match child.node_type() {
            Node::TEXT_NODE => text.push_str(&child.text_content().unwrap()),
            Node::ELEMENT_NODE => {
                add_text(&mut text, depth, lines);
                let element: Element = child.unchecked_into();
                lines.push(format!("{:depth$}{}", "", line(&element)));
                // The text of a text area is its value, see `line`.
                if element.local_name() != "textarea" {
                    add_children(&element, depth + 1, lines);
                }
            }
            _ => {}
        }
    }
    add_text(&mut text, depth, lines);
}

/// Leptos writes an empty text as a space.
fn add_text(text: &mut String, depth: usize, lines: &mut Vec<String>) {
    if !text.trim().is_empty() {
        lines.push(format!("{:depth$}{text:?}", ""));
    }
    text.clear();
}

/// The element's name, attributes and state. HTML sets the state of a control with attributes, and the browser's form
/// with properties, so that these attributes are left out and the properties are compared.
fn line(element: &Element) -> String {
    let name = element.local_name();
    let control = ["input", "textarea", "select"].contains(&name.as_str());
    let mut attributes: Vec<_> = element
        .get_attribute_names()
        .iter()
        .filter_map(|attribute| attribute.as_string())
        .filter(|attribute| {
            !(control && attribute == "value" || ["checked", "selected"].contains(&&**attribute))
        })
        .map(|attribute| format!("{attribute}={:?}", element.get_attribute(&attribute).unwrap()))
        .collect();
    attributes.sort();
    for state in ["value", "checked", "selected", "disabled"].map(|state| (state, property(element, state))) {
        if let (state, Some(value)) = (state.0, shown(&state.1)) {
            attributes.push(format!(".{state}={value}"));
        }
    }
    format!("<{name} {}>", attributes.join(" "))
}

fn shown(property: &JsValue) -> Option<String> {
    property
        .as_bool()
        .map(|is| is.to_string())
        .or_else(|| property.as_string().map(|text| format!("{text:?}")))
}

/// Waits until the form shows what an answer caused, and compares.
async fn compare_after(page: &Page, part: &str, case: &Case) {
    page.until_shown(part).await;
    compare(page, case);
}

#[wasm_bindgen_test]
async fn new_form_has_the_rendered_nodes() {
    let cases = cases(|state| state == "new");
    assert!(cases.len() > 20);
    for case in cases {
        let page = Page::with(&case.config).await;
        compare(&page, &case);
        page.close();
    }
}

#[wasm_bindgen_test]
async fn refused_form_has_the_rendered_nodes() {
    for case in cases(|state| state == "invalid") {
        let page = Page::with(&case.config).await;
        page.submit();
        compare_after(&page, "summary", &case).await;
        page.close();
    }
}

#[wasm_bindgen_test]
async fn filled_form_has_the_rendered_nodes() {
    let cases = cases(|state| state == "filled");
    assert!(cases.iter().any(|case| !case.values.is_empty()));
    for case in cases {
        let page = Page::with(&case.config).await;
        let texts = Array::new();
        for (path, text) in &case.values {
            if matches!(FieldPath::from_dotted(path), Some(FieldPath::Permission(_))) {
                if page.root.get_element_by_id(path).is_some() {
                    page.tick(path);
                }
            } else {
                texts.push(&path.into());
                texts.push(&text.into());
            }
        }
        page.mounted().prefill(&texts);
        common::wait::turn().await;
        compare(&page, &case);
        page.close();
    }
}

#[wasm_bindgen_test]
async fn page_without_a_form_has_the_rendered_nodes() {
    for case in cases(|state| state == "loading" || state.starts_with("unavailable")) {
        let page = Page::open();
        let get = page.get(0).await;
        match case.state.strip_prefix("unavailable ") {
            None => {
                compare_after(&page, "loading", &case).await;
                page.close();
                continue;
            }
            Some("network") => get.break_off(),
            Some("unreadable_answer") => get.answer_html(404, "<h1>Not found</h1>"),
            Some(code) => get.answer(FailCode::from_code(code).unwrap().status(), &json!({ "code": code })),
        }
        compare_after(&page, "notice", &case).await;
        page.close();
    }
}

#[wasm_bindgen_test]
async fn page_after_a_submission_has_the_rendered_nodes() {
    for case in
        cases(|state| state.starts_with("not sent") || ["outcome unknown", "accepted"].contains(&state))
    {
        let (page, post) = sent(&case).await;
        let part = if case.state == "accepted" { "success" } else { "notice" };
        match case.state.strip_prefix("not sent ") {
            None if case.state == "accepted" => post.answer(201, &json!({})),
            None => post.answer_html(504, ""),
            Some("network") => post.break_off("error"),
            Some("cancelled") => page.part("cancel").click(),
            Some("unreadable_answer") => post.answer_html(404, ""),
            Some(code) => post.answer(FailCode::from_code(code).unwrap().status(), &json!({ "code": code })),
        }
        compare_after(&page, part, &case).await;
        page.close();
    }
}

/// The form of the case, submitted with the values that the case has.
async fn sent(case: &Case) -> (Page, Post) {
    let page = Page::with(&case.config).await;
    for (path, text) in &case.values {
        page.fill(path, text);
    }
    page.submit();
    let post = page.post(0).await;
    (page, post)
}

#[wasm_bindgen_test]
async fn messages_of_the_page_have_the_rendered_nodes() {
    for case in cases(|state| state == "told") {
        let page = Page::with(&case.config).await;
        let errors = [
            ("", "The page says no."),
            ("custom_fields.52.value", "“Department” is new or has changed."),
            ("email", "This address is <b>known</b>."),
        ];
        page.mounted()
            .set_errors(&errors.iter().flat_map(|(path, text)| [*path, *text]).map(JsValue::from).collect());
        compare_after(&page, "summary", &case).await;
        page.close();
    }
}
