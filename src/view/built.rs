//! Views that are built immediately: in the browser to nodes, in a native program to HTML.
//!
//! [`Built`] is the only difference between the two renderers. The views above are the same, so the HTML that the proxy
//! serves has the same elements as the form that the browser builds (`tests/rendered.rs`).
//!
//! Every element within a view has at least one attribute or text that is not a literal. Leptos would create an element
//! with only literals from HTML, which pages with Trusted Types forbid (`require-trusted-types-for 'script'`).

#[cfg(target_arch = "wasm32")]
mod dom;
#[cfg(not(target_arch = "wasm32"))]
mod html;

use leptos::attr::Attribute;
use leptos::prelude::*;
use leptos::tachys::view::add_attr::AddAnyAttr;

#[cfg(target_arch = "wasm32")]
pub(super) use dom::{Built, dynamic, on_change};
#[cfg(not(target_arch = "wasm32"))]
pub(super) use html::{Built, dynamic, on_change};

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
        Built::of(self)
    }
}

/// Attributes cannot be added to a view that is built.
impl AddAnyAttr for Built {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

/// Returns an empty part of the page.
pub(super) fn nothing() -> Built {
    ().built()
}
