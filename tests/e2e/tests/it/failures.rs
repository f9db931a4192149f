//! Failures of the CRM: each failure has its sentence, no value is lost, and the next submission works.

use std::time::Duration;

use axum::http::StatusCode;
use crm_sandbox::{Misbehaviour, PlannedAnswer};
use serde_json::Value;

use crate::support::form::{NOTICE, SENTENCE, SUBMIT, by_id};
use crate::support::{Files, FormPage, Person, Setup, World, eventually, fields};

const LATER: &str = "Your details could not be saved right now. What you entered is still here. \
    Please submit again in 30 seconds.";
const BUSY: &str = "Too many forms are being sent right now, so yours was not saved. \
    What you entered is still here. Please submit again in 1 minute.";
const OUR_FAULT: &str = "Your details could not be saved because of a fault on our side. \
    What you entered is still here. Please contact the company that you are registering with.";
const UNKNOWN: &str = "We could not find out whether your details were saved: the connection broke \
     while we waited for the answer. Check again in a moment; you will not be registered twice. If it still cannot be \
     found out, please ask the company that you are registering with. What you entered is still here.";

const OTHERS: &str = "This form was sent before with other details than it has now, so these were not saved. \
     What you entered is still here. If it is for another customer, send it as a new one.";

/// Longer than any test runs.
const FOREVER: Duration = Duration::from_secs(3_600);

fn setup() -> Setup {
    Setup {
        photo: "required",
        offered: "contract = [\"view-contract\"]",
        ..Setup::with_fields([
            fields::text(52, "Department"),
            fields::select(68, "Birthday", &["January", "February"]),
            fields::files(55, "Documents", &["PDF"]),
        ])
    }
}

/// Fills in a value of every kind. Returns the values that the form shows.
async fn fill_all(form: &FormPage<'_>, files: &Files) -> Value {
    form.fill(Person::ADA).await;
    form.choose_files("profile_photo_path", &[&files.photo("ada.png")]).await;
    form.type_into("custom_fields.52.value", "Engines").await;
    form.choose_option("custom_fields.68.value", "February").await;
    let documents = [files.write("one.pdf", "%PDF 1"), files.write("two.pdf", "%PDF 2")];
    form.choose_files("custom_fields.55.file_upload.files", &documents.each_ref().map(AsRef::as_ref)).await;
    form.click("[id=\"permissions.contract.view-contract\"]").await;
    form.filled_in().await
}

/// Submits the form. Compares the event and the notice, and asserts that no value was lost.
async fn submit_in_vain(form: &FormPage<'_>, filled_in: &Value, code: &str, retryable: bool, sentence: &str) {
    form.submit().await;
    let event = form.next_of(&["success", "error", "validation-error"]).await;
    assert_eq!((event.name.as_str(), event.code()), ("error", code), "{event:?}");
    assert_eq!(event.detail["retryable"], retryable, "{code}");
    assert_eq!(event.detail["message"], sentence, "{code}");
    assert_eq!(form.shown(SENTENCE).await, sentence, "{code}");
    form.focus_arrives(NOTICE).await;
    assert_eq!(form.filled_in().await, *filled_in, "{code}");
}

#[tokio::test]
async fn crm_failure_keeps_the_values_for_the_next_submission() {
    let files = Files::new();
    let world = World::start(setup()).await;
    let form = world.open().await;
    let filled_in = fill_all(&form, &files).await;
    let status = |status, body: &'static str| PlannedAnswer::status(status, "text/html; charset=UTF-8", body);
    for (answer, code, retryable, sentence) in [
        (
            status(StatusCode::SERVICE_UNAVAILABLE, "<h1>Be right back</h1>"),
            "upstream_unavailable",
            true,
            LATER,
        ),
        (status(StatusCode::TOO_MANY_REQUESTS, ""), "rate_limited", true, BUSY),
        (status(StatusCode::UNAUTHORIZED, ""), "upstream_refused", false, OUR_FAULT),
    ] {
        world.next_answer(answer);
        submit_in_vain(&form, &filled_in, code, retryable, sentence).await;
    }
    assert!(world.customers().await.is_empty());

    form.submit_successfully().await;
    let stored = world.customer().await;
    Person::ADA.assert_is(&stored);
    assert_eq!(stored.custom_fields[&52].value.as_deref(), Some("Engines"));
    assert_eq!(stored.custom_fields[&68].value.as_deref(), Some("February"));
    assert_eq!(stored.custom_fields[&55].files.len(), 2);
    assert!(stored.permissions["contract"].contains("view-contract"));
    assert!(stored.profile_photo.is_some());
}

#[tokio::test]
async fn unknown_outcome_is_never_sent_a_second_time() {
    let files = Files::new();
    let world = World::start(setup()).await;
    let status = |status, body: &'static str| PlannedAnswer::status(status, "text/html; charset=UTF-8", body);
    for (round, answer) in [
        // Laravel can fail after it has stored the customer, and a gateway can time out while PHP continues.
        status(StatusCode::INTERNAL_SERVER_ERROR, "<h1>Whoops</h1>"),
        status(StatusCode::BAD_GATEWAY, ""),
        PlannedAnswer::CutOff,
        PlannedAnswer::Closed,
    ]
    .into_iter()
    .enumerate()
    {
        let form = world.open().await;
        form.run("host.reset();", vec![]).await;
        let filled_in = fill_all(&form, &files).await;
        world.next_answer(answer);
        submit_in_vain(&form, &filled_in, "outcome_unknown", false, UNKNOWN).await;
        // Neither a second submission nor a click on the check button causes a second request to the CRM.
        submit_in_vain(&form, &filled_in, "outcome_unknown", false, UNKNOWN).await;
        form.click("[part=check]").await;
        form.next_event("error").await;
        assert_eq!(world.submissions().len(), round + 1);
    }
    assert!(world.customers().await.is_empty());
}

#[tokio::test]
async fn break_after_storing_leaves_one_customer_and_unknown_outcome() {
    let files = Files::new();
    let world = World::start(setup()).await;
    let form = world.open().await;
    let filled_in = fill_all(&form, &files).await;
    world.crm().next_answer(Misbehaviour::once(PlannedAnswer::Closed).and_store());
    submit_in_vain(&form, &filled_in, "outcome_unknown", false, UNKNOWN).await;
    Person::ADA.assert_is(&world.customer().await);

    // Other values with the same idempotency key are not sent either, and the visitor gets the reason.
    form.type_into("email", "other@example.com").await;
    let filled_in = form.filled_in().await;
    submit_in_vain(&form, &filled_in, "idempotency_key_reused", false, OTHERS).await;
    assert_eq!(world.customers().await.len(), 1);

    // If the values belong to another customer, the visitor can send them.
    assert_eq!(form.shown("[part=send-as-new]").await, "Send as a new customer");
    form.click("[part=send-as-new]").await;
    form.next_event("success").await;
    let customers = world.customers().await;
    assert_eq!(customers.len(), 2);
    assert_eq!(customers[1].email, "other@example.com");
}

#[tokio::test]
async fn answer_that_takes_too_long_leaves_the_outcome_unknown() {
    let files = Files::new();
    let world = World::start(Setup { timeouts: "upstream_answer_seconds = 1", ..setup() }).await;
    let form = world.open().await;
    let filled_in = fill_all(&form, &files).await;
    let slow = PlannedAnswer::Slow { after: FOREVER };
    world.crm().next_answer(Misbehaviour::once(slow).and_store());
    submit_in_vain(&form, &filled_in, "outcome_unknown", false, UNKNOWN).await;
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn created_status_counts_even_if_the_body_is_cut_off() {
    let files = Files::new();
    let world = World::start(setup()).await;
    let form = world.open().await;
    fill_all(&form, &files).await;
    world.crm().next_answer(Misbehaviour::once(PlannedAnswer::CutOff).and_store());
    let event = form.submit_successfully().await;
    assert_eq!(event.detail["customer"]["id"], Value::Null);
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn form_is_locked_while_the_answer_is_awaited() {
    let files = Files::new();
    let world = World::start(setup()).await;
    let form = world.open().await;
    let filled_in = fill_all(&form, &files).await;
    world.next_answer(PlannedAnswer::Slow { after: FOREVER });
    form.submit().await;
    eventually("the text about waiting for the answer", async || {
        let said = form.text("[part=progress] [role=status]").await?;
        (said == "Everything is sent. Waiting for the answer…").then_some(())
    })
    .await;
    for control in [by_id("email"), by_id("custom_fields.68.value"), SUBMIT.to_owned()] {
        assert!(!form.find(&control).await.is_enabled().await.unwrap(), "{control}");
    }
    assert_eq!(form.text("[part=cancel]").await, None);
    assert_eq!(form.filled_in().await, filled_in);
}
