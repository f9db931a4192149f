//! Builds the body that a browser sends for a filled form.

use std::io::Cursor;

use customer_form_contract::file::extension;
use customer_form_contract::testing::held::{held, with_lf};
use customer_form_contract::{
    Body, CustomValue, Entry, FieldPath, FileInfo, FixedField, FormConfig, ImageFormat, parts,
};

use crate::submission::signature;
use crate::upstream::clean_file_name;

pub(super) const BOUNDARY: &str = "----a-browser-puts-this-between-its-parts";

/// The largest generated file in bytes. It is above the file limits that entries come near, and small enough to
/// generate hundreds of files.
const MAX_MADE_UP_BYTES: u64 = 8 << 10;

/// The part of the entry that a browser can hold for this form, with files whose content agrees with their names.
pub(super) fn chosen(config: FormConfig, entry: Entry) -> (FormConfig, Entry) {
    let (config, mut entry) = held(config, entry);
    entry.photo = entry.photo.as_ref().map(photo);
    for (_, value) in entry.custom.iter_mut() {
        if let CustomValue::Files(files) = value {
            *files = files.iter().map(document).collect();
        }
    }
    (config, entry)
}

/// The entry that arrives: custom fields that were left blank are missing, and file names are as the browser writes
/// them.
pub(super) fn received(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    entry.custom.retain(|_, value| !value.is_blank());
    for (_, value) in entry.custom.iter_mut() {
        match value {
            CustomValue::Text(text) => *text = with_lf(text),
            CustomValue::Files(files) => files.iter_mut().for_each(|file| file.name = escaped(&file.name)),
        }
    }
    if let Some(photo) = &mut entry.photo {
        photo.name = escaped(&photo.name);
    }
    entry
}

/// The body that a browser sends (HTML, "multipart/form-data encoding algorithm").
pub(super) fn body(config: &FormConfig, entry: &Entry) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts(config, entry) {
        let name = part.name();
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"").bytes());
        match part.body {
            Body::Text(text) => {
                body.extend(b"\r\n\r\n");
                body.extend(with_lf(&text).replace('\n', "\r\n").bytes());
            }
            Body::File(file) => {
                let file_name = escaped(&file.name);
                body.extend(format!("; filename=\"{file_name}\"\r\n").bytes());
                body.extend(b"Content-Type: application/octet-stream\r\n\r\n");
                body.extend(if part.path == FieldPath::Fixed(FixedField::Photo) {
                    picture(file)
                } else {
                    content(file)
                });
            }
        }
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}

/// A file's name between quotes. A browser escapes nothing else.
fn escaped(name: &str) -> String {
    name.replace('"', "%22")
}

/// A file whose content agrees with its name, under a name that a file can have.
fn document(file: &FileInfo) -> FileInfo {
    let mut file = FileInfo { name: on_disk(&file.name), bytes: file.bytes, image: None };
    if !agrees(&file) {
        // The generated name has a known extension by chance.
        file.name = "document".to_owned();
    }
    file.bytes = sized(file.bytes, beginning(&file.name));
    file.image = ImageFormat::sniff(&content(&file));
    file
}

fn agrees(file: &FileInfo) -> bool {
    signature::agrees(&clean_file_name(&escaped(&file.name)), beginning(&file.name))
}

/// A photo that is a complete picture, if it is a picture at all.
fn photo(file: &FileInfo) -> FileInfo {
    let bytes = sized(file.bytes, &file.image.map(pixel).unwrap_or_default());
    let file = FileInfo { name: on_disk(&file.name), bytes, image: file.image };
    FileInfo { image: ImageFormat::sniff(&picture(&file)), ..file }
}

/// A size that can be generated and has room for the beginning; an empty file stays empty.
fn sized(bytes: u64, beginning: &[u8]) -> u64 {
    if bytes == 0 { 0 } else { bytes.clamp(beginning.len() as u64, MAX_MADE_UP_BYTES) }
}

fn content(file: &FileInfo) -> Vec<u8> {
    filled_up(beginning(&file.name).to_vec(), file.bytes)
}

fn picture(file: &FileInfo) -> Vec<u8> {
    filled_up(file.image.map(pixel).unwrap_or_default(), file.bytes)
}

fn filled_up(mut beginning: Vec<u8>, bytes: u64) -> Vec<u8> {
    beginning.resize(usize::try_from(bytes).unwrap(), b'x');
    beginning
}

/// The first bytes of a file with this name.
fn beginning(name: &str) -> &'static [u8] {
    match extension(name).unwrap_or_default().to_ascii_lowercase().as_str() {
        "pdf" => b"%PDF-1.7",
        "docx" => b"PK\x03\x04",
        "doc" => b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "gz" | "tgz" => b"\x1F\x8B\x08",
        "jpg" | "jpeg" | "jpe" | "jfif" | "pjpeg" | "pjp" => b"\xFF\xD8\xFF\xE0",
        "png" => b"\x89PNG\r\n\x1A\n",
        _ => b"",
    }
}

/// The smallest picture.
fn pixel(format: ImageFormat) -> Vec<u8> {
    let format = match format {
        ImageFormat::Jpeg => image::ImageFormat::Jpeg,
        ImageFormat::Png => image::ImageFormat::Png,
        ImageFormat::Gif => image::ImageFormat::Gif,
        ImageFormat::WebP => image::ImageFormat::WebP,
    };
    let mut bytes = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(1, 1).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The nearest name that a file can have: 1 to 255 characters, without control characters and without a backslash at
/// the end, which a part's head cannot contain.
fn on_disk(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_ascii_control()).take(255).collect();
    let name = name.trim_end_matches('\\');
    if name.is_empty() { "document".to_owned() } else { name.to_owned() }
}
