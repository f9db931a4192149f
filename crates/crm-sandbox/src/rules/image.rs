//! `required|image`: the profile photo. Like Laravel, it is recognised by its first bytes, not by its name.

use super::NewFile;
use super::input::{Given, given, is_blank};
use crate::laravel::errors::ValidationErrors;
use crate::laravel::sentences::Broken;
use crate::options::PhotoRule;
use crate::php::form::PhpForm;

const PATH: &str = "profile_photo_path";

pub(super) fn check<'a>(
    form: &'a PhpForm,
    rule: PhotoRule,
    errors: &mut ValidationErrors,
) -> Option<NewFile<'a>> {
    let upload = match given(form, &[PATH]) {
        Given::File(upload) => upload,
        Given::Array => {
            errors.add(PATH, Broken::Image);
            return None;
        }
        Given::Text(text) if !is_blank(text) => {
            errors.add(PATH, Broken::Image);
            return None;
        }
        Given::Text(_) | Given::Nothing => {
            if rule == PhotoRule::Required {
                errors.add(PATH, Broken::Required);
            }
            return None;
        }
    };
    match &upload.content {
        Ok(content) if is_image(&content.head) => return Some(NewFile { upload, content }),
        Ok(_) => errors.add(PATH, Broken::Image),
        Err(_) => errors.add(PATH, Broken::Uploaded),
    }
    None
}

/// Whether the bytes begin like a JPEG, PNG, GIF or WebP.
pub(crate) fn is_image(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xd8\xff")
        || head.starts_with(b"\x89PNG\r\n\x1a\n")
        || head.starts_with(b"GIF87a")
        || head.starts_with(b"GIF89a")
        || (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"))
}
