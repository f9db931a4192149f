//! A panic in the browser code must not leave a blank page.

use crate::support::form::{NOTICE, SUBMIT};
use crate::support::{Person, Setup, World};

#[tokio::test]
async fn panic_shows_a_message_keeps_values_and_sends_an_event() {
    let world = World::start(Setup::default()).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.type_into("email", "no address").await;
    // The form does not expect that creating the next element fails.
    let break_once = "const make = Document.prototype.createElement;
        Document.prototype.createElement = function () {
            Document.prototype.createElement = make;
            throw new Error('broken on purpose');
        };";
    form.run(break_once, vec![]).await;
    form.submit().await;

    let event = form.next_event("error").await;
    assert_eq!((event.code(), &event.detail["retryable"]), ("internal", &false.into()));
    assert_eq!(event.detail["form"], "acme");
    let sentence = "Something went wrong in this form, and it cannot go on. What you entered is still shown below, \
        so that you can copy it. Please reload the page and try again.";
    assert_eq!(form.shown(NOTICE).await, sentence);
    assert_eq!(form.value("name").await, Person::ADA.name);
    assert_eq!(form.value("email").await, "no address");
    assert!(!form.find(SUBMIT).await.is_enabled().await.unwrap());
    assert!(world.submissions().is_empty());

    // After a reload, the form works.
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    Person::ADA.assert_is(&world.customer().await);
}
