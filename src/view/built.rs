//! Views that are built immediately.
//!
//! For every view type, Leptos generates code to build the view, to update it in place, and to store it as an
//! [`AnyView`]. The fields of a form have many view types. They are built once and never updated as a whole: each part
//! that changes has its own effect. [`Built`] keeps only the nodes of a view, so that only the code to build the view
//! is compiled: this saves a sixth of the module (docs/decisions/0001-built-views.md).
//!
//! Every element within a view has at least one attribute or text that is not a literal. Leptos would create an element
//! with only literals from HTML, which pages with Trusted Types forbid (`require-trusted-types-for 'script'`).

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;

/// A part of the page that is not inserted yet. Dropping it frees its listeners.
pub(super) struct Built(SendWrapper<Box<dyn Mountable>>);

/// Builds a view immediately.
pub(super) trait Build {
    /// Builds the view, without inserting it into the page.
    fn built(self) -> Built;
}

impl<V> Build for V
where
    V: IntoView,
    V::State: 'static,
{
    fn built(self) -> Built {
        Built(SendWrapper::new(Box::new(self.into_view().build())))
    }
}

/// Returns a part of the page that is built again whenever a signal changes that `view` reads.
pub(super) fn dynamic(view: impl Fn() -> Built + Send + 'static) -> Built {
    let view: Box<dyn Fn() -> Built + Send> = Box::new(view);
    view.built()
}

/// Returns an empty part of the page.
pub(super) fn nothing() -> Built {
    ().built()
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

impl AddAnyAttr for Built {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

const NOT_ON_A_SERVER: &str = "the customer form is not rendered on a server";

/// Leptos requires this trait of every child. The trait is for pages that are rendered on a server. The form cannot be
/// rendered on a server, and panics with a message if a host tries: an empty form without a message would be hard to
/// explain.
impl RenderHtml for Built {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {
        unreachable!("{NOT_ON_A_SERVER}")
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self {
        unreachable!("{NOT_ON_A_SERVER}")
    }

    fn into_owned(self) -> Self {
        self
    }
}
