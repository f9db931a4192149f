//! Views as HTML, for a native program. A view is rendered once: no listener and no effect exists.

use leptos::attr::AttributeValue;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};

/// The HTML of a part of the page. Every text and attribute in it is escaped.
pub(in crate::view) struct Built(String);

impl Built {
    pub(super) fn of(view: impl IntoView) -> Self {
        Self(view.into_view().to_html())
    }

    /// Adds an attribute to the element that the HTML begins with. In the browser, a property has this value.
    pub(in crate::view) fn with_attribute<V: AttributeValue>(
        self,
        name: &str,
        value: impl FnOnce() -> V,
    ) -> Self {
        let Some((tag, rest)) = self.0.split_once(' ') else { return self };
        let mut html = tag.to_owned();
        value().to_html(name, &mut html);
        Self([&html, " ", rest].concat())
    }

    /// Sets the text of the text area that the HTML consists of. The first line break after the start tag is not part of
    /// the text (HTML, 13.2.6.4.7, "A start tag whose tag name is \"textarea\"").
    pub(in crate::view) fn with_text(self, text: impl FnOnce() -> Option<String>) -> Self {
        match (self.0.strip_suffix("</textarea>"), text()) {
            (Some(start), Some(text)) => {
                Self([start, "\n", &RenderHtml::to_html(text), "</textarea>"].concat())
            }
            _ => self,
        }
    }
}

/// Returns the HTML of a part of the page.
pub(in crate::view) fn dynamic(view: impl Fn() -> Built + Send + 'static) -> Built {
    view()
}

/// Does nothing: no signal changes while HTML is rendered.
pub(in crate::view) fn on_change<T: 'static>(_: impl FnMut(Option<T>) -> T + 'static) {}

impl Render for Built {
    type State = Self;

    fn build(self) -> Self {
        self
    }

    fn rebuild(self, state: &mut Self) {
        *state = self;
    }
}

/// Leptos requires this trait of every state. HTML has no nodes.
impl Mountable for Built {
    fn unmount(&mut self) {}

    fn mount(&mut self, _: &Element, _: Option<&Node>) {}

    fn insert_before_this(&self, _: &mut dyn Mountable) -> bool {
        false
    }

    fn elements(&self) -> Vec<Element> {
        Vec::new()
    }
}

impl RenderHtml for Built {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn html_len(&self) -> usize {
        self.0.len()
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
        buf.push_str(&self.0);
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self {
        self
    }

    fn into_owned(self) -> Self {
        self
    }
}
