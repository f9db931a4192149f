//! The three JSON samples of the CRM's API documentation, typed into the form by hand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{Files, Person, Setup, World, fields, sha256};

/// The account that the samples seem to come from. Its file field must accept PDF, because the third sample sends a
/// PDF, although the sample's list of formats does not contain it.
fn account() -> [Value; 4] {
    [
        fields::text(52, "search_test"),
        fields::select(68, "birthday", &["January", "February"]),
        fields::area(54, "q"),
        fields::files(55, "jpg", &["DOCX/DOC", "PDF"]),
    ]
}

fn setup(granted: &'static str) -> Setup {
    let offered = "contract = [\"view-contract\", \"create-contract\"]\nproposal = [\"view-proposal\"]";
    Setup { photo: "required", granted, offered, ..Setup::with_fields(account()) }
}

fn permissions(of: &[(&str, &[&str])]) -> BTreeMap<String, BTreeSet<String>> {
    let set = |actions: &[&str]| actions.iter().map(|action| (*action).to_owned()).collect();
    of.iter().map(|(module, actions)| ((*module).to_owned(), set(actions))).collect()
}

#[tokio::test]
async fn basic_customer_of_the_api_page_arrives_as_typed() {
    let john = Person {
        email: "john.doe@example.com",
        name: "John",
        last_name: "Doe",
        phone: "555-123-4567",
        company: "Acme Corp",
    };
    let files = Files::new();
    let photo = files.photo("john.png");
    let world = World::start(setup("invoice = [\"view-invoice\", \"create-invoice\"]")).await;
    let form = world.open().await;
    form.fill(john).await;
    form.choose_files("profile_photo_path", &[&photo]).await;
    form.click("[id=\"permissions.contract.view-contract\"]").await;
    let success = form.submit_successfully().await;

    let stored = world.customer().await;
    john.assert_is(&stored);
    let expected = [("invoice", &["view-invoice", "create-invoice"][..]), ("contract", &["view-contract"])];
    assert_eq!(stored.permissions, permissions(&expected));
    assert!(stored.custom_fields.is_empty(), "{:?}", stored.custom_fields);
    let stored_photo = stored.profile_photo.unwrap();
    assert_eq!((stored_photo.name.as_str(), stored_photo.media_type.as_str()), ("john.png", "image/png"));
    assert_eq!(stored_photo.sha256, sha256(&photo));

    let customer = &success.detail["customer"];
    assert_eq!(customer["id"], stored.id.to_string());
    assert_eq!(customer["name"], "John");
    assert_eq!(customer["last_name"], "Doe");
    assert_eq!(customer["email"], "john.doe@example.com");
    form.focus_arrives("[part=success]").await;
}

#[tokio::test]
async fn customer_with_custom_fields_arrives_as_typed() {
    let jane = Person {
        email: "jane.smith@example.com",
        name: "Jane",
        last_name: "Smith",
        phone: "555-987-6543",
        company: "Tech Solutions Inc",
    };
    let files = Files::new();
    let photo = files.photo("jane.png");
    let granted = "invoice = [\"view-invoice\", \"create-invoice\", \"edit-invoice\"]";
    let world = World::start(setup(granted)).await;
    let form = world.open().await;
    form.fill(jane).await;
    form.choose_files("profile_photo_path", &[&photo]).await;
    form.type_into("custom_fields.52.value", "Engineering Department").await;
    form.choose_option("custom_fields.68.value", "January").await;
    form.type_into("custom_fields.54.value", "Important client notes").await;
    for chosen in ["contract.view-contract", "contract.create-contract", "proposal.view-proposal"] {
        form.click(&format!("[id=\"permissions.{chosen}\"]")).await;
    }
    form.submit_successfully().await;

    let stored = world.customer().await;
    jane.assert_is(&stored);
    let expected = [
        ("invoice", &["view-invoice", "create-invoice", "edit-invoice"][..]),
        ("contract", &["view-contract", "create-contract"]),
        ("proposal", &["view-proposal"]),
    ];
    assert_eq!(stored.permissions, permissions(&expected));
    let values: Vec<_> = stored
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
    assert!(stored.custom_fields.values().all(|field| field.files.is_empty() && field.formats.is_empty()));
    assert_eq!(stored.profile_photo.unwrap().sha256, sha256(&photo));
}

#[tokio::test]
async fn customer_with_files_arrives_byte_for_byte() {
    let mike = Person {
        email: "mike.wilson@example.com",
        name: "Mike",
        last_name: "Wilson",
        phone: "555-456-7890",
        company: "Design Studio",
    };
    let files = Files::new();
    let photo = files.photo("mike.png");
    // Every possible byte, and the bytes that end lines and parts.
    let every_byte: Vec<u8> =
        b"%PDF-1.7\n".iter().copied().chain((0..=u8::MAX).cycle().take(100_000)).collect();
    let contract = files.write("contract.pdf", every_byte);
    let proposal = files.write("proposal.docx", b"PK\x03\x04\r\n--boundary--\r\n\0\x1a");
    let world = World::start(setup("invoice = [\"view-invoice\", \"create-invoice\"]")).await;
    let form = world.open().await;
    form.fill(mike).await;
    form.choose_files("profile_photo_path", &[&photo]).await;
    form.choose_files("custom_fields.55.file_upload.files", &[&contract, &proposal]).await;
    form.click("[id=\"permissions.contract.view-contract\"]").await;
    form.submit_successfully().await;

    let stored = world.customer().await;
    mike.assert_is(&stored);
    let expected = [("invoice", &["view-invoice", "create-invoice"][..]), ("contract", &["view-contract"])];
    assert_eq!(stored.permissions, permissions(&expected));
    assert_eq!(stored.custom_fields.keys().collect::<Vec<_>>(), [&55]);
    let field = &stored.custom_fields[&55];
    assert_eq!((field.key.as_str(), &field.value), ("jpg", &None));
    assert_eq!(field.formats, ["DOCX", "DOC", "PDF"]);
    let arrived: Vec<_> = field.files.iter().map(|file| (file.name.as_str(), file.sha256.clone())).collect();
    assert_eq!(arrived, [("contract.pdf", sha256(&contract)), ("proposal.docx", sha256(&proposal))]);
    assert_eq!(stored.profile_photo.unwrap().sha256, sha256(&photo));
}
