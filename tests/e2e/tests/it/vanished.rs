//! Files that were changed, moved or deleted after they had been chosen.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::support::form::by_id;
use crate::support::{Files, FormPage, Person, Setup, World, fields, sha256};

const FILES: &str = "custom_fields.55.file_upload.files";

async fn world() -> World {
    World::start(Setup::with_fields([fields::files(55, "Documents", &["PDF"])])).await
}

/// Submits the form, asserts that the file must be chosen again, and chooses it.
async fn choose_again(world: &World, form: &FormPage<'_>, path: &Path, why: &str) {
    form.submit().await;
    let event = form.next_event("validation-error").await;
    let expected = (format!("{FILES}.0"), Some("55".to_owned()), "file_unreadable".to_owned());
    assert_eq!(event.errors(), [expected], "{why}");
    let sentence = "“a.pdf” can no longer be read. Please choose it again, or remove it.";
    assert_eq!(form.error(FILES).await, sentence, "{why}");
    assert_eq!(form.files(FILES).await, ["a.pdf"], "{why}");
    assert_eq!(form.value("name").await, "Ada", "{why}");
    assert!(world.submissions().is_empty(), "{why}");
    form.find(&by_id(FILES)).await.send_keys(path.to_str().unwrap()).await.unwrap();
    form.submit_successfully().await;
}

#[tokio::test]
async fn deleted_or_moved_file_has_to_be_chosen_again() {
    for why in ["deleted", "moved"] {
        let world = world().await;
        let files = Files::new();
        let form = world.open().await;
        form.fill(Person::ADA).await;
        let path = files.write("a.pdf", b"%PDF-1.7 before");
        form.choose_files(FILES, &[&path]).await;
        let elsewhere = files.write("b.pdf", b"");
        if why == "moved" {
            fs::rename(&path, &elsewhere).unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
        let again = Files::new();
        choose_again(&world, &form, &again.write("a.pdf", b"%PDF-1.7 again"), why).await;
        assert_eq!(world.customer().await.custom_fields[&55].files.len(), 1, "{why}");
    }
}

#[tokio::test]
async fn changed_file_is_sent_as_changed_or_chosen_again() {
    for content in ["%PDF-1.7 longer than before", "%PDF-1.7", "%PDF-1.7 BEFORE"] {
        let world = world().await;
        let files = Files::new();
        let form = world.open().await;
        form.fill(Person::ADA).await;
        let path = files.write("a.pdf", b"%PDF-1.7 before");
        form.choose_files(FILES, &[&path]).await;
        // Some file systems store times in seconds.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        files.write("a.pdf", content);
        form.submit().await;
        // Chromium and WebKit refuse to read the file. Firefox reads the new content if its length is the same as
        // before.
        if form.next_of(&["success", "validation-error"]).await.name == "validation-error" {
            form.find(&by_id(FILES)).await.send_keys(path.to_str().unwrap()).await.unwrap();
            form.submit_successfully().await;
        }
        let stored = world.customer().await;
        assert_eq!(stored.custom_fields[&55].files[0].sha256, sha256(&path), "{content}");
    }
}
