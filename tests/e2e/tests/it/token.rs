//! A form whose token the proxy does not take: the page has stood open for too long, or the API key is another by now.

use serde_json::json;

use crate::support::{Files, Person, Setup, World, fields};

/// Spoils the token of the first submission, and counts them.
const SPOILT: &str = r#"
    window.sent = 0;
    const set = XMLHttpRequest.prototype.setRequestHeader;
    XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
        const spoilt = name === "Form-Token" && ++window.sent === 1;
        set.call(this, name, spoilt ? `${value}A` : value);
    };
"#;

#[tokio::test]
async fn the_form_gets_another_one_and_sends_the_same_again_and_nobody_notices() {
    let files = Files::new();
    let setup = Setup { script: SPOILT, ..Setup::with_fields([fields::files(55, "Documents", &["PDF"])]) };
    let world = World::start(setup).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    let document = files.write("contract.pdf", "%PDF-1.7 signed");
    form.choose_files("custom_fields.55.file_upload.files", &[&document]).await;
    form.submit_successfully().await;
    assert_eq!(form.run("return window.sent;", vec![]).await, json!(2));
    assert!(!form.events().await.iter().any(|event| event.name == "error"));
    assert_eq!(world.submissions().len(), 1);
    let customer = world.customer().await;
    Person::ADA.assert_is(&customer);
    assert_eq!(customer.custom_fields[&55].files[0].name, "contract.pdf");
}
