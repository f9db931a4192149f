//! The test cases of the contract: a customer that the form and the proxy accept is also accepted by the sandbox and
//! stored byte for byte.

use crm_sandbox::{FieldsAnswer, PhotoRule, StoredCustomer};
use customer_form_contract::fixtures::entries::{EntryCase, ExpectedBody, cases, content};
use customer_form_contract::{CustomField, CustomValue, FieldKind, FileInfo, FixedField, FormConfig};
use serde_json::{Value, json};

use crate::form::FormBody;
use crate::support::Crm;

/// The beginning of the names of the cases about email addresses that HTML allows. The CRM follows Laravel, whose
/// rule is stricter.
const ABOUT_ADDRESSES: &str = "an e-mail address";

/// The name of the case about a format with two parts. Laravel compares the text after the last dot of a file name,
/// so no file there matches such a format.
const OF_TWO_PARTS: &str = "a format of two parts and one that is not Latin";

/// The field in the format of the CRM's answer.
fn described(field: &CustomField) -> Value {
    let (kind, settings) = match &field.kind {
        FieldKind::Text => (1, Value::Null),
        FieldKind::Select { options } => (5, json!({ "options": options })),
        FieldKind::TextArea => (7, Value::Null),
        FieldKind::Files(rule) => {
            let config = json!({
                "acceptFile": rule.formats,
                "allowMultiple": rule.multiple(),
                "maxFiles": rule.max_files.unwrap_or(0),
            });
            (9, json!({ "options": [null], "fileConfig": config }))
        }
    };
    json!({
        "id": field.id.0, "type": kind, "name": field.label, "key": field.key,
        "required": field.required, "fields": settings,
    })
}

async fn account(config: &FormConfig) -> Crm {
    let fields: Vec<_> = config.fields.iter().map(described).collect();
    Crm::with(|options| {
        options.photo = PhotoRule::Optional;
        options.fields = FieldsAnswer::json(json!({ "data": fields }).to_string());
    })
    .await
}

fn files(case: &EntryCase) -> impl Iterator<Item = &FileInfo> {
    let custom = case.entry.custom.values().flat_map(|value| match value {
        CustomValue::Files(files) => files.as_slice(),
        CustomValue::Text(_) => &[],
    });
    custom.chain(&case.entry.photo)
}

/// The parts of the case. A case without a permission gets one, because the proxy always grants one.
fn form(case: &EntryCase) -> FormBody {
    let mut form = FormBody::empty();
    let mut unsent: Vec<_> = files(case).collect();
    for (name, body) in case.parts.as_ref().unwrap() {
        form = match body {
            ExpectedBody::Text(_) if name == "email" && case.name.starts_with(ABOUT_ADDRESSES) => {
                form.text(name, "ada@example.com")
            }
            ExpectedBody::Text(text) => form.text(name, text),
            ExpectedBody::File { file } => {
                let next = unsent.iter().position(|info| info.name == *file).unwrap();
                form.file(name, file, &content(unsent.remove(next)))
            }
        };
    }
    if case.entry.permissions.is_empty() {
        form.text("permissions[invoice][view-invoice]", "1")
    } else {
        form
    }
}

fn names_and_sizes(files: &[FileInfo]) -> Vec<(String, u64)> {
    files.iter().map(|file| (file.name.clone(), file.bytes)).collect()
}

fn assert_stored(case: &EntryCase, stored: &StoredCustomer) {
    let EntryCase { name, entry, .. } = case;
    let fixed = |field| entry.fixed.get(field);
    assert_eq!(stored.name, fixed(FixedField::Name), "{name}");
    assert_eq!(stored.last_name, fixed(FixedField::LastName), "{name}");
    assert_eq!(stored.phone, fixed(FixedField::Phone), "{name}");
    let company = stored.business_information.company_name.as_deref();
    assert_eq!(company, Some(fixed(FixedField::CompanyName)), "{name}");
    assert_eq!(
        stored.profile_photo.as_ref().map(|photo| &photo.name),
        entry.photo.as_ref().map(|photo| &photo.name)
    );
    let filled: Vec<_> = entry.custom.iter().filter(|(_, value)| !value.is_blank()).collect();
    assert_eq!(stored.custom_fields.len(), filled.len(), "{name}");
    for (id, value) in filled {
        let field = &stored.custom_fields[&id.0];
        assert_eq!(field.key, case.config.field(*id).unwrap().key, "{name}");
        match value {
            CustomValue::Text(_) => {
                let sent = sent(case, &format!("custom_fields[{id}][value]"));
                assert_eq!(field.value.as_deref(), Some(sent), "{name}");
            }
            CustomValue::Files(files) => {
                let stored: Vec<_> = field.files.iter().map(|file| (file.name.clone(), file.size)).collect();
                assert_eq!(stored, names_and_sizes(files), "{name}");
            }
        }
    }
}

fn sent<'a>(case: &'a EntryCase, name: &str) -> &'a str {
    let part = case.parts.as_ref().unwrap().iter().find(|(at, _)| at == name);
    match part {
        Some((_, ExpectedBody::Text(text))) => text,
        other => panic!("{}: {name}: {other:?}", case.name),
    }
}

#[tokio::test]
async fn every_valid_entry_of_the_contract_is_stored_byte_for_byte() {
    let cases = cases().unwrap();
    let valid: Vec<_> =
        cases.iter().filter(|case| case.report.is_empty() && case.name != OF_TWO_PARTS).collect();
    assert!(valid.len() > 30);
    for case in valid {
        let crm = account(&case.config).await;
        let answer = crm.create(&form(case)).await;
        let status = answer.status();
        assert_eq!(status, 201, "{}: {}", case.name, answer.text().await.unwrap());
        let stored = crm.sandbox.customers().await.unwrap().pop().unwrap();
        assert_stored(case, &stored);
    }
}
