//! The door that submissions come in by: a multipart body, part by part, into an entry and spooled files.
//!
//! Nothing of a part's framing goes any further. A part's name is matched whole against what the form's current
//! configuration allows; its content is read within bounds; its headers are dropped.

mod body;
mod error;
mod part;
mod slot;

use std::collections::HashSet;

use customer_form_contract::file::FileInfo;
use customer_form_contract::{
    CustomPart, CustomValue, FieldKind, FieldPath, FormConfig, ImageFormat, Limits,
};
use multer::{Field, Multipart};

use crate::spool::Spool;
use crate::submission::Submission;

pub(crate) use body::{BodyError, RequestBody};
pub(crate) use error::IntakeError;
use slot::Slot;

/// For each part, what its framing may take: its boundary, its headers, a long name in three bytes a character.
const FRAMING_BYTES_PER_PART: u64 = 1 << 10;

/// For the whole body, what may be on top: a margin, so that nothing just right is refused.
const FRAMING_BYTES: u64 = 64 << 10;

/// Parts beyond the limits that are still read, so that the validator can say how many too many there are.
const PARTS_TO_SPARE: u64 = 16;

/// Bytes of a text beyond its limit that are still read, likewise.
const TEXT_BYTES_TO_SPARE: u64 = 4 << 10;

/// The most bytes of a whole body.
pub(crate) fn max_body_bytes(limits: &Limits) -> u64 {
    limits.body_bytes + (limits.variables + limits.files) * FRAMING_BYTES_PER_PART + FRAMING_BYTES
}

/// Reads a multipart body to its end.
///
/// # Errors
/// The first thing that no form of ours does; what people do wrong is the validator's.
pub(crate) async fn read(
    body: &mut RequestBody,
    boundary: &str,
    config: &FormConfig,
) -> Result<Submission, IntakeError> {
    let parts = body.parts();
    let mut multipart = Multipart::new(&mut *body, boundary);
    let mut intake = Intake::new(config);
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
    // What may follow the last boundary means nothing, but the request is only whole with it.
    body.read_to_end().await?;
    Ok(intake.submission)
}

/// A submission that is being read.
struct Intake<'a> {
    config: &'a FormConfig,
    submission: Submission,
    /// Every place that may be filled once, and was.
    filled: HashSet<FieldPath>,
    parts: u64,
    files: u64,
    text_bytes: u64,
}

impl<'a> Intake<'a> {
    fn new(config: &'a FormConfig) -> Self {
        let text_bytes = longest_text(config) + TEXT_BYTES_TO_SPARE;
        let submission = Submission::default();
        Self { config, submission, filled: HashSet::new(), parts: 0, files: 0, text_bytes }
    }

    async fn take(&mut self, mut field: Field<'_>) -> Result<(), IntakeError> {
        let limits = &self.config.limits;
        let index = self.parts;
        self.parts += 1;
        if self.parts > limits.variables + limits.files + PARTS_TO_SPARE {
            return Err(IntakeError::TooManyParts);
        }
        let head = part::head(&field).ok_or(IntakeError::PartHead { index })?;
        let slot = Slot::of(head.name, self.config).ok_or(IntakeError::UnknownPart { index })?;
        match (slot, head.file_name) {
            (Slot::File(path), Some(name)) => {
                let name = name.to_owned();
                self.take_file(path, name, &mut field).await
            }
            (Slot::File(_), None) => Err(IntakeError::NotAFile { index }),
            (_, Some(_)) => Err(IntakeError::NotAText { index }),
            (_, None) if self.files > 0 => Err(IntakeError::TextAfterFiles { index }),
            (slot, None) => self.take_text(slot, index, &mut field).await,
        }
    }

    async fn take_text(&mut self, slot: Slot, index: u64, field: &mut Field<'_>) -> Result<(), IntakeError> {
        if let Some(path) = slot.once()
            && !self.filled.insert(path)
        {
            return Err(IntakeError::Repeated { index });
        }
        let text = part::text(field, self.text_bytes, index).await?;
        let entry = &mut self.submission.entry;
        match slot {
            Slot::Email => entry.email = text,
            Slot::Name => entry.name = text,
            Slot::LastName => entry.last_name = text,
            Slot::Phone => entry.phone = text,
            Slot::CompanyName => entry.company_name = text,
            Slot::Value(id) => drop(entry.custom.insert(id, CustomValue::Text(text))),
            Slot::Permission(permission) if text == "1" => drop(entry.permissions.insert(permission)),
            Slot::Permission(_) => return Err(IntakeError::NotGranted { index }),
            // Written to the CRM from the configuration, whatever is in here.
            Slot::Key(_) | Slot::Formats(_) | Slot::File(_) => {}
        }
        Ok(())
    }

    async fn take_file(
        &mut self,
        path: FieldPath,
        name: String,
        field: &mut Field<'_>,
    ) -> Result<(), IntakeError> {
        let limits = &self.config.limits;
        self.files += 1;
        let max_bytes = match path {
            // The validator refuses the whole submission; its content is not worth a temporary file.
            _ if self.files > limits.files => 0,
            FieldPath::Photo => limits.photo_bytes,
            _ => limits.file_bytes,
        };
        let received = part::file(field, Spool::new(max_bytes)).await?;
        if name.is_empty() && received.bytes == 0 {
            // How a browser sends a file input that was left empty.
            return Ok(());
        }
        let info = FileInfo { name, bytes: received.bytes, image: ImageFormat::sniff(&received.head) };
        let path = self.place(path, info).ok_or(IntakeError::Repeated { index: self.parts - 1 })?;
        self.submission.files.extend(received.file.map(|file| (path, file)));
        Ok(())
    }

    /// Puts a file into the entry. The path has its number among its field's files; `None`: a second photo.
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
            // A field is either text or files, by its configuration.
            CustomValue::Text(_) => None,
        }
    }
}

/// The most bytes that a text of this form may have.
fn longest_text(config: &FormConfig) -> u64 {
    let options = config.fields.iter().flat_map(|field| match &field.kind {
        FieldKind::Select { options } => options.as_slice(),
        FieldKind::Text | FieldKind::TextArea | FieldKind::Files(_) => &[],
    });
    let longest_option = options.map(|option| option.len() as u64).max().unwrap_or_default();
    config.limits.text_bytes.max(config.limits.textarea_bytes).max(longest_option)
}
