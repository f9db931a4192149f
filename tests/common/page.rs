//! A page with one form in it.
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

/// The proxy that the form asks; nothing listens there.
pub(crate) const PROXY: &str = "https://forms.example.com";

/// A page with one form in it, and a network that does what the test says.
///
/// A test ends with [`Page::close`], which takes the form out and fails if something was thrown on the way.
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
    /// Shows the form `acme`, whose description is on its way.
    pub(crate) fn open() -> Self {
        Self::open_form("acme")
    }

    pub(crate) fn open_form(form: &str) -> Self {
        Self::open_with(form, None)
    }

    /// Shows a form whose description the page has asked for already.
    pub(crate) fn open_with(form: &str, description: Option<Promise>) -> Self {
        let (network, events) = (Network::new(), EventLog::new());
        let host: HtmlElement = document().create_element("div").unwrap().dyn_into().unwrap();
        host.set_id("host");
        document().body().unwrap().append_child(&host).unwrap();
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let (form, proxy, prove) = (form.to_owned(), PROXY.to_owned(), Some(network.prove()));
        let mounted = mount(
            host.clone(),
            root.clone(),
            form,
            proxy,
            description,
            prove,
            js_sys::Function::new_no_args(""),
        );
        Self { network, events, host, root, mounted: Some(mounted) }
    }

    /// Shows a form with that description.
    pub(crate) async fn with(config: &Value) -> Self {
        Self::with_text(&config.to_string()).await
    }

    /// Shows a form with that description, byte for byte.
    pub(crate) async fn with_text(config: &str) -> Self {
        let page = Self::open();
        page.get(0).await.answer(200, config);
        page.until_shown("form").await;
        page
    }

    /// Shows a form with that description, written as the proxy writes it.
    pub(crate) async fn with_config(config: &FormConfig) -> Self {
        Self::with(&serde_json::to_value(config).unwrap()).await
    }

    /// A filled form that has been submitted, and the request.
    pub(crate) async fn sent(config: &Value) -> (Self, Post) {
        let page = Self::with(config).await;
        page.fill_person();
        page.submit();
        let post = page.post(0).await;
        (page, post)
    }

    /// The request for the description with that number, counted from 0.
    pub(crate) async fn get(&self, index: u32) -> Get {
        self.until_some("a request for the description", || self.network.get(index)).await
    }

    /// The submission with that number, counted from 0.
    pub(crate) async fn post(&self, index: u32) -> Post {
        self.until_some("a submission", || self.network.post(index)).await
    }

    /// The work with that number, counted from 0.
    pub(crate) async fn work(&self, index: u32) -> Work {
        self.until_some("work", || self.network.work(index)).await
    }

    /// Waits until the element with that part is there.
    pub(crate) async fn until_shown(&self, part: &str) {
        self.until(part, || self.has(part)).await;
    }

    /// Waits until the page was told so many events of that name.
    pub(crate) async fn until_told(&self, name: &str, count: usize) {
        self.until(name, || self.events.details(name).len() >= count).await;
    }

    /// Waits until the form can be submitted, as after a failure.
    pub(crate) async fn until_editable(&self) {
        self.until("a button", || self.has("button") && !self.is_disabled("[part=button]")).await;
    }

    /// Waits until `look` says yes. In vain, it tells what there is instead.
    pub(crate) async fn until(&self, what: &str, look: impl Fn() -> bool) {
        self.until_some(what, || look().then_some(())).await;
    }

    async fn until_some<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        // The page shows a change of the form one turn of the event loop later.
        tick().await;
        let found = poll(look).await;
        found.unwrap_or_else(|| {
            let (told, thrown) = (self.events.names(), self.network.uncaught());
            panic!("waited in vain: {what}; told {told:?}, thrown: {thrown:?}\n{}", self.root.inner_html())
        })
    }

    /// What the page's script has of the form.
    pub(crate) fn mounted(&self) -> &MountedForm {
        self.mounted.as_ref().unwrap()
    }

    /// Takes the form out of the page.
    pub(crate) fn unmount(&mut self) {
        self.mounted = None;
    }

    /// Ends the test.
    pub(crate) fn close(mut self) {
        self.unmount();
        assert_eq!(self.network.uncaught(), "", "something was thrown");
    }
}

/// Also after a test that failed, so that the next one finds a clean page.
impl Drop for Page {
    fn drop(&mut self) {
        self.mounted = None;
        self.host.remove();
        self.events.stop();
        self.network.restore();
    }
}
