//! The permissions that a visitor may choose: one row per module, one column per action.
//!
//! Parts: `permissions`, `permission`.

use customer_form_contract::{Action, FieldPath, Module, Permission};
use leptos::prelude::*;

use super::built::{Build, Built};
use super::context::{Context, Intent, id_of};
use super::field::errors;
use crate::text;

/// Returns the grid of checkboxes; `None` if no permissions are offered. Rows and columns without a checkbox are left
/// out.
pub(super) fn permissions(ctx: &Context) -> Option<Built> {
    let offered = &ctx.draft.config.offered;
    if offered.is_empty() {
        return None;
    }
    let modules = Module::ALL.into_iter().filter(|module| offered.iter().any(|p| p.module == *module));
    let actions: Vec<_> =
        Action::ALL.into_iter().filter(|action| offered.iter().any(|p| p.action == *action)).collect();
    let head = actions
        .iter()
        .map(|action| view! { <th scope="col">{text::action(*action)}</th> })
        .collect::<Vec<_>>();
    let cell = |permission: Permission| {
        let box_ = offered.contains(&permission).then(|| checkbox(ctx, permission));
        view! { <td>{box_}</td> }.built()
    };
    let row = |module: Module| {
        let cells =
            actions.iter().map(|action| cell(Permission { module, action: *action })).collect::<Vec<_>>();
        view! { <tr><th scope="row">{text::module(module)}</th>{cells}</tr> }.built()
    };
    let rows = modules.map(row).collect::<Vec<_>>();
    let id = id_of(FieldPath::Permissions);
    let errors = errors(&id, ctx.shown(FieldPath::Permissions, None, |_| Vec::new()));
    let described_by = [&id, "-error"].concat();
    Some(
        view! {
            <fieldset class="cf-field cf-permissions" part="permissions" id=id tabindex="-1" aria-describedby=described_by>
                <legend class="cf-label" part="label">{text::PERMISSIONS}</legend>
                {errors}
                <table>
                    <thead><tr><td></td>{head}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </fieldset>
        }
        .built(),
    )
}

fn checkbox(ctx: &Context, permission: Permission) -> Built {
    let chosen = ctx.draft.permissions;
    let on_intent = ctx.on_intent;
    let path = FieldPath::Permission(permission);
    let toggle = move |event| {
        let checked = event_target_checked(&event);
        chosen.update(|chosen| {
            if checked {
                chosen.insert(permission);
            } else {
                chosen.remove(permission);
            }
        });
        on_intent.run(Intent::Changed(path));
    };
    view! {
        <input
            class="cf-checkbox"
            part="permission"
            type="checkbox"
            id=id_of(path)
            name=path.to_bracket()
            value="1"
            aria-label=text::permission(permission)
            prop:checked=move || chosen.with(|chosen| chosen.contains(permission))
            on:change=toggle
        />
    }
    .built()
    .with_attribute("checked", || chosen.with_untracked(|chosen| chosen.contains(permission)))
}
