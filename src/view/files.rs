//! A field that takes files.
//!
//! Parts: `input`, `files`, `file`, `file-name`, `file-size`, `remove`.

use customer_form_contract::format::accept;
use customer_form_contract::{CustomField, FieldPath, FileRule};
use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::built::{Build, Built, dynamic};
use super::context::{Context, Intent, id_of};
use super::field::{FILES, Frame};
use crate::draft::{FilesField, PickedFile, path_of, spawn};
use crate::text;

/// Returns a custom field of type 9 (files).
pub(super) fn custom(ctx: &Context, custom: &CustomField, rule: &FileRule) -> Option<Built> {
    let path = custom.path();
    let field = ctx.draft.files(path)?;
    let frame = frame(ctx, path, field, custom.label.clone(), hint(ctx, custom, rule), custom.required);
    let input = input(ctx, path, field, &frame, accept(&rule.formats), rule.multiple());
    let chosen = chosen(ctx, path, field);
    Some(frame.view(view! { {input}{chosen} }.built()))
}

/// Returns the frame of a field that takes files.
pub(super) fn frame(
    ctx: &Context,
    path: FieldPath,
    field: FilesField,
    label: String,
    hint: Option<String>,
    required: bool,
) -> Frame {
    let shown = ctx.shown(path, Some(field.state), move |draft| {
        field.files_inspected.get();
        field.list.with(|list| draft.check_files(path, list))
    });
    Frame { id: id_of(path), label, hint, required, class: FILES, shown }
}

/// Returns the CRM's description of the field, and the accepted formats, number and size.
fn hint(ctx: &Context, custom: &CustomField, rule: &FileRule) -> Option<String> {
    let limits = &ctx.draft.config.limits;
    let mut hint = custom.description.clone().unwrap_or_default();
    let mut say = |sentence: &[&str]| {
        if !hint.is_empty() {
            hint.push(' ');
        }
        hint.push_str(&sentence.concat());
    };
    if !rule.formats.is_empty() {
        say(&[&text::formats(&rule.formats), "."]);
    }
    match rule.max_files {
        Some(1) => say(&["One file, at most ", &text::bytes(limits.file_bytes), "."]),
        Some(max) => {
            say(&[
                "Up to ",
                &max.to_string(),
                " files of at most ",
                &text::bytes(limits.file_bytes),
                " each.",
            ]);
        }
        None => say(&["Files of at most ", &text::bytes(limits.file_bytes), " each."]),
    }
    Some(hint)
}

/// Returns the file control. In a field for several files, a new choice is added to the chosen files; in other fields
/// it replaces the file.
pub(super) fn input(
    ctx: &Context,
    path: FieldPath,
    field: FilesField,
    frame: &Frame,
    accept: String,
    multiple: bool,
) -> Built {
    let ctx = ctx.clone();
    let leave = ctx.clone();
    let choose = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        let mut list = if multiple { field.list.get_untracked() } else { Vec::new() };
        let files = input.files();
        let count = files.as_ref().map_or(0, web_sys::FileList::length);
        let new = (0..count).filter_map(|index| files.as_ref()?.get(index)).map(PickedFile::new);
        // Some systems report the already chosen files a second time. A file that is already in the list is not added.
        for picked in new {
            // An unreadable file of the same name is replaced, because its error asks the visitor to choose it again.
            list.retain(|known| !known.is_unreadable() || known.file.name() != picked.file.name());
            if !list.iter().any(|known| same(&known.file, &picked.file)) {
                list.push(picked);
            }
        }
        // The list below shows the chosen files. The control is emptied, so that the visitor can remove a file and
        // choose it again: with the old value, the browser would report no change.
        input.set_value("");
        if count > 0 {
            field.set(list);
            ctx.on_intent.run(Intent::Changed(path));
        }
    };
    view! {
        <input
            class="cf-input cf-input--file"
            part="input"
            id=frame.id.clone()
            name=path.to_bracket()
            type="file"
            accept=(!accept.is_empty()).then_some(accept)
            multiple=multiple
            aria-required=frame.aria_required()
            aria-describedby=[&frame.described_by(), " ", &frame.id, "-files"].concat()
            aria-invalid=frame.invalid()
            on:change=choose
            on:blur=move |_| leave.leave(field.state)
        />
    }
    .built()
}

/// Whether two handles refer to the same file, as far as a page can know.
fn same(a: &web_sys::File, b: &web_sys::File) -> bool {
    a == b || (a.name() == b.name() && a.size() == b.size() && a.last_modified() == b.last_modified())
}

/// Returns the list of the chosen files, each with its size and a button that removes it.
pub(super) fn chosen(ctx: &Context, path: FieldPath, field: FilesField) -> Built {
    let ctx = ctx.clone();
    let rows = dynamic(move || {
        let ctx = ctx.clone();
        let row = move |(index, picked): (usize, PickedFile)| {
            let name = picked.file.name();
            let remove_label = ["Remove ", &name].concat();
            let ctx = ctx.clone();
            let remove = move |_| {
                let mut list = field.list.get_untracked();
                if index < list.len() {
                    list.remove(index);
                }
                // The focus moves to the button of the next file. If there is no next file, the focus moves to the
                // button of the last file; if there is no file, to the control.
                let last = list.len().checked_sub(1);
                let next = last.map_or(path, |last| path_of(path, last.min(index) as u64));
                field.set(list);
                ctx.on_intent.run(Intent::Changed(path));
                let on_intent = ctx.on_intent;
                spawn(async move {
                    tick().await;
                    on_intent.try_run(Intent::Focus(next));
                });
            };
            // A photo is the only file of its field and has the same path as the control.
            let file = path_of(path, index as u64);
            let id = (file != path).then(|| id_of(file));
            let size = (!picked.is_unreadable()).then(|| text::bytes(picked.info().bytes));
            view! {
                <li class="cf-file" part="file">
                    <span class="cf-file__name" part="file-name"><bdi>{name}</bdi></span>
                    <span class="cf-file__size" part="file-size">{size}</span>
                    <button class="cf-remove" part="remove" id=id type="button" aria-label=remove_label on:click=remove>
                        "Remove"
                    </button>
                </li>
            }
            .built()
        };
        field.list.get().into_iter().enumerate().map(row).collect::<Vec<_>>().built()
    });
    view! { <ul class="cf-files" part="files" id=[&id_of(path), "-files"].concat()>{rows}</ul> }.built()
}
