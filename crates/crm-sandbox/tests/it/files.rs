//! `GET /files/{id}`.

use serde_json::json;

use crate::form::{FormBody, PNG};
use crate::support::{Crm, SHA256_OF_NOTHING, accepting, field};

const FILES: &str = "custom_fields[3][file_upload][files][]";

async fn crm() -> Crm {
    Crm::with_fields(json!([field(3, 9, "files", false, accepting(&[], true, 0))])).await
}

#[tokio::test]
async fn a_download_is_exactly_the_stored_bytes() {
    let crm = crm().await;
    let content: Vec<u8> =
        (0..1_000_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let form = FormBody::valid()
        .text("custom_fields[3][key]", "files")
        .file(FILES, "東京 \"a\";b.pdf", &content)
        .file(FILES, "empty", b"");
    let customer = crm.created(&form).await;
    let [file, empty] = &customer.custom_fields[&3].files[..] else { panic!("two files") };

    let answer = crm.get(&format!("/files/{}", file.id)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let name = "%E6%9D%B1%E4%BA%AC%20%22a%22%3Bb.pdf";
    assert_eq!(header("content-disposition"), format!("attachment; filename*=UTF-8''{name}"));
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(header("content-length"), "1000000");
    assert_eq!(answer.bytes().await.unwrap(), content);

    assert_eq!(empty.sha256, SHA256_OF_NOTHING);
    let answer = crm.get(&format!("/files/{}", empty.id)).send().await.unwrap();
    assert_eq!(answer.bytes().await.unwrap().len(), 0);

    let photo = crm.get(&format!("/files/{}", customer.profile_photo.unwrap().id)).send().await.unwrap();
    assert_eq!(photo.bytes().await.unwrap(), PNG);
}

#[tokio::test]
async fn a_files_hash_is_the_sha256_of_its_content() {
    let crm = crm().await;
    let form = FormBody::valid().text("custom_fields[3][key]", "files").file(FILES, "abc.txt", b"abc");
    let stored = crm.created(&form).await;
    // The test vector of FIPS 180-2, appendix B.1.
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(stored.custom_fields[&3].files[0].sha256, expected);
}

#[tokio::test]
async fn missing_file_is_404() {
    let crm = crm().await;
    for id in ["1", "0", "-1", "x", "18446744073709551615", "..%2Fcrm.sqlite"] {
        assert_eq!(crm.get(&format!("/files/{id}")).send().await.unwrap().status(), 404, "{id}");
    }
}
