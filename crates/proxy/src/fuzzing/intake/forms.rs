//! The forms that bodies are read for. Their limits are small, so that a small body reaches them.

use customer_form_contract::{
    CustomField, FieldId, FieldKind, FileRule, FormConfig, Limits, Permission, PhotoRule,
};

use super::read;
use crate::fuzzing::chunks::Chunking;
use crate::intake::{IntakeError, Taken};

/// The most bytes of a body. The proxy's own margin for framing would be some 64 KiB.
const MAX_BODY_BYTES: u64 = 12 << 10;

/// Short ones, so that a body is soon full of them; one that looks like the end; one with the longest beginning.
const BOUNDARIES: [&str; 4] = ["b", "--", "a b", "----WebKitFormBoundary7MA4YWxkTrZu0gW"];

/// A form, and the boundary of the bodies that come for it.
pub(super) struct FuzzForm {
    /// `None`: the CRM has not said yet what the form has.
    pub(super) config: Option<FormConfig>,
    pub(super) limits: Limits,
    pub(super) boundary: &'static str,
}

impl FuzzForm {
    /// The lower two bits are the form: every kind of field; only what the CRM always has, and a photo; files alone; one
    /// that is not known. The two bits above them are the boundary.
    pub(super) fn of(choice: u8) -> Self {
        let limits = Limits {
            body_bytes: 8 << 10,
            file_bytes: 64,
            photo_bytes: 256,
            photo_pixels: 1_000_000,
            text_bytes: 16,
            textarea_bytes: 32,
            variables: 20,
            files: 3,
        };
        let boundary = BOUNDARIES.get(usize::from(choice >> 2 & 3)).copied().unwrap_or_default();
        Self { config: config(choice & 3, &limits), limits, boundary }
    }

    pub(super) async fn read(&self, chunking: Chunking, body: &[u8]) -> Result<Taken, IntakeError> {
        read(chunking.cut(body), MAX_BODY_BYTES, self.boundary, &self.limits, self.config.as_ref()).await
    }
}

fn config(choice: u8, limits: &Limits) -> Option<FormConfig> {
    let pdf = FileRule { formats: vec!["pdf".to_owned(), "txt".to_owned()], max_files: Some(2) };
    let any = FileRule { formats: vec![], max_files: None };
    let options = vec!["a".to_owned(), "b\nc".to_owned()];
    let (photo, fields) = match choice {
        0 => (
            PhotoRule::Optional,
            vec![
                field(1, FieldKind::Text),
                field(2, FieldKind::Select { options }),
                field(3, FieldKind::TextArea),
                field(4, FieldKind::Files(pdf)),
            ],
        ),
        1 => (PhotoRule::Required, vec![]),
        2 => (PhotoRule::Off, vec![field(4, FieldKind::Files(any))]),
        _ => return None,
    };
    Some(FormConfig {
        form: "acme".to_owned(),
        photo,
        fields,
        offered: Permission::from_name("view-contract").into_iter().collect(),
        limits: limits.clone(),
        prefill_from_url: vec![],
    })
}

/// A field that may be left empty.
pub(crate) fn field(id: u64, kind: FieldKind) -> CustomField {
    CustomField {
        id: FieldId(id),
        key: "key".to_owned(),
        label: "Label".to_owned(),
        description: None,
        placeholder: None,
        required: false,
        group: None,
        kind,
    }
}
