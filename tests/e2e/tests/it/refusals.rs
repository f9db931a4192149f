//! An error from the CRM is shown at the field that it belongs to.

use axum::http::StatusCode;
use crm_sandbox::PlannedAnswer;
use serde_json::json;

use crate::support::form::{NOTICE, SUMMARY, by_id};
use crate::support::{Files, Person, Setup, World, fields};

#[tokio::test]
async fn taken_email_is_shown_at_its_field_and_another_passes() {
    let files = Files::new();
    let setup = Setup { photo: "required", ..Setup::default() };
    let world = World::start(setup).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.choose_files("profile_photo_path", &[&files.photo("ada.png")]).await;
    form.submit_successfully().await;

    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.choose_files("profile_photo_path", &[&files.photo("ada.png")]).await;
    let before = form.filled_in().await;
    form.submit().await;
    let event = form.next_event("validation-error").await;
    assert_eq!(event.detail["source"], "crm");
    assert_eq!(event.errors(), [("email".to_owned(), None, "taken".to_owned())]);

    let sentence =
        "A customer with this email address already exists. Use another one, or contact the company.";
    assert_eq!(form.error_shown("email").await, sentence);
    form.focus_arrives(SUMMARY).await;
    assert!(form.shown(SUMMARY).await.contains(sentence));
    form.click(&format!("{SUMMARY} a")).await;
    form.focus_arrives(&by_id("email")).await;
    assert_eq!(form.filled_in().await, before);

    form.type_into("email", "countess@example.com").await;
    assert_eq!(form.error("email").await, "");
    form.submit_successfully().await;
    let emails: Vec<_> = world.customers().await.into_iter().map(|customer| customer.email).collect();
    assert_eq!(emails, ["ada@example.com", "countess@example.com"]);
}

#[tokio::test]
async fn crm_error_of_a_field_or_file_shows_there_without_crm_text() {
    let files = Files::new();
    let setup = Setup::with_fields([
        fields::text(52, "Department"),
        fields::text(53, "Desk"),
        fields::files(55, "Documents", &["PDF"]),
    ]);
    let world = World::start(setup).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.type_into("custom_fields.52.value", "Engines").await;
    let documents = [files.write("one.pdf", "%PDF 1"), files.write("two.pdf", "%PDF 2")];
    form.choose_files("custom_fields.55.file_upload.files", &documents.each_ref().map(AsRef::as_ref)).await;
    let before = form.filled_in().await;
    let body = json!({
        "message": "SQLSTATE[23000] at /var/www/crm",
        "errors": {
            "custom_fields.52.value": ["The custom fields.52.value SQLSTATE[23000] is odd."],
            "custom_fields.55.file_upload.files.1": ["The custom_fields.55.file_upload.files.1 failed to upload."],
        },
    });
    world.next_answer(PlannedAnswer::status(
        StatusCode::UNPROCESSABLE_ENTITY,
        "application/json",
        body.to_string(),
    ));
    form.submit().await;

    let event = form.next_event("validation-error").await;
    assert_eq!(event.detail["source"], "crm");
    let error = |path: &str, id: &str| (path.to_owned(), Some(id.to_owned()), "refused".to_owned());
    let expected =
        [error("custom_fields.52.value", "52"), error("custom_fields.55.file_upload.files.1", "55")];
    assert_eq!(event.errors(), expected);
    let beside = form.error_shown("custom_fields.52.value").await;
    assert_eq!(beside, "“Department” was not accepted. Please check it.");
    assert_ne!(form.error("custom_fields.55.file_upload.files").await, "");
    assert_eq!(form.error("custom_fields.53.value").await, "");
    let page = form.run("return root.innerHTML;", vec![]).await.to_string();
    assert!(!page.contains("SQLSTATE") && !event.detail.to_string().contains("SQLSTATE"), "{page}");
    assert_eq!(form.filled_in().await, before);
    form.focus_arrives(SUMMARY).await;

    form.type_into("custom_fields.52.value", "Looms").await;
    form.submit_successfully().await;
    let stored = world.customer().await;
    assert_eq!(stored.custom_fields[&52].value.as_deref(), Some("Looms"));
    assert_eq!(stored.custom_fields[&55].files.len(), 2);
}

#[tokio::test]
async fn refusal_of_unknown_shape_shows_a_general_message() {
    let world = World::start(Setup::default()).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    world.next_answer(PlannedAnswer::status(StatusCode::UNPROCESSABLE_ENTITY, "text/html", "<h1>Nope</h1>"));
    form.submit().await;
    let event = form.next_event("validation-error").await;
    assert_eq!(event.errors().len(), 1);
    form.focus_arrives(SUMMARY).await;
    let summary = form.shown(SUMMARY).await;
    assert!(summary.contains("Your details were not accepted, and we were not told why."), "{summary}");
    assert!(!summary.contains("Nope"), "{summary}");
    form.submit_successfully().await;
}

#[tokio::test]
async fn filled_honeypot_is_refused_and_a_person_can_submit_again() {
    let world = World::start(Setup::default()).await;
    let form = world.open().await;
    let place = form.run(
        "const { width, height } = host.shadowRoot.querySelector('[name=subject]').parentNode.getBoundingClientRect(); \
         return [width, height];",
        vec![],
    );
    assert_eq!(place.await, json!([1, 1]), "the honeypot is visible");
    form.run(
        "for (const control of host.shadowRoot.querySelectorAll('input:not([type]), input[type=text], input[type=tel]')) {
           control.value = 'Everything';
           control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
         }",
        vec![],
    )
    .await;
    form.type_into("email", "program@example.com").await;
    form.submit().await;
    assert_eq!(form.next_event("error").await.code(), "looks_automated");
    assert!(form.shown(NOTICE).await.contains("a program"));
    assert!(world.customers().await.is_empty());
    form.submit_successfully().await;
    assert_eq!(world.customers().await.len(), 1);
}
