//! The profile photo.
//!
//! Parts: those of [`super::files`], and `preview`.

use customer_form_contract::{FieldPath, FixedField, ImageFormat, PhotoRule};
use leptos::prelude::*;
use web_sys::Url;

use super::built::{Build, Built, dynamic, nothing};
use super::context::Context;
use super::files;
use crate::draft::{FileReading, FilesField};
use crate::text;

/// Returns the field of the photo; `None` if the form has none.
pub(super) fn photo(ctx: &Context) -> Option<Built> {
    let path = FieldPath::Fixed(FixedField::Photo);
    let config = &ctx.draft.config;
    let field = ctx.draft.files(path)?;
    let hint = ["JPEG, PNG, GIF or WebP, at most ", &text::bytes(config.limits.photo_bytes), "."].concat();
    let required = config.photo == PhotoRule::Required;
    let frame = files::frame(ctx, path, field, text::label(path, config), Some(hint), required);
    // Only a filter for the browser's file dialog: the real format is read from the file's first bytes. The filter has
    // these four types instead of `image/*`, because Safari converts a phone's HEIC photo to JPEG if the control
    // accepts JPEG but not HEIC.
    let accept = ImageFormat::ALL.map(ImageFormat::media_type).join(",");
    let input = files::input(ctx, path, field, &frame, accept, false);
    let chosen = files::chosen(ctx, path, field);
    Some(frame.view(view! { {input}{preview(field)}{chosen} }.built()))
}

/// Returns a preview of the chosen photo. `alt` is empty, because the file's name already describes the photo.
fn preview(field: FilesField) -> Built {
    dynamic(move || {
        field.files_inspected.get();
        let image = field.list.with(|list| {
            let picked =
                list.first().filter(|picked| matches!(picked.content, FileReading::Read(Some(_))))?;
            Url::create_object_url_with_blob(&picked.file).ok()
        });
        let Some(image) = image else { return nothing() };
        let address = image.clone();
        // The object URL keeps the file's bytes in memory until it is revoked.
        on_cleanup(move || {
            let _ = Url::revoke_object_url(&address);
        });
        view! { <img class="cf-preview" part="preview" alt="" src=image /> }.built()
    })
}
