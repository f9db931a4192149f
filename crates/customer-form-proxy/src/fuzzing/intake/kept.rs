//! The content that was kept of a body, and the check that it stands in the body.

use std::collections::BTreeMap;

use bytes::Bytes;
use customer_form_contract::{
    CustomPart, CustomValue, Entry, FieldKind, FieldPath, FileInfo, FixedField, ImageFormat,
};

use super::forms::FuzzForm;
use crate::fuzzing::reference::find;
use crate::spool::FileBytes;
use crate::submission::Submission;

/// The largest number of bytes by which a text may exceed its limit, so that the validator can report its length.
const TEXT_BYTES_TO_SPARE: u64 = 4 << 10;

/// A submission in a form that can be compared.
#[derive(Debug, PartialEq)]
pub(super) struct KeptSubmission {
    pub(super) entry: Entry,
    pub(super) files: BTreeMap<FieldPath, Bytes>,
    mistaken: Vec<FieldPath>,
}

impl KeptSubmission {
    pub(super) fn of(submission: &Submission) -> Self {
        let files = submission.files.iter().map(|(path, file)| {
            let FileBytes::Memory(bytes) = &file.content else {
                panic!("no file is large enough for the disk")
            };
            assert_eq!(file.bytes, bytes.len() as u64);
            (*path, bytes.clone())
        });
        Self {
            entry: submission.entry.clone(),
            files: files.collect(),
            mistaken: submission.mistaken.clone(),
        }
    }

    /// All texts. Their order has no meaning.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let custom = self.entry.custom.values().filter_map(|value| match value {
            CustomValue::Text(text) => Some(text.as_str()),
            CustomValue::Files(_) => None,
        });
        self.entry.fixed.iter().map(|(_, text)| text).chain(custom)
    }

    /// All files that arrived, kept or not.
    pub(super) fn infos(&self) -> impl Iterator<Item = (FieldPath, &FileInfo)> {
        let custom = self.entry.custom.iter().flat_map(|(id, value)| {
            let files = if let CustomValue::Files(files) = value { files.as_slice() } else { &[] };
            (0..).zip(files).map(|(index, info)| (FieldPath::Custom(*id, CustomPart::File(index)), info))
        });
        custom.chain(self.entry.photo.as_ref().map(|photo| (FieldPath::Fixed(FixedField::Photo), photo)))
    }

    /// Checks that all content has a place in the form, is within its limits, and stands in the body between the
    /// framing.
    pub(super) fn check(&self, form: &FuzzForm, body: &[u8]) {
        let limits = &form.limits;
        let Some(config) = &form.config else {
            assert_eq!(
                *self,
                Self::of(&Submission::default()),
                "the intake kept values without a form configuration"
            );
            return;
        };
        for (id, value) in &self.entry.custom {
            let takes_files = config.field(*id).map(|field| matches!(field.kind, FieldKind::Files(_)));
            assert_eq!(takes_files, Some(matches!(value, CustomValue::Files(_))), "{id}");
        }
        assert!(self.entry.permissions.iter().all(|permission| config.offered.contains(&permission)));

        let longest = limits.text_bytes.max(limits.textarea_bytes) + TEXT_BYTES_TO_SPARE;
        let plain = with_lf(body);
        for text in self.texts().filter(|text| !text.is_empty()) {
            assert!(text.len() as u64 <= longest, "a text of {} bytes", text.len());
            let framed = [b"\n\n", text.as_bytes(), b"\n--", form.boundary.as_bytes()].concat();
            assert!(find(&plain, &framed).is_some(), "the body does not contain {text:?}");
        }

        assert!(self.files.len() as u64 <= limits.files, "{} files", self.files.len());
        let infos: BTreeMap<_, _> = self.infos().collect();
        for (path, info) in &infos {
            let max_bytes = if *path == FieldPath::Fixed(FixedField::Photo) {
                limits.photo_bytes
            } else {
                limits.file_bytes
            };
            let file = self.files.get(path);
            assert!(file.is_none() || info.bytes <= max_bytes, "a file of {} bytes", info.bytes);
        }
        for (path, file) in &self.files {
            let info = infos.get(path).map(|info| (info.bytes, info.image));
            assert_eq!(info, Some((file.len() as u64, ImageFormat::sniff(file))), "{path:?}");
            let framed = [b"\r\n\r\n", &file[..], b"\r\n--", form.boundary.as_bytes()].concat();
            assert!(find(body, &framed).is_some(), "the body does not contain {path:?}");
        }
    }
}

/// Replaces every CR LF by LF, as the proxy does in texts.
fn with_lf(bytes: &[u8]) -> Vec<u8> {
    let followed = bytes.iter().zip(bytes.iter().skip(1).map(Some).chain([None]));
    followed.filter(|(byte, next)| (**byte, *next) != (b'\r', Some(&b'\n'))).map(|(byte, _)| *byte).collect()
}
