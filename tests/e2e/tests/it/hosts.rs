//! The examples under `examples/`, opened as a visitor of the partner opens them.

use serde_json::json;
use thirtyfour::Key;

use crate::support::{FormPage, Person, Setup, World, eventually};

async fn open(example: &'static str) -> World {
    World::start(Setup { example, ..Setup::default() }).await
}

/// Fills in and submits the example's form, and waits for the page's own welcome.
async fn enter(world: &World, form: &FormPage<'_>, person: Person<'_>) {
    form.fill(person).await;
    form.submit_successfully().await;
    let welcome = format!("Welcome, {}!", person.name);
    eventually("the page's welcome", async || {
        let script = "const welcome = document.getElementById('welcome');
            return welcome !== null && !welcome.hidden && welcome.textContent;";
        let said = world.browser.run(script, vec![]).await;
        said.as_str().is_some_and(|said| said.contains(&welcome)).then_some(())
    })
    .await;
    assert_eq!(world.browser.violations().await, [""; 0]);
    assert_eq!(world.browser.complaints().await, [""; 0]);
}

/// Tests what a page with a framework does in addition: it fills in known values, has its own texts below the form, and
/// empties the form for the next customer.
async fn enter_two_in_a_row(example: &'static str) {
    let world = open(example).await;
    let form = world.open().await;
    let company = "business_information.company_name";
    assert_eq!(form.value(company).await, "Analytical Engines");
    assert_eq!(form.run("return host.querySelector('[slot=footer]').checkVisibility();", vec![]).await, true);
    enter(&world, &form, Person::ADA).await;
    world.browser.run("document.querySelector('#welcome button').click();", vec![]).await;
    form.shown("form").await;
    assert_eq!(form.value("email").await, "");
    assert_eq!(form.value(company).await, "Analytical Engines");
    enter(&world, &form, Person { email: "grace@example.com", name: "Grace", ..Person::ADA }).await;
    assert_eq!(world.customers().await.len(), 2);
}

#[tokio::test]
async fn example_in_plain_html_sends_the_form() {
    let world = open("html").await;
    let form = world.open().await;
    enter(&world, &form, Person::ADA).await;
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn example_with_a_strict_policy_sends_the_form() {
    let world = open("strict").await;
    let form = world.open().await;
    enter(&world, &form, Person::ADA).await;
    Person::ADA.assert_is(&world.customer().await);
    // The policy is in effect: it blocks what the page does not need.
    let script = "return fetch(location.href).then(() => 'fetched', () => 'refused');";
    assert_eq!(world.browser.run(script, vec![]).await, json!("refused"));
}

#[tokio::test]
async fn example_without_webassembly_sends_the_framed_form() {
    let world = open("frame").await;
    let page = world.open().await;
    let form = world.enter_frame(&page).await;
    form.fill(Person::ADA).await;
    form.find("[id=email]").await.send_keys(Key::Enter.value().to_string()).await.unwrap();
    world.leave_frame().await;
    page.next_event("success").await;
    assert_eq!(
        world.browser.run("return document.getElementById('welcome').textContent;", vec![]).await,
        json!("Welcome, Ada!")
    );
    Person::ADA.assert_is(&world.customer().await);
    assert_eq!(world.browser.violations().await, [""; 0]);
}

#[tokio::test]
async fn example_in_react_sends_two_forms() {
    enter_two_in_a_row("react").await;
}

#[tokio::test]
async fn example_in_react_18_sends_two_forms() {
    enter_two_in_a_row("react-18").await;
}

#[tokio::test]
async fn example_in_typescript_sends_two_forms() {
    enter_two_in_a_row("typescript").await;
}

#[tokio::test]
async fn example_in_vue_sends_two_forms() {
    enter_two_in_a_row("vue").await;
}
