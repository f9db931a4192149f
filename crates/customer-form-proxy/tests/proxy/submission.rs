//! A valid submission: what reaches the CRM, and what the visitor gets.

use serde_json::json;

use crate::common::rig::send;
use crate::common::{KEY, Multipart, ORIGIN, Rig};

#[tokio::test]
async fn every_value_and_no_other_reaches_the_crm() {
    let rig = Rig::start().await;
    let body = Multipart::filled()
        .text("custom_fields[52][key]", "not the configured key")
        .text("custom_fields[52][value]", "Engineering — Ångström 工程部 🚀")
        .text("custom_fields[68][value]", "January")
        .text("custom_fields[54][value]", "line one\r\nline two\r\n")
        .text("custom_fields[55][file_upload][formats][]", "exe")
        .text("permissions[contract][view-contract]", "1")
        .file("custom_fields[55][file_upload][files][]", "vertrag – unterschrieben.pdf", "%PDF-1.7")
        .file("profile_photo_path", "me", crate::common::picture::gif());
    let answer = rig.submit(body).await;
    assert_eq!(answer.status, 201, "{answer:?}");

    let received = rig.crm.received_one();
    assert_eq!(
        received.texts(),
        [
            ("email", "ada@example.com"),
            ("name", "Ada"),
            ("last_name", "Lovelace"),
            ("phone", "555-987-6543"),
            ("business_information[company_name]", "Analytical Engines"),
            ("custom_fields[52][key]", "department"),
            ("custom_fields[52][value]", "Engineering — Ångström 工程部 🚀"),
            ("custom_fields[68][key]", "birthday"),
            ("custom_fields[68][value]", "January"),
            ("custom_fields[54][key]", "notes"),
            ("custom_fields[54][value]", "line one\nline two\n"),
            ("custom_fields[55][key]", "documents"),
            ("custom_fields[55][file_upload][formats][]", "PDF"),
            ("custom_fields[55][file_upload][formats][]", "DOCX"),
            ("custom_fields[55][file_upload][formats][]", "DOC"),
            ("permissions[invoice][view-invoice]", "1"),
            ("permissions[contract][view-contract]", "1"),
        ]
    );
    let files: Vec<_> = received
        .files()
        .into_iter()
        .map(|part| {
            (part.name.as_str(), part.file_name.as_deref().unwrap(), part.media_type.as_deref().unwrap())
        })
        .collect();
    assert_eq!(
        files,
        [
            (
                "custom_fields[55][file_upload][files][]",
                "vertrag – unterschrieben.pdf",
                "application/octet-stream"
            ),
            ("profile_photo_path", "me.gif", "image/gif"),
        ]
    );
}

#[tokio::test]
async fn crm_request_carries_the_key_and_no_visitor_header() {
    let rig = Rig::start().await;
    let request = rig
        .post(Multipart::filled().finish())
        .await
        .query(&[("_method", "DELETE")])
        .header("cookie", "session=1")
        .header("authorization", "Bearer visitor")
        .header("x-http-method-override", "DELETE")
        .header("x-forwarded-for", "10.0.0.1")
        .header("forwarded", "for=10.0.0.1")
        .header("referer", "https://acme.example/form?secret=1")
        .header("accept-language", "de");
    assert_eq!(send(request).await.status, 201);

    let received = rig.crm.received_one();
    assert_eq!(received.query, None);
    let mut names: Vec<_> = received.headers.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "authorization", "content-length", "content-type", "host", "user-agent"]);
    assert_eq!(received.headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(received.headers["accept"], "application/json");
    assert_eq!(received.headers["host"], rig.crm.address.to_string());
    assert_eq!(received.headers["content-length"], received.body.len().to_string());
}

#[tokio::test]
async fn page_gets_only_the_customer() {
    let rig = Rig::start().await;
    let answer = rig.submit(Multipart::filled()).await;
    assert_eq!(
        answer.json(),
        json!({"customer": {"id": "310", "name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"}})
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
    assert!(!answer.text.contains("secret") && !answer.text.contains("storage"));
}

#[tokio::test]
async fn request_id_is_returned_and_a_missing_id_is_created() {
    let rig = Rig::start().await;
    let answer = send(rig.post(Multipart::filled().finish()).await.header("x-request-id", "attempt-7")).await;
    assert_eq!(answer.header("x-request-id"), Some("attempt-7"));
    let answer = send(rig.post(Multipart::new().finish()).await.header("x-request-id", "<script>")).await;
    let made = answer.header("x-request-id").unwrap();
    assert!(made.len() == 36 && made != "<script>");
    assert_eq!(answer.json()["attempt"], made);
}

#[tokio::test]
async fn a_blank_optional_field_and_an_empty_file_input_send_nothing() {
    let rig = Rig::start().await;
    let body = Multipart::filled()
        .text("custom_fields[52][key]", "department")
        .text("custom_fields[52][value]", " ")
        .text("custom_fields[68][value]", "")
        .file("custom_fields[55][file_upload][files][]", "", "")
        .file("profile_photo_path", "", "");
    assert_eq!(rig.submit(body).await.status, 201);
    let received = rig.crm.received_one();
    assert_eq!(received.parts.len(), 6, "{:?}", received.parts);
    assert!(received.parts.iter().all(|part| !part.name.contains("custom_fields")));
}

#[tokio::test]
async fn invalid_fields_are_reported_and_nothing_reaches_the_crm() {
    let rig = Rig::start().await;
    let body = Multipart::new()
        .text("email", "not an address")
        .text("name", "Ada")
        .text("last_name", "x".repeat(256))
        .text("phone", "\0")
        .text("custom_fields[52][value]", "x".repeat(5_000))
        .text("custom_fields[68][value]", "March")
        .file("custom_fields[55][file_upload][files][]", "virus.exe", "MZ")
        .file("custom_fields[55][file_upload][files][]", "empty.pdf", "")
        .file("profile_photo_path", "photo.jpg", "<html>");
    let answer = rig.submit(body).await;
    assert_eq!(answer.problem(), (422, "invalid".to_owned()));
    assert_eq!(answer.json()["source"], "proxy");
    let expected = [
        ("email", "not_an_email"),
        ("last_name", "too_long"),
        ("phone", "contains_nul"),
        ("business_information.company_name", "missing"),
        ("profile_photo_path", "not_an_image"),
        ("custom_fields.52.value", "too_many_bytes"),
        ("custom_fields.68.value", "not_an_option"),
        ("custom_fields.55.file_upload.files.0", "format_not_allowed"),
        ("custom_fields.55.file_upload.files.1", "file_empty"),
    ];
    assert_eq!(answer.errors(), expected.map(|(path, code)| (path.to_owned(), code.to_owned())));
    let too_many = &answer.json()["errors"][5];
    assert_eq!((&too_many["max"], &too_many["actual"]), (&json!(4096), &json!(5000)));
    assert!(rig.crm.received().is_empty());
}

#[tokio::test]
async fn form_can_require_or_refuse_a_photo() {
    let rig = Rig::with(|toml| toml.replace("photo = \"optional\"", "")).await;
    let answer = rig.submit(Multipart::filled()).await;
    assert_eq!(answer.errors(), [("profile_photo_path".to_owned(), "missing".to_owned())]);

    let rig = Rig::with(|toml| toml.replace("\"optional\"", "\"off\"")).await;
    let answer = rig.submit(Multipart::filled().file("profile_photo_path", "a.gif", "GIF89a")).await;
    assert_eq!(answer.problem(), (400, "malformed_request".to_owned()));
    assert!(rig.crm.received().is_empty());
}
