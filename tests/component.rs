//! The form as a component of a Leptos application.
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

use std::cell::RefCell;
use std::rc::Rc;

use common::dom::tell;
use common::network::Network;
use common::page::document;
use common::samples::{PERSON, plain};
use common::wait::poll;
use customer_form::{CustomerForm, KeptDraft};
use customer_form_contract::proof::{Challenge, Solution};
use js_sys::{Array, Function, Reflect};
use leptos::mount::mount_to;
use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventInit, HtmlElement, HtmlInputElement, ShadowRoot};

wasm_bindgen_test_configure!(run_in_browser);

/// The first element in the form that matches the selector.
fn find(page: &HtmlElement, selector: &str) -> Option<HtmlElement> {
    let root: ShadowRoot = page.query_selector("section > div").unwrap()?.shadow_root()?;
    root.query_selector(selector).unwrap().map(|found| found.dyn_into().unwrap())
}

#[wasm_bindgen_test]
async fn leptos_host_shows_and_removes_the_form_and_gets_its_events() {
    let network = Network::new();
    let page: HtmlElement = document().create_element("main").unwrap().dyn_into().unwrap();
    document().body().unwrap().append_child(&page).unwrap();
    let (welcomed, theme, shown) =
        (RwSignal::new(false), RwSignal::new("dark".to_owned()), RwSignal::new(true));
    let prefill = move || PERSON.map(|(path, value)| (path.to_owned(), value.to_owned())).to_vec();
    let handle = mount_to(page.clone(), move || {
        view! {
            <Show when=move || shown.get()>
                <section on:customer-form:success=move |_: leptos::ev::CustomEvent| welcomed.set(true)>
                    <CustomerForm
                        form="acme"
                        proxy="https://forms.example.com"
                        prefill=prefill()
                        theme=theme
                    />
                </section>
            </Show>
        }
    });

    poll(|| network.get(0)).await.unwrap().answer(200, &plain());
    poll(|| find(&page, "form")).await.unwrap();
    let host = page.query_selector("section > div").unwrap().unwrap();
    poll(|| (host.get_attribute("theme")? == "dark").then_some(())).await.unwrap();
    let label = find(&page, "[part=label]").unwrap();
    let weight = web_sys::window().unwrap().get_computed_style(&label).unwrap().unwrap();
    assert_eq!(weight.get_property_value("font-weight").unwrap(), "600", "the form has its styles");
    theme.set("light".to_owned());
    poll(|| (host.get_attribute("theme")? == "light").then_some(())).await.unwrap();

    find(&page, "[part=button]").unwrap().click();
    let post = poll(|| network.post(0)).await.unwrap();
    assert!(post.parts().contains(&("email".to_owned(), json!("ada@example.com"))));
    post.answer(201, &json!({ "customer": { "id": "1" } }));
    poll(|| welcomed.get_untracked().then_some(())).await.unwrap();

    shown.set(false);
    poll(|| page.first_element_child().is_none().then_some(())).await.unwrap();
    assert_eq!(host.shadow_root().unwrap().inner_html(), "");
    drop(handle);
    page.remove();
    assert_eq!(network.uncaught(), "");
    network.restore();
}

/// A page with the loaded form and no other content.
async fn alone(network: &Network, load: u32, draft: KeptDraft) -> (HtmlElement, impl Sized) {
    let page: HtmlElement = document().create_element("main").unwrap().dyn_into().unwrap();
    document().body().unwrap().append_child(&page).unwrap();
    let handle = mount_to(page.clone(), move || {
        view! { <section><CustomerForm form="acme" proxy="https://forms.example.com" draft=draft /></section> }
    });
    poll(|| network.get(load)).await.unwrap().answer(200, &plain());
    poll(|| find(&page, "form")).await.unwrap();
    (page, handle)
}

fn control(page: &HtmlElement, id: &str) -> HtmlInputElement {
    find(page, &format!("[id=\"{id}\"]")).unwrap().unchecked_into()
}

fn type_into(control: &HtmlInputElement, text: &str) {
    control.set_value(text);
    tell(control, "input");
}

#[wasm_bindgen_test]
async fn typed_values_return_with_the_component_until_sent() {
    let network = Network::new();
    let storage = web_sys::window().unwrap().session_storage().unwrap().unwrap();
    storage.clear().unwrap();
    let (page, handle) = alone(&network, 0, KeptDraft::Session).await;
    for (path, value) in PERSON {
        type_into(&control(&page, path), value);
    }
    drop(handle);
    page.remove();
    assert_eq!(storage.length().unwrap(), 1);

    let (page, handle) = alone(&network, 1, KeptDraft::Session).await;
    poll(|| (control(&page, "email").value() == PERSON[0].1).then_some(())).await.unwrap();
    find(&page, "[part=button]").unwrap().click();
    let post = poll(|| network.post(0)).await.unwrap();
    post.answer(201, &json!({ "customer": { "id": "1" } }));
    poll(|| (storage.length().unwrap() == 0).then_some(())).await.unwrap();
    drop(handle);
    page.remove();

    let (page, handle) = alone(&network, 2, KeptDraft::Off).await;
    type_into(&control(&page, "email"), "ada@example.com");
    assert_eq!(storage.length().unwrap(), 0);
    drop(handle);
    page.remove();
    assert_eq!(network.uncaught(), "");
    network.restore();
}

#[wasm_bindgen_test]
async fn component_outside_the_document_keeps_its_own_draft() {
    let network = Network::new();
    let storage = web_sys::window().unwrap().session_storage().unwrap().unwrap();
    storage.clear().unwrap();
    let (first, first_handle) = alone(&network, 0, KeptDraft::Session).await;
    first.remove();
    let (second, second_handle) = alone(&network, 1, KeptDraft::Session).await;
    for page in [&first, &second] {
        type_into(&control(page, "email"), "ada@example.com");
    }
    assert_eq!(storage.length().unwrap(), 2);
    drop((first_handle, second_handle));
    second.remove();
    storage.clear().unwrap();
    assert_eq!(network.uncaught(), "");
    network.restore();
}

#[wasm_bindgen_test]
async fn leptos_host_does_the_proof_of_work() {
    let network = Network::new();
    // The number is beyond the first piece of the search, and not at the end of a piece.
    let challenge = Challenge::new("7a?expires=1&".to_owned(), 4_321, 9_999, |_| "signed".to_owned());
    network.ask_for(&serde_json::to_string(&challenge).unwrap());
    let page: HtmlElement = document().create_element("main").unwrap().dyn_into().unwrap();
    document().body().unwrap().append_child(&page).unwrap();
    let prefill = PERSON.map(|(path, value)| (path.to_owned(), value.to_owned())).to_vec();
    let handle = mount_to(page.clone(), move || {
        view! { <section><CustomerForm form="acme" proxy="https://forms.example.com" prefill=prefill /></section> }
    });
    poll(|| network.get(0)).await.unwrap().answer(200, &plain());
    poll(|| find(&page, "form")).await.unwrap();
    find(&page, "[part=button]").unwrap().click();
    let post = poll(|| network.post(0)).await.unwrap();
    let proof = web_sys::window().unwrap().atob(&post.header("Form-Proof").unwrap()).unwrap();
    assert_eq!(serde_json::from_str::<Solution>(&proof).unwrap(), challenge.answered_by(4_321));
    drop(handle);
    page.remove();
    assert_eq!(network.uncaught(), "");
    network.restore();
}

#[wasm_bindgen_test]
async fn key_events_stay_inside_the_component() {
    let network = Network::new();
    let (page, handle) = alone(&network, 0, KeptDraft::Off).await;
    let email = control(&page, "email");
    let heard = Rc::new(RefCell::new(Vec::new()));
    let listener = {
        let heard = heard.clone();
        Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let key = Reflect::get(&event, &"key".into()).unwrap().as_string().unwrap_or_default();
            heard.borrow_mut().push(key);
        })
    };
    page.add_event_listener_with_callback("keydown", Closure::as_ref(&listener).unchecked_ref()).unwrap();
    let press = |key: &str, modifiers: &[&str]| {
        let init = EventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        for name in modifiers {
            Reflect::set(&init, &(*name).into(), &true.into()).unwrap();
        }
        Reflect::set(&init, &"key".into(), &key.into()).unwrap();
        let constructor = Reflect::get(&js_sys::global(), &"KeyboardEvent".into()).unwrap();
        let arguments = Array::of2(&"keydown".into(), &init);
        let event: Event =
            Reflect::construct(constructor.unchecked_ref::<Function>(), &arguments).unwrap().unchecked_into();
        email.dispatch_event(&event).unwrap();
    };
    press("j", &[]);
    press("@", &["ctrlKey", "altKey"]);
    press("˚", &["altKey"]);
    for (key, modifiers) in [("Escape", &[][..]), ("Tab", &[]), ("k", &["ctrlKey"]), ("k", &["altKey"])] {
        press(key, modifiers);
    }
    assert_eq!(*heard.borrow(), ["Escape", "Tab", "k", "k"]);
    drop(handle);
    page.remove();
    network.restore();
}
