//! Views that are built as soon as they are written down.
//!
//! Leptos writes out, for every view type, how to build it, how to update it in place, and how to carry it as an
//! [`AnyView`]. A form's fields are many types, are built once, and never updated as a
//! whole: what changes in them has an effect of its own. [`Built`] keeps of a view only what stands in the page, so
//! that nothing else of it is compiled: measured, this saves about a fifth of the module.
//!
//! No element within a view has only literal attributes and texts: Leptos would write such an element as HTML, which
//! pages forbid with Trusted Types (`require-trusted-types-for 'script'`).

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;

/// A part of the page, not yet inserted. Dropping it frees what listens in it.
pub(super) struct Built(SendWrapper<Box<dyn Mountable>>);

/// Builds a view now.
pub(super) trait Build {
    /// Builds it, detached.
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

/// A part of the page that is built anew whenever a signal changes that `view` reads.
pub(super) fn dynamic(view: impl Fn() -> Built + Send + 'static) -> Built {
    let view: Box<dyn Fn() -> Built + Send> = Box::new(view);
    view.built()
}

/// Nothing, in the place of something.
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

/// Leptos asks this of every child. It is about pages rendered on a server, which this form never is.
impl RenderHtml for Built {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self {
        self
    }

    fn into_owned(self) -> Self {
        self
    }
}
