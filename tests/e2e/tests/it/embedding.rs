//! The element in a partner page.

use std::time::Duration;

use crm_sandbox::PlannedAnswer;

use crate::support::form::{SUBMIT, by_id};
use crate::support::{Person, Setup, World};

const GRACE: Person<'static> = Person {
    email: "grace@example.com",
    name: "Grace",
    last_name: "Hopper",
    phone: "555 0102",
    company: "Compilers",
};

#[tokio::test]
async fn two_forms_on_one_page_do_not_mix() {
    let world = World::start(Setup { embedded: &["acme", "acme"], ..Setup::default() }).await;
    let first = world.open().await;
    let second = world.form_at(1);
    second.next_event("ready").await;
    first.fill(Person::ADA).await;
    second.fill(GRACE).await;
    assert_eq!(first.value("email").await, Person::ADA.email);

    let before = first.filled_in().await;
    second.submit_successfully().await;
    GRACE.assert_is(&world.customer().await);
    assert_eq!(first.filled_in().await, before);
    assert!(!first.events().await.iter().any(|event| ["submit", "success"].contains(&event.name.as_str())));

    first.submit_successfully().await;
    let customers = world.customers().await;
    assert_eq!(customers.len(), 2);
    Person::ADA.assert_is(&customers[1]);
}

#[tokio::test]
async fn moved_element_keeps_the_typed_values() {
    let world = World::start(Setup::default()).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    let before = form.filled_in().await;
    let wrap = "const box = document.createElement('section'); document.body.append(box); box.append(host);";
    form.run(wrap, vec![]).await;
    assert_eq!(form.filled_in().await, before);
    form.submit_successfully().await;
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn removed_element_works_when_added_again() {
    let world = World::start(Setup::default()).await;
    let form = world.open().await;
    form.type_into("email", "gone@example.com").await;
    // Waits longer than the second for which a removed element is kept, so that this is not a move.
    let again = "host.remove();
        return new Promise((done) => setTimeout(() => { document.body.append(host); done(); }, 1500));";
    form.run(again, vec![]).await;
    form.next_event("ready").await;
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    Person::ADA.assert_is(&world.customer().await);
    assert_eq!(form.run("return root.querySelectorAll('form, [part=success]').length;", vec![]).await, 1);
}

#[tokio::test]
async fn pressing_submit_twice_makes_one_customer() {
    let world = World::start(Setup::default()).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    world.next_answer(PlannedAnswer::Slow { after: Duration::from_millis(500) });
    form.double_click(SUBMIT).await;
    let event = form.next_of(&["success", "error"]).await;
    assert_eq!(event.name, "success", "{event:?}");
    assert_eq!(world.submissions().len(), 1);
    Person::ADA.assert_is(&world.customer().await);

    // Within one task of the page, before the page can show anything.
    let form = world.open().await;
    form.fill(GRACE).await;
    form.run(
        "const button = root.querySelector(args[0]); button.click(); button.click();",
        vec![SUBMIT.into()],
    )
    .await;
    form.next_event("success").await;
    assert_eq!(world.submissions().len(), 2);
    assert_eq!(world.customers().await.len(), 2);
}

#[tokio::test]
async fn page_can_stop_a_submission_and_allow_the_next() {
    let world = World::start(Setup::default()).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    let before = form.filled_in().await;
    let stop =
        "host.addEventListener('customer-form:submit', (event) => event.preventDefault(), { once: true });";
    form.run(stop, vec![]).await;
    form.submit().await;
    form.next_event("submit").await;
    assert_eq!(form.filled_in().await, before);
    assert!(form.find(&by_id("email")).await.is_enabled().await.unwrap());

    form.submit_successfully().await;
    // The first submission was not sent.
    assert_eq!(world.submissions().len(), 1);
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn documented_policy_is_enough_for_a_partner_page() {
    let files = crate::support::Files::new();
    let world = World::start(Setup { photo: "required", ..Setup::default() }).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.choose_files("profile_photo_path", &[&files.photo("ada.png")]).await;
    form.shown("[part=preview]").await;
    form.submit_successfully().await;
    assert_eq!(world.browser.violations().await, [""; 0]);
    assert_eq!(world.browser.complaints().await, [""; 0]);
}
