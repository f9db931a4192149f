//! PHP's limits, as a client observes them.

use crm_sandbox::PhpLimits;
use serde_json::{Value, json};

use crate::form::{FormBody, PNG};
use crate::support::{Crm, accepting, field};

const FILES: &str = "custom_fields[3][file_upload][files][]";

/// An account with a file field that has no limit on the number of files.
async fn crm(limits: PhpLimits) -> Crm {
    let fields = json!({"data": [field(3, 9, "files", false, accepting(&[], true, 0))]}).to_string();
    Crm::with(|options| {
        options.fields = crm_sandbox::FieldsAnswer::json(fields);
        options.php = limits;
    })
    .await
}

fn with_files(count: usize) -> FormBody {
    let form = FormBody::valid().text("custom_fields[3][key]", "files");
    (0..count).fold(form, |form, number| form.file(FILES, &format!("{number}.txt"), b"x"))
}

#[tokio::test]
async fn files_past_the_twentieth_are_dropped_silently() {
    let crm = crm(PhpLimits::default()).await;
    let customer = crm.created(&with_files(25)).await;
    // The photo is one of the twenty files that PHP keeps.
    let names: Vec<_> = customer.custom_fields[&3].files.iter().map(|file| file.name.clone()).collect();
    assert_eq!(names, (0..19).map(|number| format!("{number}.txt")).collect::<Vec<_>>());
}

#[tokio::test]
async fn texts_past_the_thousandth_are_dropped_silently() {
    let crm = crm(PhpLimits::default()).await;
    // `valid` has six texts; PHP ignores all texts after the thousandth.
    let filler = (6..999).fold(FormBody::valid(), |form, number| form.text(&format!("filler_{number}"), "x"));
    let form = filler.text("business_information[city]", "Bern").text("business_information[state]", "BE");
    let business = crm.created(&form).await.business_information;
    assert_eq!(business.city.as_deref(), Some("Bern"));
    assert_eq!(business.state, None);
}

#[tokio::test]
async fn a_file_past_its_limit_failed_to_upload() {
    let crm = crm(PhpLimits { upload_max_bytes: 100, ..PhpLimits::default() }).await;
    let form = |size| {
        FormBody::valid().text("custom_fields[3][key]", "files").file(FILES, "a.txt", &vec![b'x'; size])
    };
    let path = "custom_fields.3.file_upload.files.0";
    let body = crm.refused(&form(101)).await;
    assert_eq!(body["errors"], json!({path: [format!("The {path} failed to upload.")]}));
    assert_eq!(crm.created(&form(100)).await.custom_fields[&3].files[0].size, 100);

    let photo = [PNG, &[0; 100]].concat();
    let with_photo =
        FormBody::valid().text("email", "b@example.com").file("profile_photo_path", "me.png", &photo);
    let body = crm.refused(&with_photo).await;
    let sentence = "The profile photo path failed to upload.";
    assert_eq!(body["errors"], json!({"profile_photo_path": [sentence]}));
}

#[tokio::test]
async fn a_body_past_its_limit_is_413() {
    let crm = crm(PhpLimits { post_max_bytes: 5_000, ..PhpLimits::default() }).await;
    let large = FormBody::valid().text("custom_fields[3][key]", "files").file(FILES, "a.txt", &[b'x'; 5_000]);
    let answer = crm.create(&large).await;
    assert_eq!(answer.status(), 413);
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({"message": "The POST data is too large."}));
    assert_eq!(crm.count().await, 0);
    crm.created(&FormBody::valid()).await;
}

#[tokio::test]
async fn body_without_content_length_is_measured_on_arrival() {
    let crm = crm(PhpLimits { post_max_bytes: 5_000, ..PhpLimits::default() }).await;
    let form = FormBody::valid().text("custom_fields[3][key]", "files").file(FILES, "a.txt", &[b'x'; 5_000]);
    let chunks = form.body().chunks(1_000).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let stream = futures_util::stream::iter(chunks.into_iter().map(Ok::<_, std::io::Error>));
    let answer = crm.post(&form).body(reqwest::Body::wrap_stream(stream)).send().await.unwrap();
    assert_eq!(answer.status(), 413);
}

#[tokio::test]
async fn unconfigured_server_accepts_two_megabytes_per_file() {
    let crm = crm(PhpLimits::unconfigured()).await;
    let two_megabytes = 2 * 1024 * 1024;
    let form = |size| {
        FormBody::valid().text("custom_fields[3][key]", "files").file(FILES, "a.txt", &vec![b'x'; size])
    };
    crm.refused(&form(two_megabytes + 1)).await;
    let stored = crm.created(&form(two_megabytes)).await;
    assert_eq!(stored.custom_fields[&3].files[0].size, two_megabytes as u64);
    assert_eq!(crm.create(&form(4 * two_megabytes)).await.status(), 413);
}

#[tokio::test]
async fn empty_file_input_counts_as_no_file() {
    let crm = crm(PhpLimits::default()).await;
    let form = FormBody::valid().text("custom_fields[3][key]", "files").file(FILES, "", b"");
    assert_eq!(crm.created(&form).await.custom_fields[&3].files, []);
    let body = crm.refused(&FormBody::valid().file("profile_photo_path", "", b"")).await;
    let sentence = "The profile photo path field is required.";
    assert_eq!(body["errors"]["profile_photo_path"], json!([sentence]));
}

#[tokio::test]
async fn a_file_name_loses_its_directories() {
    let crm = crm(PhpLimits::default()).await;
    let form = FormBody::valid()
        .text("custom_fields[3][key]", "files")
        .file(FILES, r"C:\Users\Jane\a.txt", b"x")
        .file(FILES, "../../etc/passwd", b"x");
    let files = crm.created(&form).await.custom_fields[&3].files.clone();
    assert_eq!([files[0].name.as_str(), files[1].name.as_str()], ["a.txt", "passwd"]);
    let kept = crm.data.path().join("files").canonicalize().unwrap();
    assert!(files.iter().all(|file| file.path.parent() == Some(&kept)), "{files:?}");
}
