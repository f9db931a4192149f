//! The form with its fields.
//!
//! Parts: `form`, `note`, `fields`, `group`, `actions`, `button`.

use std::sync::Arc;

use customer_form_contract::{CustomField, FieldKind, FixedField, HONEYPOT};
use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::built::{Build, Built, on_change};
use super::context::{Context, Intent, OnIntent, attr};
use super::{files, notice, permissions, photo, select, sending, text};
use crate::draft::Draft;
use crate::state::{Lifecycle, Phase};
use crate::text as words;

/// The largest number of custom fields for which the whole form is laid out and painted. In a longer form, fields
/// outside of the screen are skipped. In a shorter form, that would save little, and a screenshot of the whole page
/// would have blank areas.
const LONG: usize = 300;

/// Returns the form with all its fields, built completely before it is inserted into the page.
pub(super) fn form(draft: Arc<Draft>, lifecycle: RwSignal<Lifecycle>, on_intent: OnIntent) -> Built {
    let ctx = Context::new(draft, lifecycle, on_intent);
    let busy = Memo::new(move |_| lifecycle.with(|lifecycle| matches!(lifecycle.phase(), Phase::Sending(_))));
    let fixed: Vec<_> = FixedField::TEXTS.iter().filter_map(|field| text::fixed(&ctx, *field)).collect();
    let fields = &ctx.draft.config.fields;
    let same_group = |a: &CustomField, b: &CustomField| a.group.is_some() && a.group == b.group;
    let groups: Vec<_> = fields.chunk_by(same_group).map(|group| group_view(&ctx, group)).collect();
    let pressing = ctx.pressing;
    let class = if fields.len() > LONG { "cf-form cf-form--long" } else { "cf-form" };
    let form = view! {
        <form
            class=class
            part="form"
            novalidate
            aria-busy=attr(move || busy.get().then_some("true"))
            on:submit=move |event| {
                event.prevent_default();
                // The event is stopped, because a page that listens for its own forms must not send or count this form.
                event.stop_propagation();
                on_intent.run(Intent::Submit);
            }
        >
            {notice::notice(&ctx, lifecycle)}
            {notice::impossible(&ctx)}
            <p class="cf-note" part="note">{words::NOTE}</p>
            <div class="cf-fields" part="fields">
                {fixed}
                {photo::photo(&ctx)}
                {groups}
                {permissions::permissions(&ctx)}
                {honeypot()}
            </div>
            <div
                class="cf-actions"
                part="actions"
                on:pointerdown=move |_| pressing.set(true)
                on:pointerup=move |_| pressing.set(false)
                on:pointerleave=move |_| pressing.set(false)
                on:pointercancel=move |_| pressing.set(false)
            >
                <button class="cf-button" part="button" type="submit">{words::SUBMIT}</button>
            </div>
            {sending::sending(lifecycle, on_intent)}
        </form>
    }
    .built();
    disable_while(busy, &form);
    form
}

/// Disables the form's controls and buttons while `busy`.
///
/// Each control is disabled separately. A `<fieldset>` that disables them would be laid out as a whole whenever the
/// browser reads one of its controls, as Chromium's autofill does at each key.
fn disable_while(busy: Memo<bool>, form: &Built) {
    let form = form.elements().pop();
    on_change(move |was: Option<bool>| {
        let busy = busy.get();
        let controls = form.as_ref().filter(|_| was.unwrap_or_default() != busy);
        if let Some(controls) =
            controls.and_then(|form| form.query_selector_all("[name],[type=submit],.cf-remove").ok())
        {
            for index in 0..controls.length() {
                if let Some(control) = controls.get(index) {
                    // All controls and buttons have a `disabled` property with the same meaning.
                    control.unchecked_into::<HtmlInputElement>().set_disabled(busy);
                }
            }
        }
        busy
    });
}

/// Returns the honeypot field. A program that fills in every field also fills in this one. Visitors cannot reach it,
/// with any input device or screen reader. Browsers and the password managers 1Password, LastPass, Bitwarden, Dashlane
/// and Proton Pass are told to ignore it. A visitor who was taken for a program by mistake can submit again, because
/// each submission empties the field.
fn honeypot() -> Built {
    view! {
        <div class="cf-spoken" aria-hidden="true" inert>
            <input
                name=HONEYPOT
                tabindex="-1"
                autocomplete="off"
                data-1p-ignore
                data-lpignore="true"
                data-bwignore
                data-form-type="other"
                data-protonpass-ignore
            />
        </div>
    }
    .built()
}

/// Returns the fields of one group, or one field without a group.
fn group_view(ctx: &Context, group: &[CustomField]) -> Built {
    let mut fields: Vec<_> = group.iter().filter_map(|field| custom(ctx, field)).collect();
    if fields.len() == 1 {
        return fields.remove(0);
    }
    view! { <div class="cf-group" part="group">{fields}</div> }.built()
}

fn custom(ctx: &Context, field: &CustomField) -> Option<Built> {
    match &field.kind {
        FieldKind::Text | FieldKind::TextArea => text::custom(ctx, field),
        FieldKind::Select { options } => select::custom(ctx, field, options),
        FieldKind::Files(rule) => files::custom(ctx, field, rule),
    }
}
