//! The form's screens: loading, unavailable, the form, accepted.
//!
//! Parts: `screen`, `loading`, `skeleton`, `notice`, `retry`, `success`. Slots: `header` and `footer` stand around every
//! screen, `success` replaces the sentence of thanks.

use std::sync::Arc;

use leptos::prelude::*;

use super::built::{Build, Built, dynamic, nothing};
use super::context::Actions;
use super::form::form;
use super::notice::{button, message};
use crate::draft::Draft;
use crate::state::{LoadError, Phase};
use crate::text;

#[derive(Clone, Copy, PartialEq)]
enum Screen {
    Loading,
    Unavailable(LoadError),
    Form,
    Accepted,
}

impl Screen {
    fn of(phase: &Phase) -> Self {
        match phase {
            Phase::Loading => Self::Loading,
            Phase::Unavailable(error) => Self::Unavailable(*error),
            Phase::Editing(_) | Phase::Sending { .. } => Self::Form,
            Phase::Accepted(_) => Self::Accepted,
        }
    }
}

/// What a phase looks like. The form stays the same one through editing and sending.
pub(crate) fn screen(
    phase: RwSignal<Phase>,
    actions: Actions,
    draft: impl Fn() -> Option<Arc<Draft>> + Send + 'static,
) -> impl IntoView {
    let screen = Memo::new(move |_| phase.with(Screen::of));
    let screen = dynamic(move || match screen.get() {
        Screen::Loading => loading(),
        Screen::Unavailable(error) => unavailable(error, actions),
        Screen::Form => draft().map_or_else(nothing, |draft| form(draft, phase, actions)),
        Screen::Accepted => accepted(),
    });
    // Leptos puts the next screen in the place of the last one only within an element, which a shadow root is not.
    view! {
        <div class="cf-screen" part="screen">
            <slot name="header"></slot>
            {screen}
            <slot name="footer"></slot>
        </div>
    }
    .built()
}

fn loading() -> Built {
    let line = || view! { <div class="cf-skeleton" part="skeleton" aria-hidden="true"></div> }.built();
    view! {
        <div class="cf-loading" part="loading" role="status" aria-busy="true">
            <p class="cf-spoken">"Loading the form…"</p>
            {(0..6).map(|_| line()).collect::<Vec<_>>()}
        </div>
    }
    .built()
}

fn unavailable(error: LoadError, actions: Actions) -> Built {
    let retry = error.retryable().then(|| button("retry", "Try again", actions.reload));
    message(text::load_error(error), retry)
}

fn accepted() -> Built {
    view! {
        <div class="cf-success" part="success" role="status" tabindex="-1" data-focus="">
            <slot name="success">
                <h2>"Thank you"</h2>
                <p>"Your details have been saved."</p>
            </slot>
        </div>
    }
    .built()
}
