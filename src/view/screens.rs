//! The form's screens: loading, unavailable, the form, accepted.
//!
//! Parts: `screen`, `loading`, `skeleton`, `notice`, `retry`, `success`. Slots: `header` and `footer` are above and
//! below every screen, `success` replaces the form's own success message.

use std::sync::Arc;

use leptos::prelude::*;

use super::built::{Build, Built, dynamic, nothing};
use super::context::{Intent, OnIntent};
use super::form::form;
use super::notice::{button, message};
use crate::draft::Draft;
use crate::state::{Lifecycle, LoadError, Phase};
use crate::text;

/// Returns the screen of the current phase. The phases editing and sending show the same form: a change between these
/// two phases does not build the form again.
pub(crate) fn screen(
    lifecycle: RwSignal<Lifecycle>,
    on_intent: OnIntent,
    draft: impl Fn() -> Option<Arc<Draft>> + Send + 'static,
) -> impl IntoView {
    let filling = Memo::new(move |_| {
        lifecycle.with(|lifecycle| matches!(lifecycle.phase(), Phase::Editing(_) | Phase::Sending(_)))
    });
    let screen = dynamic(move || {
        // Tracks the phase only while no form is shown.
        if filling.get() {
            return draft().map_or_else(nothing, |draft| form(draft, lifecycle, on_intent));
        }
        lifecycle.with(|lifecycle| match lifecycle.phase() {
            Phase::Unavailable(error) => unavailable(*error, on_intent),
            Phase::Accepted => accepted(),
            _ => loading(),
        })
    });
    // Leptos replaces a screen by the next one only within an element, and a shadow root is not an element.
    view! {
        <div class="cf-screen" part="screen">
            {slot("header")}
            {screen}
            {slot("footer")}
        </div>
    }
    .built()
}

/// Returns the HTML of the current screen.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn html(
    lifecycle: RwSignal<Lifecycle>,
    draft: impl Fn() -> Option<Arc<Draft>> + Send + 'static,
) -> String {
    screen(lifecycle, UnsyncCallback::new(|_| {}), draft).to_html()
}

fn slot(name: &'static str) -> Built {
    view! { <slot name=name></slot> }.built()
}

fn loading() -> Built {
    let line = || view! { <div class="cf-skeleton" part="skeleton" aria-hidden="true"></div> }.built();
    view! {
        <div class="cf-loading" part="loading" role="status" aria-busy="true">
            <p class="cf-spoken">{text::LOADING}</p>
            {(0..6).map(|_| line()).collect::<Vec<_>>()}
        </div>
    }
    .built()
}

fn unavailable(error: LoadError, on_intent: OnIntent) -> Built {
    let retry = error.retryable().then(|| button("retry", "Try again", on_intent, Intent::Reload));
    message(text::load_error(error), retry)
}

fn accepted() -> Built {
    view! {
        <div class="cf-success" part="success" role="status" tabindex="-1" data-focus="">
            <slot name="success">
                <h2>{text::THANKS}</h2>
                <p>{text::SAVED}</p>
            </slot>
        </div>
    }
    .built()
}
