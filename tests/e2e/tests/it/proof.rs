//! A form that requires a proof of work: where the work is done under each policy.

use serde_json::{Value, json};

use crate::support::{FormPage, Person, Setup, World};

/// If the work is done in pieces, this number takes some tens of pieces.
const ASKS: &str = "[forms.proof_of_work]\nmax_number = 100000";

/// Records the workers that the page creates, and their messages and errors.
const WATCHED: &str = r#"
    window.workers = [];
    window.Worker = class extends Worker {
        constructor(...given) {
            super(...given);
            window.workers.push("made");
            for (const name of ["message", "error"]) this.addEventListener(name, () => window.workers.push(name));
        }
    };
"#;

/// The documented policy, with workers allowed.
const WITH_WORKER: &str = "default-src 'none'; script-src {proxy} 'wasm-unsafe-eval'; connect-src {proxy}; \
                           img-src blob: data:; worker-src blob:";

async fn asking(policy: &'static str) -> World {
    World::start(Setup { form: ASKS, script: WATCHED, policy, ..Setup::default() }).await
}

async fn workers(form: &FormPage<'_>) -> Value {
    form.run("return window.workers;", vec![]).await
}

/// The number of files that were loaded for the proof.
async fn fetched(form: &FormPage<'_>) -> Value {
    form.run(
        "return performance.getEntriesByType('resource').map((entry) => entry.name.split('/').pop())
            .filter((name) => name.startsWith('proof-')).length;",
        vec![],
    )
    .await
}

async fn is_sent_with_a_workers_work(world: &World, form: &FormPage<'_>) {
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    assert_eq!(workers(form).await, json!(["made", "message"]));
    assert_eq!(world.browser.violations().await, [""; 0]);
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn worker_does_the_proof_in_the_hosted_page() {
    let world = asking(Setup::default().policy).await;
    let form = world.open_onboarding().await;
    assert_eq!(fetched(&form).await, 0, "no field has been filled in yet");
    is_sent_with_a_workers_work(&world, &form).await;
}

#[tokio::test]
async fn worker_does_the_proof_where_the_policy_allows_workers() {
    let world = asking(WITH_WORKER).await;
    is_sent_with_a_workers_work(&world, &world.open().await).await;
}

#[tokio::test]
async fn page_does_the_proof_under_the_documented_policy() {
    let world = asking(Setup::default().policy).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    assert!(!workers(&form).await.to_string().contains("message"));
    // proof.js, its glue code and its WebAssembly module.
    assert_eq!(fetched(&form).await, 3);
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn form_without_proof_of_work_fetches_no_worker() {
    let world = World::start(Setup { script: WATCHED, ..Setup::default() }).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    assert_eq!((workers(&form).await, fetched(&form).await), (json!([]), json!(0)));
}

#[tokio::test]
async fn emptied_form_does_a_new_proof_after_success() {
    let world = asking(WITH_WORKER).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    form.run("host.reset();", vec![]).await;
    form.fill(Person { email: "grace@example.com", ..Person::ADA }).await;
    form.submit_successfully().await;
    assert_eq!(world.customers().await.len(), 2);
}
