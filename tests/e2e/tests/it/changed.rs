//! The CRM's configuration changes while a visitor fills in the form.

use crm_sandbox::FieldsAnswer;
use serde_json::json;

use crate::support::form::SUMMARY;
use crate::support::{Files, Person, Setup, World, fields};

#[tokio::test]
async fn changed_form_keeps_fitting_values_and_can_be_sent() {
    let before =
        [fields::text(52, "Department"), fields::text(54, "Motto"), fields::files(55, "Documents", &["PDF"])];
    let mut world = World::start(Setup { has_line: true, ..Setup::with_fields(before) }).await;
    let files = Files::new();
    {
        let form = world.open().await;
        form.fill(Person::ADA).await;
        form.type_into("custom_fields.52.value", "Engines").await;
        form.type_into("custom_fields.54.value", "Think first").await;
        form.choose_files("custom_fields.55.file_upload.files", &[&files.write("one.pdf", "%PDF-1.7")]).await;
    }
    let mut vat = fields::text(99, "VAT number");
    vat["required"] = json!(true);
    let after =
        json!({ "data": [fields::text(52, "Department"), fields::files(55, "Documents", &["PDF"]), vat] });
    world.crm().set_fields(FieldsAnswer::json(after.to_string()));
    // The new proxy asks the CRM for its configuration again.
    world.restart_proxy().await;

    let form = world.form();
    form.submit().await;
    assert_eq!(form.next_event("error").await.code(), "config_changed");
    let said = form.shown(SUMMARY).await;
    assert!(said.contains("“VAT number” is new"), "{said}");
    form.focus_arrives(SUMMARY).await;
    assert_eq!(form.value("custom_fields.52.value").await, "Engines");
    assert!(world.submissions().is_empty());

    form.type_into("custom_fields.99.value", "CHE-1").await;
    form.submit_successfully().await;
    let stored = world.customer().await;
    Person::ADA.assert_is(&stored);
    assert_eq!(stored.custom_fields[&52].value.as_deref(), Some("Engines"));
    assert_eq!(stored.custom_fields[&99].value.as_deref(), Some("CHE-1"));
    assert_eq!(stored.custom_fields[&55].files.len(), 1);
    assert!(!stored.custom_fields.contains_key(&54));
}
