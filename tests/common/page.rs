//! A page with one form.
#![allow(dead_code, reason = "each test program uses a part of it")]

use customer_form::element::{MountedForm, mount};
use customer_form_contract::FormConfig;
use js_sys::Promise;
use leptos::task::tick;
use serde_json::Value;
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

use super::events::EventLog;
use super::network::{Get, Network, Post, Work};
use super::wait::poll;

/// The address of the proxy. No server listens there.
pub(crate) const PROXY: &str = "https://forms.example.com";

/// A page with one form, and a network that the test controls.
///
/// Each test ends with [`Page::close`], which removes the form and fails if an error was thrown during the test.
pub(crate) struct Page {
    pub(crate) network: Network,
    pub(crate) events: EventLog,
    pub(crate) host: HtmlElement,
    pub(crate) root: ShadowRoot,
    mounted: Option<MountedForm>,
}

pub(crate) fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

impl Page {
    /// Shows the form `acme`. Its form configuration is requested, and not yet answered.
    pub(crate) fn open() -> Self {
        Self::open_form("acme")
    }

    pub(crate) fn open_form(form: &str) -> Self {
        Self::open_with(form, None)
    }

    /// Shows a form whose form configuration the page has already requested.
    pub(crate) fn open_with(form: &str, answer: Option<Promise>) -> Self {
        let (network, events) = (Network::new(), EventLog::new());
        let host: HtmlElement = document().create_element("div").unwrap().dyn_into().unwrap();
        host.set_id("host");
        document().body().unwrap().append_child(&host).unwrap();
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let (form, proxy, prove) = (form.to_owned(), PROXY.to_owned(), Some(network.prove()));
        let mounted = mount(
            host.clone(),
            root.clone().into(),
            form,
            proxy,
            answer,
            prove,
            js_sys::Function::new_no_args(""),
        );
        Self { network, events, host, root, mounted: Some(mounted) }
    }

    /// Shows a form with that form configuration.
    pub(crate) async fn with(config: &Value) -> Self {
        Self::with_text(&config.to_string()).await
    }

    /// Shows a form with that form configuration, byte for byte.
    pub(crate) async fn with_text(config: &str) -> Self {
        let page = Self::open();
        page.get(0).await.answer(200, config);
        page.until_shown("form").await;
        page
    }

    /// Shows a form with that form configuration, serialised as the proxy serialises it.
    pub(crate) async fn with_config(config: &FormConfig) -> Self {
        Self::with(&serde_json::to_value(config).unwrap()).await
    }

    /// Fills in and submits a form with that form configuration. Returns the page and the request.
    pub(crate) async fn sent(config: &Value) -> (Self, Post) {
        let page = Self::with(config).await;
        page.fill_person();
        page.submit();
        let post = page.post(0).await;
        (page, post)
    }

    /// The request for the form configuration with that number, counted from 0. Waits until it was sent.
    pub(crate) async fn get(&self, index: u32) -> Get {
        self.until_some("a request for the form configuration", || self.network.get(index)).await
    }

    /// The submission with that number, counted from 0. Waits until it was sent.
    pub(crate) async fn post(&self, index: u32) -> Post {
        self.until_some("a submission", || self.network.post(index)).await
    }

    /// The work on a challenge with that number, counted from 0. Waits until it has begun.
    pub(crate) async fn work(&self, index: u32) -> Work {
        self.until_some("work on a challenge", || self.network.work(index)).await
    }

    /// Waits until an element with that part name exists.
    pub(crate) async fn until_shown(&self, part: &str) {
        self.until(part, || self.has(part)).await;
    }

    /// Waits until the page got at least `count` events with that name.
    pub(crate) async fn until_told(&self, name: &str, count: usize) {
        self.until(name, || self.events.details(name).len() >= count).await;
    }

    /// Waits until the form can be submitted, for example after a failure.
    pub(crate) async fn until_editable(&self) {
        self.until("an enabled submit button", || self.has("button") && !self.is_disabled("[part=button]"))
            .await;
    }

    /// Waits until `look` returns true. If the time limit passes, panics with the events, the errors and the form's
    /// content.
    pub(crate) async fn until(&self, what: &str, look: impl Fn() -> bool) {
        self.until_some(what, || look().then_some(())).await;
    }

    async fn until_some<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        // The page shows a change of the form one turn of the event loop later.
        tick().await;
        let found = poll(look).await;
        found.unwrap_or_else(|| {
            let (told, thrown) = (self.events.names(), self.network.uncaught());
            panic!(
                "{what} did not come in time; events {told:?}, errors {thrown:?}\n{}",
                self.root.inner_html()
            )
        })
    }

    /// The `MountedForm` that the page's script holds.
    pub(crate) fn mounted(&self) -> &MountedForm {
        self.mounted.as_ref().unwrap()
    }

    /// Removes the form from the page.
    pub(crate) fn unmount(&mut self) {
        self.mounted = None;
    }

    /// Ends the test. Fails if an error was thrown.
    pub(crate) fn close(mut self) {
        self.unmount();
        assert_eq!(self.network.uncaught(), "", "errors that were thrown and not caught");
    }
}

/// Also runs after a failed test, so that the next test finds a clean page.
impl Drop for Page {
    fn drop(&mut self) {
        self.mounted = None;
        self.host.remove();
        self.events.stop();
        self.network.restore();
    }
}
