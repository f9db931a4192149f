//! The notices above the fields.
//!
//! Parts: `summary`, `summary-title`, `notice`, and its buttons `resend`, `send-as-new` and `check`.

use customer_form_contract::FieldPath;
use customer_form_contract::wire::FailCode;
use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::built::{Build, Built, dynamic, nothing, on_change};
use super::context::{Context, Intent, OnIntent, id_of, said};
use crate::draft::shown_at;
use crate::state::{FieldMessage, Lifecycle, Notice, Phase, SendError};
use crate::text;

/// Returns the summary of the problems, or the reason why the form was not sent.
pub(super) fn notice(ctx: &Context, lifecycle: RwSignal<Lifecycle>) -> Built {
    let ctx = ctx.clone();
    dynamic(move || {
        let notice = lifecycle.with(|lifecycle| match lifecycle.phase() {
            Phase::Editing(notice) => notice.clone(),
            _ => Notice::None,
        });
        match notice {
            Notice::None => nothing(),
            Notice::Invalid { report, .. } => problems(&ctx, said(&ctx.draft, &report.0)),
            Notice::Told(said) => problems(&ctx, said),
            Notice::Renewed(said) => summary(&ctx, text::RENEWED.to_owned(), said),
            Notice::NotSent(error) => not_sent(error, ctx.on_intent),
            Notice::OutcomeUnknown => message(
                text::OUTCOME_UNKNOWN.to_owned(),
                Some(button("check", "Check again", ctx.on_intent, Intent::CheckOutcome)),
            ),
        }
    })
}

/// Returns the summary of the problems. It is updated when a field changes: a solved problem disappears.
fn problems(ctx: &Context, said: Vec<FieldMessage>) -> Built {
    let view = summary(ctx, text::summary_title(said.len()), said.clone());
    let whole = view.elements().pop();
    let ctx = ctx.clone();
    on_change(move |before: Option<Vec<Option<String>>>| {
        let now: Vec<_> = said.iter().map(|said| ctx.still(said)).collect();
        // At the first run, the summary has just been built and needs no update.
        if let (Some(before), Some(whole)) = (before, &whole) {
            show(whole, &before, &now);
        }
        now
    });
    view
}

/// Updates a summary. Only changed items are touched, because a page translator may have replaced the text of the
/// others.
fn show(whole: &Element, before: &[Option<String>], now: &[Option<String>]) {
    let Ok(parts) = whole.query_selector_all("h2,li") else { return };
    let open = now.iter().flatten().count();
    for (index, (now, before)) in (0..).zip(now.iter().zip(before)) {
        let Some(item) = parts.get(index + 1).filter(|_| now != before) else { continue };
        let item: Element = item.unchecked_into();
        hide(&item, now.is_none());
        if now.is_some() {
            item.query_selector("a").ok().flatten().unwrap_or(item).set_text_content(now.as_deref());
        }
        hide(whole, open == 0);
        if let Some(title) = parts.get(0).filter(|_| open > 0) {
            title.set_text_content(Some(&text::summary_title(open)));
        }
    }
}

fn hide(element: &Element, hidden: bool) {
    // Setting an attribute fails only for an invalid name.
    let _ = if hidden { element.set_attribute("hidden", "") } else { element.remove_attribute("hidden") };
}

/// Returns a list of the problems or of the new fields, with a link to each field.
fn summary(ctx: &Context, title: String, said: Vec<FieldMessage>) -> Built {
    let items: Vec<_> = said.into_iter().map(|said| item(ctx, said)).collect();
    // A screen reader must not read the summary again when an item is removed or its text changes.
    view! {
        <div
            class="cf-summary"
            part="summary"
            role="alert"
            aria-atomic="false"
            aria-relevant="additions"
            tabindex="-1"
            data-focus=""
        >
            <h2 class="cf-summary__title" part="summary-title">{title}</h2>
            <ul>{items}</ul>
        </div>
    }
    .built()
}

fn item(ctx: &Context, FieldMessage { path, sentence }: FieldMessage) -> Built {
    let Some(target) = shown_at(path, &ctx.draft.config) else {
        return view! { <li>{sentence}</li> }.built();
    };
    view! { <li>{link(ctx, target, sentence)}</li> }.built()
}

/// Returns a link that moves the focus. A normal link does not work: a fragment does not reach into a shadow root, and
/// following it would change the page's address.
fn link(ctx: &Context, target: FieldPath, sentence: String) -> Built {
    let on_intent = ctx.on_intent;
    let follow = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        on_intent.run(Intent::Focus(target));
    };
    view! { <a href=["#", &id_of(target)].concat() on:click=follow>{sentence}</a> }.built()
}

/// Returns the reason why the form was not sent, with a button to send it again. The form's own button may be far
/// below.
fn not_sent(error: SendError, on_intent: OnIntent) -> Built {
    let button = match error {
        SendError::Refused(FailCode::IdempotencyKeyReused, _) => {
            Some(button("send-as-new", "Send as a new customer", on_intent, Intent::SubmitAsNew))
        }
        error => error.retryable().then(|| button("resend", "Submit again", on_intent, Intent::Submit)),
    };
    let sentence = text::send_error(error);
    if error == SendError::Cancelled {
        // The visitor cancelled, so this is not shown as a failure.
        return view! {
            <div class="cf-sending" part="notice" role="status" tabindex="-1" data-focus="">
                <p>{sentence}</p>
                {button}
            </div>
        }
        .built();
    }
    message(sentence, button)
}

/// Returns the reason for a failure, with a button to try again, if there is one.
pub(super) fn message(sentence: String, button: Option<Built>) -> Built {
    view! {
        <div class="cf-notice" part="notice" role="alert" tabindex="-1" data-focus="">
            <p>{sentence}</p>
            {button}
        </div>
    }
    .built()
}

/// Returns a button for a notice.
pub(super) fn button(part: &'static str, label: &'static str, on_intent: OnIntent, intent: Intent) -> Built {
    view! {
        <button class="cf-button cf-button--plain" part=part type="button" on:click=move |_| on_intent.run(intent)>
            {label}
        </button>
    }
    .built()
}

/// Returns a notice that the form cannot be completed; `None` if the form can be completed. The notice is shown from
/// the start, so that the visitor does not fill in the form without success.
pub(super) fn impossible(ctx: &Context) -> Option<Built> {
    let config = &ctx.draft.config;
    let labels: Vec<_> = config.impossible_fields().map(|field| field.label.as_str()).collect();
    let sentence = if !labels.is_empty() {
        text::impossible(&labels)
    } else if config.shortage().is_some() {
        text::NO_ROOM.to_owned()
    } else {
        return None;
    };
    Some(view! { <div class="cf-notice" part="notice" role="alert"><p>{sentence}</p></div> }.built())
}
