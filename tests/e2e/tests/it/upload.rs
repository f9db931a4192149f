//! A large upload on a slow line, its progress and its cancellation; and a line that is cut.

use crate::support::form::{NOTICE, SENTENCE};
use crate::support::{Files, Person, Setup, World, eventually, fields, sha256};

const FILES: &str = "custom_fields.55.file_upload.files";

/// Less than the form's limit for one file, and much more than the buffers on the way can hold.
const LARGE_BYTES: usize = 8 << 20;

/// How many bytes the line lets through at a time while it is held up.
const STEP_BYTES: usize = 64 << 10;

fn setup() -> Setup {
    Setup { has_line: true, ..Setup::with_fields([fields::files(55, "Documents", &["PDF"])]) }
}

#[tokio::test]
async fn upload_shows_progress_and_cancel_keeps_the_values() {
    let files = Files::new();
    let large: Vec<u8> = b"%PDF".iter().copied().chain((0..u8::MAX).cycle()).take(LARGE_BYTES).collect();
    let large = files.write("large.pdf", large);
    let world = World::start(setup()).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.choose_files(FILES, &[&large]).await;
    let before = form.filled_in().await;

    world.line().hold_up();
    form.submit().await;
    // In small steps: only the system knows how many bytes its buffers take before the browser can send more.
    let progress = eventually("three progress events", async || {
        world.line().let_through(STEP_BYTES);
        let events = form.events().await.into_iter().filter(|event| event.name == "progress");
        Some(events.map(|event| event.detail).collect::<Vec<_>>()).filter(|details| details.len() >= 3)
    })
    .await;
    for detail in &progress {
        assert!(detail["total"].as_u64().unwrap() > LARGE_BYTES as u64, "{detail}");
    }
    let loaded: Vec<_> = progress.iter().map(|detail| detail["loaded"].as_u64().unwrap()).collect();
    assert!(loaded.is_sorted_by(|one, next| one < next), "{loaded:?}");
    assert!(loaded[2] < LARGE_BYTES as u64, "the line was not slow: {loaded:?}");
    assert!(form.shown("[part=progress]").await.contains("Sending… "));
    form.click("[part=cancel]").await;
    let event = form.next_event("error").await;
    assert_eq!((event.code(), &event.detail["retryable"]), ("cancelled", &true.into()));
    let sentence = "You cancelled. Nothing was sent, and what you entered is still here.";
    assert_eq!(form.shown(SENTENCE).await, sentence);
    assert_eq!(form.shown("[part=resend]").await, "Submit again");
    assert_eq!(form.filled_in().await, before);
    assert!(world.customers().await.is_empty());

    world.line().release();
    form.submit_successfully().await;
    // Only the second submission has reached the CRM.
    assert_eq!(world.submissions().len(), 1);
    let stored = world.customer().await;
    let file = &stored.custom_fields[&55].files[0];
    assert_eq!((file.size, file.sha256.as_str()), (LARGE_BYTES as u64, sha256(&large).as_str()));
}

#[tokio::test]
async fn form_sent_without_a_network_keeps_its_values() {
    let files = Files::new();
    let world = World::start(setup()).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.choose_files(FILES, &[&files.write("one.pdf", "%PDF 1")]).await;
    let before = form.filled_in().await;
    world.line().cut().await;
    form.submit().await;
    let event = form.next_event("error").await;
    assert_eq!((event.code(), &event.detail["retryable"]), ("network", &true.into()));
    let notice = form.shown(NOTICE).await;
    assert!(
        notice.starts_with("The connection broke, so your details have probably not been saved."),
        "{notice}"
    );
    assert_eq!(form.filled_in().await, before);

    world.line().mend().await;
    form.submit_successfully().await;
    Person::ADA.assert_is(&world.customer().await);
}
