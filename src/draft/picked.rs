//! A file that the visitor chose.

use customer_form_contract::file::SNIFFED_BYTES;
use customer_form_contract::{CustomPart, FieldPath, FieldProblem, FileInfo, ImageFormat};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;
use web_sys::js_sys::{Array, Uint8Array};

/// A chosen file, and the result of reading it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PickedFile {
    /// The browser's handle of the file.
    pub(crate) file: web_sys::File,
    /// The result of reading the file.
    pub(crate) content: FileReading,
}

/// The result of reading a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileReading {
    /// The file has not been read yet.
    Unknown,
    /// The file could not be read: it was changed, moved or deleted, or the permission to read it expired.
    Unreadable,
    /// The file was chosen before the page was loaded again: only its name is known.
    Lost,
    /// The image format; `None` if the file is not an image of a known format.
    Read(Option<ImageFormat>),
}

impl FileReading {
    /// Reads the first bytes of a file, or the whole file if it is not larger than `whole_bytes`. Chromium and WebKit
    /// refuse to read a file that was saved again after it was chosen. Firefox reads the current content, and shows a
    /// new length only if the whole file is read; a submission would contain the file with its old length.
    pub(crate) async fn of(file: &web_sys::File, whole_bytes: u64) -> Self {
        let size = file.size();
        let whole = size <= whole_bytes as f64;
        let end = if whole { size } else { size.min(SNIFFED_BYTES as f64) };
        let read = if whole { Ok(file.clone().into()) } else { file.slice_with_f64_and_f64(0.0, end) };
        let Ok(read): Result<Blob, _> = read else { return Self::Unreadable };
        match JsFuture::from(read.array_buffer()).await.map(|buffer| Uint8Array::new(&buffer)) {
            Ok(bytes) if f64::from(bytes.length()) == end => {
                Self::Read(ImageFormat::sniff(&bytes.subarray(0, SNIFFED_BYTES as u32).to_vec()))
            }
            _ => Self::Unreadable,
        }
    }
}

impl PickedFile {
    /// A file that has not been read yet.
    pub(crate) fn new(file: web_sys::File) -> Self {
        Self { file, content: FileReading::Unknown }
    }

    /// A file of which only the name is known. `None` if the browser cannot create a file object.
    pub(super) fn lost(name: &str) -> Option<Self> {
        let file = web_sys::File::new_with_str_sequence(&Array::new(), name).ok()?;
        Some(Self { file, content: FileReading::Lost })
    }

    /// Whether the visitor has to choose the file again.
    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(self.content, FileReading::Unreadable | FileReading::Lost)
    }

    /// Returns the data for the validator. A file that has not been read yet counts as an image; every file is read
    /// before anything is sent.
    pub(crate) fn info(&self) -> FileInfo {
        let image = match self.content {
            FileReading::Unknown => Some(ImageFormat::Jpeg),
            FileReading::Unreadable | FileReading::Lost => None,
            FileReading::Read(image) => image,
        };
        // A file's size is an integer below 2^53, so the cast is exact.
        FileInfo { name: self.file.name(), bytes: self.file.size() as u64, image }
    }
}

/// Returns the path of the file at that index of a field's list.
pub(crate) fn path_of(field: FieldPath, index: u64) -> FieldPath {
    match field {
        FieldPath::Custom(id, _) => FieldPath::Custom(id, CustomPart::File(index)),
        path => path,
    }
}

/// Returns a problem for each unreadable file of a field.
pub(super) fn unreadable(list: &[PickedFile], field: FieldPath) -> Vec<(FieldPath, FieldProblem)> {
    let numbered = (0..).zip(list).filter(|(_, picked)| picked.is_unreadable());
    numbered.map(|(index, _)| (path_of(field, index), FieldProblem::FileUnreadable)).collect()
}

/// Whether a path belongs to an unreadable file. The caller must ignore the validator's problems at such a path.
pub(super) fn is_unreadable_at(list: &[PickedFile], field: FieldPath, path: FieldPath) -> bool {
    unreadable(list, field).iter().any(|(at, _)| *at == path)
}
