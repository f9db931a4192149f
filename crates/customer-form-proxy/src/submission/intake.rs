//! Reads a submission: a multipart body, part by part, into an entry and spooled files.
//!
//! None of a part's framing is passed on. A part's name must match exactly a name that the current form configuration
//! allows, its content is read within limits, and its headers are dropped.

mod body;
mod disposition;
mod error;
mod part;
mod slot;

use std::borrow::Cow;
use std::collections::HashSet;

use customer_form_contract::file::FileInfo;
use customer_form_contract::{
    CustomPart, CustomValue, FieldKind, FieldPath, FixedField, FormConfig, ImageFormat, Limits,
};
use multer::{Field, Multipart};

use crate::idempotency::ContentDigest;
use crate::spool::Spool;
use crate::submission::Submission;
use crate::submission::signature;
use crate::upstream::clean_file_name;

pub(crate) use body::{BodyError, RequestBody};
#[cfg(any(test, fuzzing))]
pub(crate) use disposition::Disposition;
pub(crate) use error::IntakeError;
use slot::Slot;

/// The bytes that the framing of each part may take: its boundary, its headers, and a long name in three bytes a
/// character.
const FRAMING_BYTES_PER_PART: u64 = 1 << 10;

/// Additional bytes for the whole body: a margin, so that a body within the limits is never refused because of its
/// framing.
const FRAMING_BYTES: u64 = 64 << 10;

/// The number of parts beyond the limits that are still read, so that the validator can report how many there are too
/// many.
const PARTS_TO_SPARE: u64 = 16;

/// The bytes of a text beyond its limit that are still read, so that the validator can report its length.
const TEXT_BYTES_TO_SPARE: u64 = 4 << 10;

/// The largest size of a whole body, in bytes.
pub(crate) fn max_body_bytes(limits: &Limits) -> u64 {
    limits.body_bytes + (limits.variables + limits.files) * FRAMING_BYTES_PER_PART + FRAMING_BYTES
}

/// The result of a body that was read to its end.
pub(crate) struct Taken {
    /// The submission, or the reason why it cannot be used: it has a part that the form does not have, or the honeypot
    /// is filled in. This error is reported last, because the form may have had the part when the same body came for
    /// the first time.
    pub(crate) submission: Result<Submission, IntakeError>,
    /// The digest of all parts, including parts that the form does not have.
    pub(crate) digest: ContentDigest,
}

/// Reads a multipart body to its end. Without `config` no part is known, so that a body with any part yields no
/// submission, only a digest.
///
/// # Errors
/// The first mistake that the form itself never makes. Mistakes of visitors are reported by the validator.
pub(crate) async fn read(
    body: &mut RequestBody,
    boundary: &str,
    limits: &Limits,
    config: Option<&FormConfig>,
) -> Result<Taken, IntakeError> {
    let parts = body.parts();
    let mut multipart = Multipart::new(&mut *body, boundary);
    let mut intake = Intake::new(limits, config);
    loop {
        parts.begin_head();
        let field = multipart.next_field().await?;
        parts.end_head();
        match field {
            Some(field) => intake.take(field).await?,
            None => break,
        }
    }
    drop(multipart);
    // Bytes after the last boundary have no meaning, but the request is complete only when they have been read.
    body.read_to_end().await?;
    Ok(Taken { submission: intake.unknown.map_or(Ok(intake.submission), Err), digest: intake.digest })
}

/// A submission that is being read.
struct Intake<'a> {
    limits: &'a Limits,
    config: Option<&'a FormConfig>,
    submission: Submission,
    digest: ContentDigest,
    /// The error of the first part that the form does not have, or of a filled honeypot.
    unknown: Option<IntakeError>,
    /// The paths of the parts that may come once and have come.
    filled: HashSet<FieldPath>,
    parts: u64,
    files: u64,
    text_bytes: u64,
}

impl<'a> Intake<'a> {
    fn new(limits: &'a Limits, config: Option<&'a FormConfig>) -> Self {
        Self {
            limits,
            config,
            submission: Submission::default(),
            digest: ContentDigest::default(),
            unknown: None,
            filled: HashSet::new(),
            parts: 0,
            files: 0,
            text_bytes: longest_text(limits, config) + TEXT_BYTES_TO_SPARE,
        }
    }

    async fn take(&mut self, mut field: Field<'_>) -> Result<(), IntakeError> {
        let limits = self.limits;
        let index = self.parts;
        self.parts += 1;
        if self.parts > limits.variables + limits.files + PARTS_TO_SPARE {
            return Err(IntakeError::TooManyParts);
        }
        let head = part::head(&field).ok_or(IntakeError::PartHead { index })?;
        let slot = self.config.and_then(|config| Slot::of(&head.name, config));
        let (name, file_name) = (head.name.into_owned(), head.file_name.map(Cow::into_owned));
        match (slot, file_name) {
            (None, file_name) => self.pass_over(&name, file_name, index, &mut field).await,
            (Some(Slot::File(path)), Some(file_name)) => {
                self.take_file(path, &name, file_name, &mut field).await
            }
            (Some(Slot::File(_)), None) => Err(IntakeError::NotAFile { index }),
            (Some(_), Some(_)) => Err(IntakeError::NotAText { index }),
            (Some(_), None) if self.files > 0 => Err(IntakeError::TextAfterFiles { index }),
            (Some(slot), None) => self.take_text(slot, &name, index, &mut field).await,
        }
    }

    /// Reads a part that the form does not have, only to add it to the digest.
    async fn pass_over(
        &mut self,
        name: &str,
        file_name: Option<String>,
        index: u64,
        field: &mut Field<'_>,
    ) -> Result<(), IntakeError> {
        self.unknown.get_or_insert(IntakeError::UnknownPart { index });
        match file_name {
            Some(file_name) => {
                let received = part::file(field, Spool::new(0)).await?;
                self.digest.file(name, &file_name, &received);
            }
            None => self.digest.text(name, &part::text(field, self.text_bytes, index).await?),
        }
        Ok(())
    }

    async fn take_text(
        &mut self,
        slot: Slot,
        name: &str,
        index: u64,
        field: &mut Field<'_>,
    ) -> Result<(), IntakeError> {
        if let Some(path) = slot.once()
            && !self.filled.insert(path)
        {
            return Err(IntakeError::Repeated { index });
        }
        let text = part::text(field, self.text_bytes, index).await?;
        self.digest.text(name, &text);
        let entry = &mut self.submission.entry;
        match slot {
            Slot::Fixed(field) => entry.fixed.set(field, text),
            Slot::Value(id) => drop(entry.custom.insert(id, CustomValue::Text(text))),
            Slot::Permission(permission) if text == "1" => drop(entry.permissions.insert(permission)),
            Slot::Permission(_) => return Err(IntakeError::NotGranted { index }),
            Slot::Honeypot if text.is_empty() => {}
            Slot::Honeypot => drop(self.unknown.get_or_insert(IntakeError::Honeypot)),
            // Not stored: the CRM gets these values from the form configuration.
            Slot::Key(_) | Slot::Formats(_) | Slot::File(_) => {}
        }
        Ok(())
    }

    async fn take_file(
        &mut self,
        path: FieldPath,
        name: &str,
        file_name: String,
        field: &mut Field<'_>,
    ) -> Result<(), IntakeError> {
        let limits = self.limits;
        self.files += 1;
        let max_bytes = match path {
            // Too many files: the validator refuses the submission, so that the content need not be kept.
            _ if self.files > limits.files => 0,
            // The form does not have an earlier part: the submission is refused, so that the content need not be kept.
            _ if self.unknown.is_some() => 0,
            FieldPath::Fixed(FixedField::Photo) => limits.photo_bytes,
            _ => limits.file_bytes,
        };
        let received = part::file(field, Spool::new(max_bytes)).await?;
        self.digest.file(name, &file_name, &received);
        if file_name.is_empty() && received.bytes == 0 {
            // A browser sends a file input that was left empty in this way.
            return Ok(());
        }
        // A photo may have the extension of another picture format. Whether it is a picture at all is checked later.
        let agrees = path == FieldPath::Fixed(FixedField::Photo)
            || signature::agrees(&clean_file_name(&file_name), &received.head);
        let info =
            FileInfo { name: file_name, bytes: received.bytes, image: ImageFormat::sniff(&received.head) };
        let path = self.place(path, info).ok_or(IntakeError::Repeated { index: self.parts - 1 })?;
        if !agrees {
            self.submission.mistaken.push(path);
        }
        self.submission.files.extend(received.file.map(|file| (path, file)));
        Ok(())
    }

    /// Adds a file to the entry. Returns the path with the file's number within its field. `None`: a second photo.
    fn place(&mut self, path: FieldPath, info: FileInfo) -> Option<FieldPath> {
        let entry = &mut self.submission.entry;
        let FieldPath::Custom(id, _) = path else {
            return entry.photo.replace(info).is_none().then_some(path);
        };
        match entry.custom.entry(id).or_insert_with(|| CustomValue::Files(Vec::new())) {
            CustomValue::Files(files) => {
                files.push(info);
                Some(FieldPath::Custom(id, CustomPart::File(files.len() as u64 - 1)))
            }
            // The form configuration makes a field either text or files, never both.
            CustomValue::Text(_) => None,
        }
    }
}

/// The largest text of this form, in bytes: one that a visitor types, or one that comes from the form configuration.
fn longest_text(limits: &Limits, config: Option<&FormConfig>) -> u64 {
    let fields = config.into_iter().flat_map(|config| &config.fields);
    let own = fields.flat_map(|field| {
        let listed = match &field.kind {
            FieldKind::Select { options } => options.as_slice(),
            FieldKind::Files(rule) => rule.formats.as_slice(),
            FieldKind::Text | FieldKind::TextArea => &[],
        };
        listed.iter().chain([&field.key])
    });
    let longest = own.map(|text| text.len() as u64).max().unwrap_or_default();
    limits.text_bytes.max(limits.textarea_bytes).max(longest)
}
