//! Compares how the sandbox reads forms with the recorded answers of a real PHP; see `examples/record_php`.

use std::convert::Infallible;

use axum::http::HeaderMap;
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Map, Value, json};

use super::array::{Node, PhpArray};
use super::form::{FormReader, PhpForm};
use super::limits::PhpLimits;
use super::upload::Upload;

const RECORDING: &str = include_str!("../../tests/fixtures/php-forms.json");

#[tokio::test]
async fn every_recorded_form_is_read_as_in_php() {
    let recording: Value = serde_json::from_str(RECORDING).unwrap();
    let limits = PhpLimits {
        max_file_uploads: serde_json::from_value(recording["limits"]["max_file_uploads"].clone()).unwrap(),
        max_input_vars: serde_json::from_value(recording["limits"]["max_input_vars"].clone()).unwrap(),
        upload_max_bytes: serde_json::from_value(recording["limits"]["upload_max_bytes"].clone()).unwrap(),
        ..PhpLimits::default()
    };
    let cases = recording["cases"].as_array().unwrap();
    assert!(cases.len() > 50, "the recording has too few cases");
    for case in cases {
        // A body that arrives byte by byte is the hardest case.
        for chunk_size in [1, 7, usize::MAX] {
            let form = read(&limits, &test_support::php::body(case), chunk_size).await;
            let about = &case["about"];
            assert_eq!(tree(&form.texts, |text| json!(text)), case["post"], "texts, {about}, {chunk_size}");
            assert_eq!(tree(&form.files, shown), case["files"], "files, {about}, {chunk_size}");
        }
    }
}

async fn read(limits: &PhpLimits, body: &str, chunk_size: usize) -> PhpForm {
    let spool = tempfile::tempdir().unwrap();
    let reader = FormReader { limits, spool_dir: spool.path(), on_part: &|_| {} };
    let chunks: Vec<Result<Bytes, Infallible>> =
        body.as_bytes().chunks(chunk_size).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    let headers = [("content-type".parse().unwrap(), "multipart/form-data; boundary=B".parse().unwrap())];
    reader.read(&HeaderMap::from_iter(headers), stream::iter(chunks)).await.unwrap()
}

fn shown(upload: &Upload) -> Value {
    let (error, size, sha256) = match &upload.content {
        Ok(content) => (0, content.size, Some(&content.sha256)),
        Err(error) => (*error as i32, 0, None),
    };
    json!({"name": upload.name, "type": upload.media_type, "error": error, "size": size, "sha256": sha256})
}

fn tree<T>(array: &PhpArray<T>, leaf: impl Fn(&T) -> Value + Copy) -> Value {
    let members: Map<String, Value> = array
        .iter()
        .map(|(key, node)| {
            let value = match node {
                Node::Leaf(value) => leaf(value),
                Node::Array(inner) => tree(inner, leaf),
            };
            (key.to_owned(), value)
        })
        .collect();
    Value::Object(members)
}
