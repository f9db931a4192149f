//! The contents of a 201, and that every byte is stored.

use std::collections::BTreeSet;

use crm_sandbox::{FieldsAnswer, PhotoRule};
use serde_json::{Value, json};

use crate::form::{FormBody, PNG};
use crate::support::{Crm, accepting, field};

#[tokio::test]
async fn the_answer_has_every_documented_member() {
    let group = "c5cd8947-93a8-4f22-bfed-d7dc45657afb";
    let crm = Crm::with_fields(json!([
        {"id": 54, "user_id": 231, "location": 3, "type": 7, "name": "q", "key": "q", "description": null,
         "placeholder": null, "fields": {"options": ["234"], "fileConfig": null}, "group": group,
         "created_at": "2025-07-29T12:32:45.000000Z", "updated_at": "2025-07-29T12:32:45.000000Z"},
        {"id": 55, "type": 9, "name": "jpg", "key": "jpg"},
        {"id": 56, "type": 1, "name": "unused", "key": "unused"},
    ]))
    .await;
    let form = FormBody::valid()
        .text("permissions[proposal][view-proposal]", "1")
        .text("custom_fields[54][key]", "q")
        .text("custom_fields[54][value]", "234")
        .text("custom_fields[55][key]", "jpg")
        .file("custom_fields[55][file_upload][files][]", "a.pdf", b"%PDF");
    let answer = crm.create(&form).await;
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.headers()["content-type"], "application/json");
    let mut body: Value = answer.json().await.unwrap();

    let customer = crm.sandbox.customers().await.unwrap().remove(0);
    let base = crm.sandbox.base_url();
    let photo = customer.profile_photo.unwrap();
    let file = &customer.custom_fields[&55].files[0];
    let fields = body["data"]["custom_fields"].take();
    assert_eq!(
        body,
        json!({"data": {
            "id": 1,
            "name": "Jane",
            "last_name": "Smith",
            "phone": "555-987-6543",
            "profile_photo_path": format!("{base}/files/{}", photo.id),
            "email": "jane@tech-solutions.example",
            "stripe_customer_flag": false,
            "business_information": {
                "company_name": "Tech Solutions Inc", "company_phone": null, "company_email": null,
                "company_website": null, "address_1": null, "address_2": null, "country": null, "city": null,
                "state": null, "zip_code": null, "fax": null,
            },
            "custom_fields": null,
            "notes": [],
            "activity_log": [],
            "permissions": {"4": "view-invoice", "12": "view-proposal"},
        }})
    );
    assert_eq!(
        fields,
        json!([
            {"id": 54, "user_id": 231, "location": 3, "type": 7, "name": "q", "key": "q", "description": null,
             "placeholder": null, "fields": {"options": ["234"], "fileConfig": null}, "group": group,
             "created_at": "2025-07-29T12:32:45.000000Z", "updated_at": "2025-07-29T12:32:45.000000Z",
             "custom_field_values": [{
                 "id": 1, "owner_id": 231, "user_id": 1, "custom_field_id": 54, "value": "234",
                 "created_at": customer.created_at, "updated_at": customer.created_at,
             }]},
            {"id": 55, "user_id": null, "location": null, "type": 9, "name": "jpg", "key": "jpg",
             "description": null, "placeholder": null, "fields": null, "group": null, "created_at": null,
             "updated_at": null,
             "custom_field_values": [{
                 "id": 2, "owner_id": null, "user_id": 1, "custom_field_id": 55,
                 "value": [{"name": "a.pdf", "path": format!("{base}/files/{}", file.id)}],
                 "created_at": customer.created_at, "updated_at": customer.created_at,
             }]},
        ])
    );
}

#[tokio::test]
async fn every_value_and_file_is_kept_byte_for_byte() {
    let crm = Crm::with_fields(json!([
        field(1, 1, "ключ", false, Value::Null),
        field(2, 7, "notes", false, Value::Null),
        field(3, 9, "files", false, accepting(&["PDF", "DOCX"], true, 5)),
    ]))
    .await;
    let content: Vec<u8> = (0..300_000_u32).map(|number| (number % 251) as u8).collect();
    let line = " \tZoë – Łódź · 東京 · 😀 · e\u{301} · \u{202e}rtl\u{202c} · 0 ";
    let lines = "first\r\nsecond\n\n--not a boundary\r\n\"quoted\"; name=\"x\"\r\n";
    let form = FormBody::valid()
        .text("name", line)
        .text("last_name", "0")
        .text("phone", "+41 (0)22 345 67 89")
        .text("business_information[company_name]", "  Müller & Söhne <GmbH> ")
        .text("custom_fields[1][key]", "ключ")
        .text("custom_fields[1][value]", line)
        .text("custom_fields[2][key]", "notes")
        .text("custom_fields[2][value]", lines)
        .text("custom_fields[3][key]", "files")
        .text("custom_fields[3][file_upload][formats][]", "PDF")
        .text("custom_fields[3][file_upload][formats][]", "DOCX")
        .file("custom_fields[3][file_upload][files][]", "契約書 «v2» \"final\" 😀.pdf", &content)
        .file("custom_fields[3][file_upload][files][]", "leer.DOCX", b"");
    let customer = crm.created(&form).await;

    assert_eq!(customer.name, line);
    assert_eq!(customer.last_name, "0");
    assert_eq!(customer.phone, "+41 (0)22 345 67 89");
    let company = customer.business_information.company_name.as_deref();
    assert_eq!(company, Some("  Müller & Söhne <GmbH> "));
    assert_eq!(customer.custom_fields[&1].key, "ключ");
    assert_eq!(customer.custom_fields[&1].value.as_deref(), Some(line));
    assert_eq!(customer.custom_fields[&2].value.as_deref(), Some(lines));

    let stored = &customer.custom_fields[&3];
    assert_eq!(stored.value, None);
    assert_eq!(stored.formats, ["PDF", "DOCX"]);
    let names: Vec<_> = stored.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["契約書 «v2» \"final\" 😀.pdf", "leer.DOCX"]);
    assert_eq!(stored.files[0].size, 300_000);
    assert_eq!(stored.files[0].media_type, "application/x-test");
    assert_eq!(std::fs::read(&stored.files[0].path).unwrap(), content);
    assert_eq!(stored.files[1].size, 0);
    let photo = customer.profile_photo.unwrap();
    assert_eq!((photo.name.as_str(), photo.size), ("me.png", PNG.len() as u64));
    assert_eq!(std::fs::read(&photo.path).unwrap(), PNG);
}

#[tokio::test]
async fn permissions_are_kept_by_module() {
    let crm = Crm::start().await;
    let form = FormBody::valid()
        .text("permissions[invoice][create-invoice]", "1")
        .text("permissions[meeting][delete-meeting]", "1");
    let customer = crm.created(&form).await;
    let set = |actions: &[&str]| actions.iter().map(|one| (*one).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(customer.permissions["invoice"], set(&["view-invoice", "create-invoice"]));
    assert_eq!(customer.permissions["meeting"], set(&["delete-meeting"]));
    assert_eq!(customer.permissions.len(), 2);
}

#[tokio::test]
async fn other_business_members_are_kept() {
    let crm = Crm::start().await;
    let form = FormBody::valid()
        .text("business_information[city]", "Genève")
        .text("business_information[fax]", "")
        .text("business_information[shoe_size]", "43");
    let business = crm.created(&form).await.business_information;
    assert_eq!(business.city.as_deref(), Some("Genève"));
    assert_eq!(business.fax.as_deref(), Some(""));
    assert_eq!(business.country, None);
}

#[tokio::test]
async fn optional_field_that_was_not_sent_is_not_stored() {
    let crm = Crm::with_fields(json!([field(1, 1, "k", false, Value::Null)])).await;
    assert!(crm.created(&FormBody::valid()).await.custom_fields.is_empty());
}

#[tokio::test]
async fn field_id_above_the_signed_range_is_kept_exactly() {
    let id = u64::MAX;
    let crm = Crm::with_fields(json!([field(id, 1, "k", false, Value::Null)])).await;
    let form = FormBody::valid()
        .text(&format!("custom_fields[{id}][key]"), "k")
        .text(&format!("custom_fields[{id}][value]"), "v");
    assert_eq!(crm.created(&form).await.custom_fields[&id].value.as_deref(), Some("v"));
}

#[tokio::test]
async fn a_photo_may_be_missing_where_the_account_allows_it() {
    let crm = Crm::with(|options| {
        options.fields = FieldsAnswer::json(r#"{"data": []}"#);
        options.photo = PhotoRule::Optional;
    })
    .await;
    let answer = crm.create(&FormBody::valid().without("profile_photo_path")).await;
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.json::<Value>().await.unwrap()["data"]["profile_photo_path"], Value::Null);
    assert_eq!(crm.sandbox.customers().await.unwrap()[0].profile_photo, None);
}

#[tokio::test]
async fn one_of_two_parallel_forms_with_the_same_email_is_stored() {
    let crm = Crm::start().await;
    let (first, second) = (FormBody::valid(), FormBody::valid().text("email", "JANE@tech-solutions.example"));
    let (first, second) = tokio::join!(crm.create(&first), crm.create(&second));
    let mut statuses = [first.status().as_u16(), second.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422]);
    assert_eq!(crm.count().await, 1);
}
