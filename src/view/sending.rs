//! A submission on its way.
//!
//! Parts: `progress`, `cancel`.

use customer_form_contract::FieldPath;
use leptos::prelude::*;

use super::built::{Build, Built, dynamic, nothing};
use super::context::{Intent, OnIntent};
use crate::state::{FieldMessage, Lifecycle, Phase, Progress};
use crate::text;

/// The steps, in hundredths, in which progress is read out: a reader that spoke every change would say nothing
/// else.
const SPOKEN_STEP: u64 = 25;

/// How far the submission is, and a button that cancels it; nothing in other phases.
pub(super) fn sending(lifecycle: RwSignal<Lifecycle>, on_intent: OnIntent) -> Built {
    let shown = Memo::new(move |_| progress(lifecycle).is_some());
    dynamic(move || if shown.get() { panel(lifecycle, on_intent) } else { nothing() })
}

/// How far the submission is; none in other phases.
fn progress(lifecycle: RwSignal<Lifecycle>) -> Option<Progress> {
    lifecycle.with(|lifecycle| match lifecycle.phase() {
        Phase::Sending(progress) => Some(*progress),
        _ => None,
    })
}

fn panel(lifecycle: RwSignal<Lifecycle>, on_intent: OnIntent) -> Built {
    // A list as the fields' errors are: each type that is watched costs code of its own.
    let spoken = Memo::new(move |_| {
        let said =
            |progress| FieldMessage { path: FieldPath::Form, sentence: text::progress(coarse(progress)) };
        progress(lifecycle).map(said).into_iter().collect::<Vec<_>>()
    });
    // An element, not a text alone: a page translator puts elements of its own in the place of texts, and what is
    // changed afterwards in the text that was there before is not in the page any more.
    let span = |sentence: Option<String>| view! { <span>{sentence.unwrap_or_default()}</span> }.built();
    let seen = dynamic(move || span(progress(lifecycle).map(text::progress)));
    let heard = dynamic(move || span(spoken.with(|said| said.first().map(|said| said.sentence.clone()))));
    // Past the last byte nothing can be called back, so there is nothing to cancel any more.
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
    // The panel is brought into view, so that the second click of a double click on "Submit" may land here. It is
    // counted as the second wherever it lands; a key press counts as none.
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

/// The bar's value; none while nothing is known, so that it shows as busy.
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
