//! The fuzz target of a part's `Content-Disposition`.

use crate::submission::intake::Disposition;
use crate::upstream::clean_file_name;

/// Every parsed name is a part of the header, and a cleaned file name that is written into a header is parsed
/// unchanged, so that no part of it becomes another parameter.
pub fn disposition(value: &[u8]) {
    let Some(read) = Disposition::parse(value) else { return };
    let text = String::from_utf8_lossy(value);
    for part in [Some(&read.name), read.file_name.as_ref()].into_iter().flatten() {
        let stands_there = text.contains(&**part) || text.contains(&part.replace('"', "\\\""));
        assert!(stands_there, "{part:?} is not in {text:?}");
    }
    let Some(file_name) = read.file_name else { return };
    let cleaned = clean_file_name(&file_name);
    assert_eq!(clean_file_name(&cleaned), cleaned, "a second cleaning changes the file name");
    let again = format!("form-data; name=\"email\"; filename=\"{cleaned}\"");
    let again = Disposition::parse(again.as_bytes());
    let again = again.as_ref().map(|read| (&*read.name, read.file_name.as_deref()));
    assert_eq!(again, Some(("email", Some(cleaned.as_str()))), "{file_name:?} is not clean");
}
