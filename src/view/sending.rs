//! The progress of a submission.
//!
//! Parts: `progress`, `cancel`.

use customer_form_contract::FieldPath;
use leptos::prelude::*;

use super::built::{Build, Built, dynamic, nothing};
use super::context::{Intent, OnIntent};
use crate::state::{FieldMessage, Lifecycle, Phase, Progress};
use crate::text;

/// The step, in percent, after which a screen reader announces the progress again. More announcements would interrupt
/// other text too often.
const SPOKEN_STEP: u64 = 25;

/// Returns the progress of the submission and the button that cancels it; empty in other phases.
pub(super) fn sending(lifecycle: RwSignal<Lifecycle>, on_intent: OnIntent) -> Built {
    let shown = Memo::new(move |_| progress(lifecycle).is_some());
    dynamic(move || if shown.get() { panel(lifecycle, on_intent) } else { nothing() })
}

/// Returns the progress of the submission; `None` in other phases.
fn progress(lifecycle: RwSignal<Lifecycle>) -> Option<Progress> {
    lifecycle.with(|lifecycle| match lifecycle.phase() {
        Phase::Sending(progress) => Some(*progress),
        _ => None,
    })
}

fn panel(lifecycle: RwSignal<Lifecycle>, on_intent: OnIntent) -> Built {
    // The memo has the same type as that of the fields' errors, because each type of memo adds code to the module.
    let spoken = Memo::new(move |_| {
        let said =
            |progress| FieldMessage { path: FieldPath::Form, sentence: text::progress(coarse(progress)) };
        progress(lifecycle).map(said).into_iter().collect::<Vec<_>>()
    });
    // The sentence is in its own element, because a page translator replaces text nodes by elements: a later change of
    // the old text node would not be visible.
    let span = |sentence: Option<String>| view! { <span>{sentence.unwrap_or_default()}</span> }.built();
    let seen = dynamic(move || span(progress(lifecycle).map(text::progress)));
    let heard = dynamic(move || span(spoken.with(|said| said.first().map(|said| said.sentence.clone()))));
    // After the last byte was sent, the submission cannot be cancelled.
    let cancellable = Memo::new(move |_| progress(lifecycle).is_some_and(|progress| !progress.is_all_sent()));
    let cancel = dynamic(move || if cancellable.get() { cancel_button(on_intent) } else { nothing() });
    let bar = dynamic(move || bar(progress(lifecycle).and_then(hundredths)));
    view! {
        <div class="cf-sending" part="progress" tabindex="-1" data-focus="">
            <p aria-hidden="true">{seen}</p>
            <p class="cf-spoken" role="status">{heard}</p>
            {bar}
            {cancel}
        </div>
    }
    .built()
}

fn bar(value: Option<String>) -> Built {
    view! { <progress aria-label="Sending" max="100" value=value></progress> }.built()
}

fn cancel_button(on_intent: OnIntent) -> Built {
    // The panel is scrolled into view. Therefore, the second click of a double click on "Submit" may hit this button.
    // `detail` is 2 for that click, and 0 for a key press.
    let cancel = move |event: leptos::ev::MouseEvent| {
        if event.detail() < 2 {
            on_intent.run(Intent::Cancel);
        }
    };
    view! {
        <button class="cf-button cf-button--plain" part="cancel" type="button" on:click=cancel>"Cancel"</button>
    }
    .built()
}

/// Returns the value of the progress bar in percent. `None` if the progress is unknown: the bar then has no value.
fn hundredths(progress: Progress) -> Option<String> {
    match progress {
        Progress::Uploading { total: 0, .. } | Progress::Waiting => None,
        Progress::Uploading { sent, total } => Some(text::percent(sent, total).to_string()),
    }
}

fn coarse(progress: Progress) -> Progress {
    match progress {
        Progress::Uploading { sent, total } if total > 0 => {
            let percent = text::percent(sent, total);
            Progress::Uploading { sent: percent - percent % SPOKEN_STEP, total: 100 }
        }
        other => other,
    }
}
