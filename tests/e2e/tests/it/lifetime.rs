//! Everything that a form creates is freed with the form.

use serde_json::json;

use crate::support::{FormPage, Person, Setup, World, eventually};

/// Adds a form to the page and removes it again, `times` times. Each time, waits until the form can be filled in.
const CYCLES: &str = "return (async () => {
    for (let cycle = 0; cycle < args[0]; cycle++) {
        const form = document.createElement('customer-form');
        form.setAttribute('form', 'acme');
        const ready = new Promise((done) => form.addEventListener('customer-form:ready', done, { once: true }));
        document.body.append(form);
        await ready;
        form.remove();
        await new Promise((done) => setTimeout(done));
    }
    window.recorded.events.length = 0;
})();";

/// Returns the size of the module's memory in bytes. The page's forms share the module, so importing it again returns
/// the same module, and initialising it again returns its exports. The page itself must import it: in Firefox, a
/// driver's script has its own modules.
const MEMORY: &str = "window.memory = async () => {
        const script = performance.getEntriesByType('resource')
            .map((entry) => entry.name).find((name) => /assets\\/customer-form-.*\\.js/.test(name));
        const exports = await (await import(script)).default();
        return exports.memory.buffer.byteLength;
    };";

/// Calls the function in the page.
const ASK_FOR_MEMORY: &str = "return window.memory();";

/// A page with a form of every kind of field, in which 50 other forms have been added and removed. After that,
/// everything that is created once and kept exists.
async fn warm_page() -> World {
    let fields = [
        json!({ "id": 52, "type": 1, "name": "Department", "key": "department", "required": true }),
        json!({ "id": 68, "type": 5, "name": "Month", "key": "month", "fields": { "options": ["May", "June"] } }),
        json!({ "id": 54, "type": 7, "name": "Notes", "key": "notes" }),
        json!({ "id": 55, "type": 9, "name": "Documents", "key": "documents", "fields": { "fileConfig": null } }),
    ];
    let world = World::start(Setup {
        photo: "required",
        offered: "contract = [\"view-contract\"]",
        script: MEMORY,
        ..Setup::with_fields(fields)
    })
    .await;
    let form = world.open().await;
    form.run(CYCLES, vec![json!(50)]).await;
    world
}

/// Runs [`CYCLES`] in pieces, because a driver waits for a script for at most half a minute.
async fn thousand_forms_come_and_go(form: &FormPage<'_>) {
    for _ in 0..20 {
        form.run(CYCLES, vec![json!(50)]).await;
    }
}

#[tokio::test]
async fn thousand_removed_forms_leave_the_memory_unchanged() {
    let world = warm_page().await;
    let form = world.form();
    let memory = form.run(ASK_FOR_MEMORY, vec![]).await;
    assert!(memory.as_u64().unwrap() > 0);
    thousand_forms_come_and_go(&form).await;
    assert_eq!(form.run(ASK_FOR_MEMORY, vec![]).await, memory);

    // The form that was there all the time still works.
    form.fill(Person::ADA).await;
    assert_eq!(form.value("name").await, Person::ADA.name);
}

#[tokio::test]
async fn thousand_removed_forms_leave_no_node_and_no_listener() {
    let world = warm_page().await;
    let before = world.browser.held().await;
    thousand_forms_come_and_go(&world.form()).await;
    eventually("a page that holds no more than before", async || {
        let now = world.browser.held().await;
        eprintln!("before: {before:?}, now: {now:?}");
        now.is_within(before).then_some(())
    })
    .await;
}

#[tokio::test]
async fn form_removed_while_loading_works_when_added_again() {
    let world = World::start(Setup::default()).await;
    let form = world.visit(world.partner.origin()).await;
    form.run(
        "const other = document.createElement('customer-form');
        other.setAttribute('form', 'acme');
        document.body.append(other);
        other.remove();
        document.body.append(other);
        other.remove();
        return new Promise((done) => setTimeout(() => { document.body.append(other); done(); }));",
        vec![],
    )
    .await;
    let other = world.form_at(1);
    other.next_event("ready").await;
    assert_eq!(other.run("return root.querySelectorAll('form').length;", vec![]).await, 1);
    assert_eq!(world.browser.complaints().await, [""; 0]);
}
