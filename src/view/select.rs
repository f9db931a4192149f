//! A select.
//!
//! Part: `input`.

use customer_form_contract::CustomField;
use leptos::prelude::*;

use super::built::{Build, Built};
use super::context::Context;
use super::text::{Listeners, follow, frame, listeners};

/// Returns a custom field of type 5 (select). The first option, "Choose…" by default, means that no option is chosen.
pub(super) fn custom(ctx: &Context, custom: &CustomField, options: &[String]) -> Option<Built> {
    let path = custom.path();
    let field = ctx.draft.text(path)?;
    let frame = frame(ctx, path, field, custom.label.clone(), custom.description.clone(), custom.required);
    let Listeners { blur, change } = listeners(ctx, path, field);
    let first = custom.placeholder.clone().unwrap_or_else(|| "Choose…".to_owned());
    let option = |option: &String| {
        view! { <option value=option.clone()>{option.clone()}</option> }
            .built()
            .with_attribute("selected", || field.value.with_untracked(|value| value == option))
    };
    let options: Vec<_> = options.iter().map(option).collect();
    let control = view! {
        <select
            class="cf-input"
            part="input"
            id=frame.id.clone()
            name=path.to_bracket()
            aria-required=frame.aria_required()
            aria-describedby=frame.described_by()
            aria-invalid=frame.invalid()
            on:input=move |event| field.set(event_target_value(&event))
            on:blur=blur
            on:change=change
        >
            <option value="">{first}</option>
            {options}
        </select>
    }
    .built();
    follow(&control, field);
    Some(frame.view(control))
}
