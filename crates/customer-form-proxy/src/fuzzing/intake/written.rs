//! Checks the body that is written for the CRM.

use bytes::Bytes;
use customer_form_contract::text::from_multipart;
use customer_form_contract::{
    Body, FieldKind, FieldPath, FixedField, FormConfig, ImageFormat, Limits, parts, validate,
};

use super::kept::KeptSubmission;
use super::read;
use crate::fuzzing::reference;
use crate::submission::Submission;
use crate::upstream::{self, CrmError, clean_listed_file_name};

/// Checks that the body is written if every file was kept, and that it reads back as it was.
pub(super) async fn check(config: &FormConfig, submission: Submission, kept: &KeptSubmission) {
    let whole = kept.infos().all(|(path, _)| kept.files.contains_key(&path));
    let is_valid = validate(config, &kept.entry).is_empty();
    let (content_type, body) = match upstream::written(config, submission).await {
        Ok(written) => written,
        Err(CrmError::FileMissing) => {
            assert!(!whole && !is_valid, "the content of a kept file is missing");
            return;
        }
        Err(error) => panic!("writing a body gives only the error FileMissing: {error}"),
    };
    check_parts(config, kept, &reference::read(&content_type, &body));

    let boundary = content_type.rsplit_once('=').map(|(_, boundary)| boundary).unwrap_or_default();
    let again = read(vec![Ok(body)], u64::MAX, boundary, &Limits::default(), Some(config)).await;
    let again = match again.map(|taken| taken.submission) {
        Ok(Ok(submission)) => KeptSubmission::of(&submission),
        Ok(Err(error)) | Err(error) => panic!("the proxy cannot read what it wrote: {error}"),
    };
    assert_eq!(comparable(config, &again, |text| text), comparable(config, kept, from_multipart));
}

/// Checks that the CRM gets the form's parts byte by byte, and the files under cleaned names.
fn check_parts(config: &FormConfig, kept: &KeptSubmission, written: &[reference::Part]) {
    let expected = parts(config, &kept.entry);
    assert_eq!(written.len(), expected.len());
    for ((name, file_name, content), part) in written.iter().zip(expected) {
        assert_eq!(*name, part.name());
        match part.body {
            Body::Text(text) => assert_eq!((content, file_name), (&text.as_bytes().to_vec(), &None)),
            Body::File(info) => {
                assert_eq!(Some(&content[..]), kept.files.get(&part.path).map(|file| &file[..]));
                let Some(file_name) = file_name else { panic!("{name} was sent as a text") };
                let field = part.path.field_id().and_then(|id| config.field(id)).map(|field| &field.kind);
                let formats =
                    if let Some(FieldKind::Files(rule)) = field { rule.formats.as_slice() } else { &[] };
                let cleaned = clean_listed_file_name(&info.name, formats);
                assert!(
                    part.path == FieldPath::Fixed(FixedField::Photo) || *file_name == cleaned,
                    "{file_name:?}"
                );
            }
        }
    }
}

/// A part without the values that may change on the way: a file's name is cleaned, and each CR LF within a text, which
/// no browser sends, becomes LF, once.
#[derive(Debug, PartialEq)]
enum Comparable {
    Text(FieldPath, String),
    File(FieldPath, Option<ImageFormat>, Option<Bytes>),
}

fn comparable(
    config: &FormConfig,
    kept: &KeptSubmission,
    on_the_way: fn(String) -> String,
) -> Vec<Comparable> {
    let comparable = parts(config, &kept.entry).into_iter().map(|part| match part.body {
        Body::Text(text) => Comparable::Text(part.path, on_the_way(text.into_owned())),
        Body::File(info) => Comparable::File(part.path, info.image, kept.files.get(&part.path).cloned()),
    });
    comparable.collect()
}
