//! The forms of the intake's fuzz target. Their limits are small, so that small bodies reach them.

use customer_form_contract::{
    CustomField, FieldId, FieldKind, FileRule, FormConfig, Limits, Permission, PhotoRule,
};

use super::read;
use crate::fuzzing::chunks::Chunking;
use crate::submission::intake::{IntakeError, Taken};

/// The largest body in bytes. The proxy's own margin for framing alone would be about 64 KiB.
const MAX_BODY_BYTES: u64 = 12 << 10;

/// The boundaries: short ones, which occur in bodies often; one that looks like the end; and one with the longest
/// beginning.
const BOUNDARIES: [&str; 4] = ["b", "--", "a b", "----WebKitFormBoundary7MA4YWxkTrZu0gW"];

/// A form, and the boundary of its bodies.
pub(super) struct FuzzForm {
    /// `None`: the form configuration is not known yet.
    pub(super) config: Option<FormConfig>,
    pub(super) limits: Limits,
    pub(super) boundary: &'static str,
}

impl FuzzForm {
    /// The lower two bits choose the form: 0 has every kind of field; 1 has only the CRM's fixed fields and a photo; 2
    /// has only files; 3 is not known. The next two bits choose the boundary.
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

/// An optional field.
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
