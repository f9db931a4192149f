//! The summary lists the current errors: a corrected field is removed from it.

use serde_json::{Value, json};

use crate::support::form::{SUMMARY, by_id};
use crate::support::{Files, FormPage, Person, Setup, World, eventually, fields};

const DOCUMENTS: &str = "custom_fields.55.file_upload.files";

async fn world() -> World {
    let documents = json!({ "id": 55, "type": 9, "name": "Documents", "key": "documents", "required": true,
        "fields": { "fileConfig": { "acceptFile": ["PDF"], "allowMultiple": true, "maxFiles": 3 } } });
    World::start(Setup {
        limits: "body_bytes = 8192\nfile_bytes = 8192",
        ..Setup::with_fields([fields::text(52, "Department"), documents])
    })
    .await
}

/// The title and the sentences that the summary shows; empty if there is no summary.
async fn summary(form: &FormPage<'_>) -> Vec<String> {
    let script = "const summary = root.querySelector(args[0]);
        if (!summary?.checkVisibility()) return [];
        return [...summary.querySelectorAll('h2, li')].filter((part) => part.checkVisibility())
            .map((part) => part.textContent);";
    serde_json::from_value(form.run(script, vec![json!(SUMMARY)]).await).unwrap()
}

async fn becomes(form: &FormPage<'_>, expected: &[&str]) {
    let what = format!("the summary {expected:?}");
    eventually(&what, async || (summary(form).await == expected).then_some(())).await;
}

#[tokio::test]
async fn corrected_error_leaves_the_summary() {
    let world = world().await;
    let files = Files::new();
    let form = world.open().await;
    form.submit().await;
    form.next_event("validation-error").await;
    let [first, last] = ["Enter your first name.", "Enter your last name."];
    let [phone, company] = ["Enter your phone number.", "Enter the name of your company."];
    let [email, file] = ["Enter your email address.", "Choose a file for “Documents”."];
    let of = |count: &str| format!("There are {count} problems with what you entered");
    becomes(&form, &[&of("6"), email, first, last, phone, company, file]).await;

    form.type_into("name", "Ada").await;
    becomes(&form, &[&of("5"), email, last, phone, company, file]).await;
    // Another error of the same field replaces the first one.
    form.type_into("email", "ada").await;
    let email = "Enter an email address like name@example.com.";
    becomes(&form, &[&of("5"), email, last, phone, company, file]).await;
    form.type_into("email", "ada@example.com").await;
    form.type_into("phone", "5550100").await;
    form.type_into("business_information.company_name", "Acme").await;
    form.choose_files(DOCUMENTS, &[&files.write("a.pdf", b"%PDF-1.7")]).await;
    becomes(&form, &["There is a problem with what you entered", last]).await;
    form.type_into("last_name", "Lovelace").await;
    becomes(&form, &[]).await;
    // A field that is wrong again returns to the summary.
    form.type_into("last_name", " ").await;
    becomes(&form, &["There is a problem with what you entered", last]).await;
    form.type_into("last_name", "Lovelace").await;
    form.submit_successfully().await;
}

#[tokio::test]
async fn files_too_large_together_pass_with_one_file_less() {
    let world = world().await;
    let files = Files::new();
    let form = world.open().await;
    form.fill(Person::ADA).await;
    let large = |name: &str| files.write(name, ["%PDF-1.7 ", &"x".repeat(4_500)].concat());
    form.choose_files(DOCUMENTS, &[&large("a.pdf"), &large("b.pdf")]).await;
    form.submit().await;
    form.next_event("validation-error").await;
    let said = eventually("the summary with one error", async || {
        Some(summary(&form).await).filter(|said| said.len() == 2)
    })
    .await;
    assert!(said[1].starts_with("All files together have "), "{said:?}");
    form.click(&format!("[id=\"{DOCUMENTS}-files\"] [part=remove]")).await;
    becomes(&form, &[]).await;
    form.submit_successfully().await;
}

#[tokio::test]
async fn the_summary_is_read_out_once_and_not_with_each_key() {
    let world = world().await;
    let form = world.open().await;
    form.submit().await;
    form.shown(SUMMARY).await;
    // A screen reader speaks what is added to an alert. Here, nothing is added and no text is replaced.
    let watch = "window.added = 0;
        new MutationObserver((changes) => {
            for (const { addedNodes, target } of changes) {
                if (target.matches('ul, [part=summary]')) window.added += addedNodes.length;
            }
        }).observe(root.querySelector(args[0]), { childList: true, subtree: true });
        return ['aria-atomic', 'aria-relevant'].map((name) => root.querySelector(args[0]).getAttribute(name));";
    assert_eq!(form.run(watch, vec![json!(SUMMARY)]).await, json!(["false", "additions"]));
    form.type_into("name", "Ada").await;
    form.type_into("email", "ada@exa").await;
    assert!(form.has_focus(&by_id("email")).await);
    assert_eq!(form.run("return window.added;", vec![]).await, Value::from(0));
}
