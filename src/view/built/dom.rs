//! Views as nodes of the page.
//!
//! For every view type, Leptos generates code to build the view, to update it in place, and to store it as an
//! [`AnyView`]. The fields of a form have many view types. They are built once and never updated as a whole: each part
//! that changes has its own effect. [`Built`] keeps only the nodes of a view, so that only the code to build the view
//! is compiled: this saves a sixth of the module (docs/decisions/0001-built-views.md).

use leptos::attr::AttributeValue;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;

use super::Build;

/// A part of the page that is not inserted yet. Dropping it frees its listeners.
pub(in crate::view) struct Built(SendWrapper<Box<dyn Mountable>>);

impl Built {
    pub(super) fn of<V>(view: V) -> Self
    where
        V: IntoView,
        V::State: 'static,
    {
        Self(SendWrapper::new(Box::new(view.into_view().build())))
    }

    /// Does nothing: in the browser, a property has the value. See the method of the same name for HTML.
    pub(in crate::view) fn with_attribute<V: AttributeValue>(self, _: &str, _: impl FnOnce() -> V) -> Self {
        self
    }

    /// Does nothing: in the browser, a property has the text. See the method of the same name for HTML.
    pub(in crate::view) fn with_text(self, _: impl FnOnce() -> Option<String>) -> Self {
        self
    }
}

/// Returns a part of the page that is built again whenever a signal changes that `view` reads.
pub(in crate::view) fn dynamic(view: impl Fn() -> Built + Send + 'static) -> Built {
    let view: Box<dyn Fn() -> Built + Send> = Box::new(view);
    view.built()
}

/// Runs `change` at once and whenever a signal changes that `change` reads, for as long as the current owner lives.
/// `change` gets its last result.
pub(in crate::view) fn on_change<T: 'static>(change: impl FnMut(Option<T>) -> T + 'static) {
    StoredValue::new_local(RenderEffect::new(change));
}

impl Render for Built {
    type State = Self;

    fn build(self) -> Self {
        self
    }

    fn rebuild(mut self, state: &mut Self) {
        state.insert_before_this(&mut self);
        state.unmount();
        *state = self;
    }
}

impl Mountable for Built {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}

const ONLY_NODES: &str = "WebAssembly builds the nodes of the form and no HTML";

/// Leptos requires this trait of every child. The methods are for HTML from a server, so a browser never calls them.
impl RenderHtml for Built {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {
        unreachable!("{ONLY_NODES}")
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self {
        unreachable!("{ONLY_NODES}")
    }

    fn into_owned(self) -> Self {
        self
    }
}
