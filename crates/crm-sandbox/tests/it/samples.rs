//! The three JSON samples of the API page, sent as the equivalent multipart forms.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::form::{FormBody, PNG};
use crate::support::{Crm, accepting, field};

/// The account that the samples seem to come from. Its file field must accept a PDF: the third sample sends one,
/// although the formats that the sample lists do not include it.
async fn account() -> Crm {
    Crm::with_fields(json!([
        field(52, 1, "search_test", false, Value::Null),
        field(68, 5, "birthday", false, json!({"options": ["January", "February"]})),
        field(54, 7, "q", false, json!({"options": ["234"]})),
        field(55, 9, "jpg", false, accepting(&["DOCX/DOC", "PDF"], true, 0)),
    ]))
    .await
}

/// Converts a JSON sample to a form: texts get bracket keys, and the values in `files` are file names.
fn as_form(sample: &Value) -> FormBody {
    fn add(form: FormBody, name: &str, value: &Value) -> FormBody {
        match value {
            Value::Object(members) => members.iter().fold(form, |form, (key, member)| {
                let name = if name.is_empty() { key.clone() } else { format!("{name}[{key}]") };
                add(form, &name, member)
            }),
            Value::Array(items) => items.iter().fold(form, |form, item| {
                let item = item.as_str().unwrap();
                let name = format!("{name}[]");
                if name.ends_with("[files][]") {
                    form.file(&name, item, format!("content of {item}").as_bytes())
                } else {
                    form.text(&name, item)
                }
            }),
            text => form.text(name, text.as_str().unwrap()),
        }
    }
    add(FormBody::empty(), "", sample).file("profile_photo_path", "me.png", PNG)
}

fn set(actions: &[&str]) -> BTreeSet<String> {
    actions.iter().map(|one| (*one).to_owned()).collect()
}

#[tokio::test]
async fn the_basic_customer_is_stored() {
    let sample = json!({
        "email": "john@acme.example",
        "name": "John",
        "last_name": "Doe",
        "phone": "555-123-4567",
        "business_information": {"company_name": "Acme Corp"},
        "permissions": {
            "invoice": {"view-invoice": "1", "create-invoice": "1"},
            "contract": {"view-contract": "1"},
        },
    });
    let crm = account().await;
    let customer = crm.created(&as_form(&sample)).await;
    assert_eq!(customer.email, "john@acme.example");
    assert_eq!(customer.name, "John");
    assert_eq!(customer.last_name, "Doe");
    assert_eq!(customer.phone, "555-123-4567");
    assert_eq!(customer.business_information.company_name.as_deref(), Some("Acme Corp"));
    assert_eq!(customer.permissions["invoice"], set(&["view-invoice", "create-invoice"]));
    assert_eq!(customer.permissions["contract"], set(&["view-contract"]));
    assert!(customer.custom_fields.is_empty());
}

#[tokio::test]
async fn the_customer_with_custom_fields_is_stored() {
    let sample = json!({
        "email": "jane@tech.example",
        "name": "Jane",
        "last_name": "Smith",
        "phone": "555-987-6543",
        "business_information": {"company_name": "Tech Solutions Inc"},
        "permissions": {
            "invoice": {"view-invoice": "1", "create-invoice": "1", "edit-invoice": "1"},
            "contract": {"view-contract": "1", "create-contract": "1"},
            "proposal": {"view-proposal": "1"},
        },
        "custom_fields": {
            "52": {"key": "search_test", "value": "Engineering Department"},
            "68": {"key": "birthday", "value": "January"},
            "54": {"key": "q", "value": "Important client notes"},
        },
    });
    let crm = account().await;
    let customer = crm.created(&as_form(&sample)).await;
    assert_eq!(customer.permissions["invoice"], set(&["view-invoice", "create-invoice", "edit-invoice"]));
    assert_eq!(customer.permissions["contract"], set(&["view-contract", "create-contract"]));
    assert_eq!(customer.permissions["proposal"], set(&["view-proposal"]));
    let values: Vec<_> = customer
        .custom_fields
        .iter()
        .map(|(id, field)| (*id, field.key.as_str(), field.value.as_deref().unwrap()))
        .collect();
    let expected = [
        (52, "search_test", "Engineering Department"),
        (54, "q", "Important client notes"),
        (68, "birthday", "January"),
    ];
    assert_eq!(values, expected);
}

#[tokio::test]
async fn the_customer_with_files_is_stored() {
    let sample = json!({
        "email": "mike@studio.example",
        "name": "Mike",
        "last_name": "Wilson",
        "phone": "555-456-7890",
        "business_information": {"company_name": "Design Studio"},
        "permissions": {
            "invoice": {"view-invoice": "1", "create-invoice": "1"},
            "contract": {"view-contract": "1"},
        },
        "custom_fields": {
            "55": {
                "key": "jpg",
                "file_upload": {"formats": ["DOCX", "DOC"], "files": ["contract.pdf", "proposal.docx"]},
            },
        },
    });
    let crm = account().await;
    let customer = crm.created(&as_form(&sample)).await;
    let field = &customer.custom_fields[&55];
    assert_eq!(field.key, "jpg");
    assert_eq!(field.formats, ["DOCX", "DOC"]);
    for (file, name) in field.files.iter().zip(["contract.pdf", "proposal.docx"]) {
        assert_eq!(file.name, name);
        assert_eq!(std::fs::read_to_string(&file.path).unwrap(), format!("content of {name}"));
    }
    assert_eq!(field.files.len(), 2);
}
