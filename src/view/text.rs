//! A text input or a text area.
//!
//! Part: `input`.

use customer_form_contract::{CustomField, FieldKind, FieldPath, FixedField};
use leptos::ev;
use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::built::{Build, Built, on_change};
use super::context::{Context, Intent, id_of};
use super::field::Frame;
use crate::draft::TextField;
use crate::text;

/// Returns a fixed field.
pub(super) fn fixed(ctx: &Context, field: FixedField) -> Option<Built> {
    let path = FieldPath::Fixed(field);
    let field = ctx.draft.text(path)?;
    let label = text::label(path, &ctx.draft.config);
    let frame = frame(ctx, path, field, label, None, true);
    let control = input(ctx, path, field, &frame, None);
    follow(&control, field);
    Some(frame.view(control))
}

/// Returns a custom field of type 1 (text) or 7 (text area).
pub(super) fn custom(ctx: &Context, custom: &CustomField) -> Option<Built> {
    let path = custom.path();
    let field = ctx.draft.text(path)?;
    let mut frame =
        frame(ctx, path, field, custom.label.clone(), custom.description.clone(), custom.required);
    let control = match custom.kind {
        FieldKind::TextArea => {
            frame.class = "cf-field cf-field--area";
            area(ctx, path, field, &frame, custom.placeholder.clone())
        }
        _ => input(ctx, path, field, &frame, custom.placeholder.clone()),
    };
    follow(&control, field);
    Some(frame.view(control))
}

/// Returns the frame of a field that takes text.
pub(super) fn frame(
    ctx: &Context,
    path: FieldPath,
    field: TextField,
    label: String,
    hint: Option<String>,
    required: bool,
) -> Frame {
    let shown = ctx.shown(path, Some(field.state), move |draft| {
        field
            .value
            .with(|text| draft.check_text(path, text))
            .map(|problem| (path, problem))
            .into_iter()
            .collect()
    });
    let class = match path {
        FieldPath::Fixed(field) if field != FixedField::Email => "cf-field cf-field--short",
        _ => "cf-field",
    };
    Frame { id: id_of(path), label, hint, required, class, shown }
}

fn input(
    ctx: &Context,
    path: FieldPath,
    field: TextField,
    frame: &Frame,
    placeholder: Option<String>,
) -> Built {
    let typing = if let FieldPath::Fixed(field) = path { field.typing() } else { None };
    let Listeners { blur, change } = listeners(ctx, path, field);
    view! {
        <input
            class="cf-input"
            part="input"
            id=frame.id.clone()
            name=path.to_bracket()
            type=typing.map_or("text", |typing| typing.kind)
            dir="auto"
            autocomplete=typing.map(|typing| typing.autocomplete)
            inputmode=typing.map(|typing| typing.inputmode)
            placeholder=placeholder
            aria-required=frame.aria_required()
            aria-describedby=frame.described_by()
            aria-invalid=frame.invalid()
            on:input=move |event| field.set(event_target_value(&event))
            on:blur=blur
            on:change=change
        />
    }
    .built()
    .with_attribute("value", || shown(field))
}

fn area(
    ctx: &Context,
    path: FieldPath,
    field: TextField,
    frame: &Frame,
    placeholder: Option<String>,
) -> Built {
    let Listeners { blur, change } = listeners(ctx, path, field);
    view! {
        <textarea
            class="cf-input"
            part="input"
            id=frame.id.clone()
            name=path.to_bracket()
            rows="4"
            dir="auto"
            placeholder=placeholder
            aria-required=frame.aria_required()
            aria-describedby=frame.described_by()
            aria-invalid=frame.invalid()
            on:input=move |event| field.set(event_target_value(&event))
            on:blur=blur
            on:change=change
        ></textarea>
    }
    .built()
    .with_text(|| shown(field))
}

/// Returns the text that HTML shows in a control; `None` if the field is empty.
fn shown(field: TextField) -> Option<String> {
    Some(field.value.get_untracked()).filter(|text| !text.is_empty())
}

/// Writes the field's value into its control whenever it changes. A control that already has the value is not touched.
/// An email control removes a trailing space from its value but not from the visible text; writing the value back would
/// delete the space while the visitor types (HTML, "value sanitization algorithm", 4.10.5.1.5).
pub(super) fn follow(control: &Built, field: TextField) {
    for element in control.elements() {
        // Text areas and selects have a `value` property too.
        let control: HtmlInputElement = element.unchecked_into();
        on_change(move |_| {
            let text = field.value.get();
            if control.value() != text {
                control.set_value(&text);
            }
        });
    }
}

/// The listeners of a text field's control, besides `input`.
pub(super) struct Listeners<B, C> {
    pub(super) blur: B,
    pub(super) change: C,
}

pub(super) fn listeners(
    ctx: &Context,
    path: FieldPath,
    field: TextField,
) -> Listeners<impl Fn(ev::FocusEvent) + Clone + 'static + use<>, impl Fn(ev::Event) + Clone + 'static + use<>>
{
    let on_intent = ctx.on_intent;
    let ctx = ctx.clone();
    // Some tools that fill in forms dispatch `change` but not `input`, or no event at all.
    let take = move |event: &ev::Event| {
        let value = event_target_value(event);
        // The field may have been disposed: a control with the focus loses it when it is removed from the page.
        if field.value.try_with_untracked(|known| *known != value) == Some(true) {
            field.set(value);
        }
    };
    let blur = move |event: ev::FocusEvent| {
        take(&event);
        ctx.leave(field.state);
    };
    let change = move |event: ev::Event| {
        take(&event);
        on_intent.run(Intent::Changed(path));
    };
    Listeners { blur, change }
}
