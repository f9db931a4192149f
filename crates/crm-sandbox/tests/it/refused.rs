//! The contents of a 422, rule by rule.

use serde_json::{Value, json};

use crate::form::{FormBody, PNG};
use crate::support::{Crm, accepting, field};

/// An account with one field of each kind. Field 52 is required; the others are optional.
async fn account() -> Crm {
    Crm::with_fields(json!([
        field(52, 1, "department", true, Value::Null),
        field(68, 5, "priority", false, json!({"options": ["high", 2, null]})),
        field(54, 7, "notes", false, Value::Null),
        field(55, 9, "documents", false, accepting(&["PDF", ".doc, DOCX"], true, 2)),
        field(59, 9, "contract", false, accepting(&["DOCX/DOC"], false, 0)),
    ]))
    .await
}

fn form() -> FormBody {
    FormBody::valid().text("custom_fields[52][key]", "department").text("custom_fields[52][value]", "Sales")
}

/// Sends a form that breaks one rule, and expects exactly one sentence at one path.
async fn expect(crm: &Crm, form: FormBody, path: &str, sentence: &str) {
    let body = crm.refused(&form).await;
    assert_eq!(body, json!({"message": sentence, "errors": {path: [sentence]}}), "{path}");
}

#[tokio::test]
async fn missing_required_values_are_refused() {
    let crm = account().await;
    for (name, path, shown) in [
        ("email", "email", "email"),
        ("name", "name", "name"),
        ("last_name", "last_name", "last name"),
        ("phone", "phone", "phone"),
        (
            "business_information[company_name]",
            "business_information.company_name",
            "business information.company name",
        ),
        ("profile_photo_path", "profile_photo_path", "profile photo path"),
        ("permissions[invoice][view-invoice]", "permissions", "permissions"),
        ("custom_fields[52][value]", "custom_fields.52.value", "custom fields.52.value"),
    ] {
        let sentence = format!("The {shown} field is required.");
        expect(&crm, form().without(name), path, &sentence).await;
        if name != "profile_photo_path" && !name.starts_with("permissions") {
            expect(&crm, form().text(name, " \u{a0}\t"), path, &sentence).await;
        }
    }
    assert_eq!(crm.count().await, 0);
}

#[tokio::test]
async fn required_field_that_was_not_sent_is_refused() {
    let crm = account().await;
    let form = FormBody::valid();
    expect(&crm, form, "custom_fields.52.value", "The custom fields.52.value field is required.").await;
}

#[tokio::test]
async fn missing_required_files_are_refused() {
    let crm = Crm::with_fields(json!([field(55, 9, "documents", true, accepting(&["PDF"], true, 5))])).await;
    let path = "custom_fields.55.file_upload.files";
    let sentence = "The custom fields.55.file upload.files field is required.";
    expect(&crm, FormBody::valid(), path, sentence).await;
    let left_empty = FormBody::valid().text("custom_fields[55][key]", "documents").file(
        "custom_fields[55][file_upload][files][]",
        "",
        b"",
    );
    expect(&crm, left_empty, path, sentence).await;
}

#[tokio::test]
async fn empty_form_gets_every_error_at_once() {
    let crm = Crm::start().await;
    let body = crm.refused(&FormBody::empty()).await;
    assert_eq!(body["message"], "The email field is required. (and 6 more errors)");
    // The order of a parsed object depends on which features serde_json is built with.
    let mut paths: Vec<_> = body["errors"].as_object().unwrap().keys().map(String::as_str).collect();
    paths.sort_unstable();
    let expected = [
        "business_information.company_name",
        "email",
        "last_name",
        "name",
        "permissions",
        "phone",
        "profile_photo_path",
    ];
    assert_eq!(paths, expected);
}

#[tokio::test]
async fn two_errors_are_counted_in_the_singular() {
    let crm = Crm::start().await;
    let body = crm.refused(&FormBody::valid().without("name").without("phone")).await;
    assert_eq!(body["message"], "The name field is required. (and 1 more error)");
}

#[tokio::test]
async fn invalid_email_is_refused() {
    let crm = account().await;
    for email in ["plain", "a@", "a b@c.ch", "a..b@c.ch"] {
        expect(&crm, form().text("email", email), "email", "The email field must be a valid email address.")
            .await;
    }
    crm.created(&form().text("email", "  spaced@example.com ")).await;
}

#[tokio::test]
async fn email_is_taken_in_any_letter_case() {
    let crm = account().await;
    crm.created(&form().text("email", "Zoë@Example.com")).await;
    for email in ["Zoë@Example.com", "ZOË@EXAMPLE.COM", " zoë@example.com"] {
        expect(&crm, form().text("email", email), "email", "The email has already been taken.").await;
    }
    assert_eq!(crm.count().await, 1);
}

#[tokio::test]
async fn a_fixed_text_has_at_most_255_characters() {
    let crm = account().await;
    for (name, path, shown) in [
        ("name", "name", "name"),
        ("last_name", "last_name", "last name"),
        ("phone", "phone", "phone"),
        (
            "business_information[company_name]",
            "business_information.company_name",
            "business information.company name",
        ),
    ] {
        let sentence = format!("The {shown} field must not be greater than 255 characters.");
        expect(&crm, form().text(name, &"é".repeat(256)), path, &sentence).await;
    }
    let longest = form().text("name", &format!(" {} ", "é".repeat(255)));
    assert_eq!(crm.created(&longest).await.name.chars().count(), 257);
}

#[tokio::test]
async fn list_in_place_of_a_text_is_refused() {
    let crm = account().await;
    let list = form().without("name").text("name[]", "Jane");
    expect(&crm, list, "name", "The name field must be a string.").await;
    let list = form().without("custom_fields[52][value]").text("custom_fields[52][value][]", "Sales");
    let sentence = "The custom fields.52.value field must be a string.";
    expect(&crm, list, "custom_fields.52.value", sentence).await;
    let text = form().without("permissions[invoice][view-invoice]").text("permissions", "all");
    expect(&crm, text, "permissions", "The permissions field must be an array.").await;
}

#[tokio::test]
async fn photo_is_recognised_by_its_bytes_and_not_by_its_name() {
    let crm = account().await;
    let sentence = "The profile photo path field must be an image.";
    for content in [&b"%PDF-1.7"[..], b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"RIFF\0\0\0\0WAVE"]
    {
        expect(&crm, form().file("profile_photo_path", "me.png", content), "profile_photo_path", sentence)
            .await;
    }
    let path = form().without("profile_photo_path").text("profile_photo_path", "me.png");
    expect(&crm, path, "profile_photo_path", sentence).await;
    let images = [PNG, b"\xff\xd8\xff\xe0JFIF", b"GIF87a", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 "];
    for (number, content) in images.into_iter().enumerate() {
        let email = format!("photo-{number}@example.com");
        crm.created(&form().text("email", &email).file("profile_photo_path", "me.pdf", content)).await;
    }
}

#[tokio::test]
async fn permission_has_to_be_known_and_have_the_value_1() {
    let crm = account().await;
    for (name, value, path) in [
        ("permissions[invoice][view-invoice]", "0", "permissions.invoice.view-invoice"),
        ("permissions[invoice][view-invoice]", "true", "permissions.invoice.view-invoice"),
        ("permissions[invoice][view-invoice]", "", "permissions.invoice.view-invoice"),
        ("permissions[invoice][print-invoice]", "1", "permissions.invoice.print-invoice"),
        ("permissions[contract][view-invoice]", "1", "permissions.contract.view-invoice"),
    ] {
        let sentence = format!("The selected {path} is invalid.");
        expect(&crm, form().text(name, value), path, &sentence).await;
    }
    let body = crm.refused(&form().text("permissions[payroll][view-payroll]", "1")).await;
    assert_eq!(
        body["errors"]["permissions.payroll"],
        json!(["The selected permissions.payroll is invalid."])
    );
}

#[tokio::test]
async fn select_accepts_only_its_options() {
    let crm = account().await;
    let select = |value: &str| {
        form().text("custom_fields[68][key]", "priority").text("custom_fields[68][value]", value)
    };
    for value in ["low", "High", "null", "2.0"] {
        let sentence = "The selected custom fields.68.value is invalid.";
        expect(&crm, select(value), "custom_fields.68.value", sentence).await;
    }
    for (value, email) in [("high", "a@example.com"), ("2", "b@example.com"), ("", "c@example.com")] {
        let customer = crm.created(&select(value).text("email", email)).await;
        assert_eq!(customer.custom_fields[&68].value.as_deref(), Some(value));
    }
}

#[tokio::test]
async fn field_needs_an_id_and_key_of_the_account() {
    let crm = account().await;
    for id in ["999", "052", "-1", "x"] {
        let path = format!("custom_fields.{id}");
        let form = form().text(&format!("custom_fields[{id}][value]"), "v");
        expect(&crm, form, &path, &format!("The selected {path} is invalid.")).await;
    }
    let path = "custom_fields.52.key";
    let wrong = form().text("custom_fields[52][key]", "Department");
    expect(&crm, wrong, path, "The selected custom fields.52.key is invalid.").await;
    let missing = form().without("custom_fields[52][key]");
    expect(&crm, missing, path, "The custom fields.52.key field is required.").await;
}

#[tokio::test]
async fn file_needs_an_extension_of_its_field() {
    let crm = account().await;
    let upload = |name: &str| {
        form()
            .text("custom_fields[55][key]", "documents")
            .file("custom_fields[55][file_upload][files][]", "first.pdf", b"1")
            .file("custom_fields[55][file_upload][files][]", name, b"2")
    };
    for name in ["second.exe", "pdf", "second.pdf.txt", "second."] {
        let path = "custom_fields.55.file_upload.files.1";
        let sentence = format!("The {path} field must have one of the following extensions: pdf, doc, docx.");
        expect(&crm, upload(name), path, &sentence).await;
    }
    for (number, name) in ["a.PDF", "b.doc", "c.x.DocX", ".pdf"].into_iter().enumerate() {
        crm.created(&upload(name).text("email", &format!("{number}@example.com"))).await;
    }
}

#[tokio::test]
async fn file_field_refuses_more_than_its_number_of_files() {
    let crm = account().await;
    let upload = |id: u64, key: &str, count: usize| {
        let start = form().text(&format!("custom_fields[{id}][key]"), key);
        let name = format!("custom_fields[{id}][file_upload][files][]");
        (0..count).fold(start, |form, number| form.file(&name, &format!("{number}.docx"), b"x"))
    };
    for (id, key, max) in [(55, "documents", 2), (59, "contract", 1)] {
        let path = format!("custom_fields.{id}.file_upload.files");
        let sentence =
            format!("The custom fields.{id}.file upload.files field must not have more than {max} items.");
        expect(&crm, upload(id, key, max + 1), &path, &sentence).await;
        crm.created(&upload(id, key, max).text("email", &format!("{id}@example.com"))).await;
    }
}

#[tokio::test]
async fn file_in_place_of_a_text_and_the_reverse_are_refused() {
    let crm = account().await;
    let documents = || form().text("custom_fields[55][key]", "documents");
    let name = documents().text("custom_fields[55][file_upload][files][]", "contract.pdf");
    let path = "custom_fields.55.file_upload.files.0";
    expect(&crm, name, path, &format!("The {path} field must be a file.")).await;

    let single = documents().file("custom_fields[55][file_upload][files]", "a.pdf", b"x");
    let sentence = "The custom fields.55.file upload.files field must be an array.";
    expect(&crm, single, "custom_fields.55.file_upload.files", sentence).await;

    let value = documents().text("custom_fields[55][value]", "a.pdf");
    let sentence = "The custom fields.55.value field is prohibited.";
    expect(&crm, value, "custom_fields.55.value", sentence).await;

    let file = form().file("custom_fields[52][file_upload][files][]", "a.pdf", b"x");
    let sentence = "The custom fields.52.file upload field is prohibited.";
    expect(&crm, file, "custom_fields.52.file_upload", sentence).await;
}

#[tokio::test]
async fn a_refused_form_leaves_no_file_behind() {
    let crm = account().await;
    crm.refused(&form().without("email")).await;
    for folder in ["files", "incoming"] {
        assert_eq!(std::fs::read_dir(crm.data.path().join(folder)).unwrap().count(), 0, "{folder}");
    }
}

#[tokio::test]
async fn text_that_is_not_utf8_gives_a_500() {
    let crm = account().await;
    let answer = crm.create(&form().bytes("name", b"Jos\xe9")).await;
    assert_eq!(answer.status(), 500);
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({"message": "Server Error"}));
}

#[tokio::test]
async fn a_body_of_another_type_reads_as_an_empty_form() {
    let crm = Crm::start().await;
    let answer = crm
        .get("/api/customers")
        .build()
        .map(|request| crm.client.post(request.url().clone()).headers(request.headers().clone()))
        .unwrap()
        .header("content-type", "application/json")
        .body(r#"{"email": "a@b.ch"}"#)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 422);
    assert_eq!(answer.json::<Value>().await.unwrap()["errors"]["email"][0], "The email field is required.");
}
