//! The element's attributes, properties and methods, as a page's script uses them.

use std::time::Duration;

use crm_sandbox::{Endpoint, Misbehaviour, PlannedAnswer};
use serde_json::json;

use crate::support::form::{NOTICE, SUMMARY};
use crate::support::{Person, Setup, World, eventually};

/// A form that is not in view at first: the page has a text area of many rows above it.
const FAR_DOWN: &str = "<textarea rows=\"900\"></textarea>\
    <customer-form form=\"acme\" loading=\"lazy\"></customer-form>";

#[tokio::test]
async fn only_a_changed_form_attribute_loads_another_form() {
    let world = World::start(Setup::default()).await;
    let form = world.open().await;
    form.type_into("email", "kept@example.com").await;
    for (name, value) in [("theme", "dark"), ("loading", "lazy"), ("class", "wide"), ("form", "acme")] {
        form.run("host.setAttribute(args[0], args[1]);", vec![json!(name), json!(value)]).await;
    }
    assert_eq!(form.value("email").await, "kept@example.com");

    form.run("host.setAttribute('form', 'nobody');", vec![]).await;
    assert_eq!(form.next_event("error").await.code(), "unknown_form");
    assert!(form.shown(NOTICE).await.contains("does not exist"));
    assert_eq!(form.run("return host.phase;", vec![]).await, "unavailable");

    // Two changes in one task, as a framework makes them. Only the form of the last value is requested.
    form.run(
        "host.setAttribute('form', 'nobody-else'); host.setAttribute('form', 'acme'); \
         performance.clearResourceTimings();",
        vec![],
    )
    .await;
    form.next_event("ready").await;
    // From the draft: changing the attribute shows another form, and the first form returns with its values.
    assert_eq!(form.value("email").await, "kept@example.com");
    let asked = form
        .run(
            "return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname);",
            vec![],
        )
        .await;
    assert_eq!(asked, json!(["/api/forms/acme"]));
}

#[tokio::test]
async fn proxy_attribute_replaces_the_origin_of_the_script() {
    let world = World::start(Setup::default()).await;
    let form = world.open().await;
    // No server listens at this address, and the page's policy would block the request, too.
    form.run("host.setAttribute('proxy', 'http://127.0.0.1:9/');", vec![]).await;
    assert_eq!(form.next_event("error").await.code(), "network");
    form.run("host.removeAttribute('proxy');", vec![]).await;
    form.next_event("ready").await;
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
}

#[tokio::test]
async fn lazy_form_is_not_loaded_before_the_visitor_comes_near() {
    let world = World::start(Setup { body: FAR_DOWN, ..Setup::default() }).await;
    let form = world.visit(world.partner.origin()).await;
    form.run("return customElements.whenDefined('customer-form').then(() => null);", vec![]).await;
    // After two frames, an intersection observer has reported.
    let frame = "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));";
    form.run(frame, vec![]).await;
    let asked = "return performance.getEntriesByType('resource')
        .filter((entry) => /assets|api/.test(entry.name) && !/recorder/.test(entry.name)).length;";
    assert_eq!(form.run(asked, vec![]).await, 0);
    assert_eq!(form.run("return host.phase;", vec![]).await, "loading");
    assert!(form.run("return host.clientHeight;", vec![]).await.as_f64().unwrap() > 400.0);
    form.run("host.scrollIntoView();", vec![]).await;
    form.next_event("ready").await;
}

#[tokio::test]
async fn all_files_are_requested_before_the_form_configuration() {
    let world = World::start(Setup::default()).await;
    // Longer than the test takes.
    let answer = PlannedAnswer::Slow { after: Duration::from_secs(50) };
    world.crm().next_answer(Misbehaviour { endpoint: Endpoint::CustomFields, ..Misbehaviour::once(answer) });
    let form = world.visit(world.partner.origin()).await;
    let arrived = "return performance.getEntriesByType('resource').filter((entry) => entry.responseEnd > 0)
        .map((entry) => entry.name.split('.').pop()).sort();";
    eventually("the script, the module and the stylesheet", async || {
        let arrived: Vec<String> = serde_json::from_value(form.run(arrived, vec![]).await).unwrap();
        ["js", "wasm", "css"].iter().all(|kind| arrived.iter().any(|name| name == kind)).then_some(())
    })
    .await;
    assert_eq!(form.run("return host.phase;", vec![]).await, "loading");
    assert!(!form.events().await.iter().any(|event| event.name == "ready"));
}

#[tokio::test]
async fn all_forms_of_a_page_share_one_module_and_one_stylesheet() {
    let world = World::start(Setup { embedded: &["acme", "acme", "acme"], ..Setup::default() }).await;
    let form = world.open().await;
    for place in [1, 2] {
        world.form_at(place).next_event("ready").await;
    }
    let asked = "const names = performance.getEntriesByType('resource').map((entry) => entry.name);
        return ['.wasm', '.css', '/api/forms/acme'].map((end) => names.filter((name) => name.includes(end)).length);";
    assert_eq!(form.run(asked, vec![]).await, json!([1, 1, 3]));
    let shared = "const sheets = [...document.querySelectorAll('customer-form')]
        .map((form) => form.shadowRoot.adoptedStyleSheets);
        return sheets.every((list) => list.every((sheet, index) => sheet === sheets[0][index]));";
    assert_eq!(form.run(shared, vec![]).await, true);
}

#[tokio::test]
async fn script_loaded_twice_defines_one_working_element() {
    let world = World::start(Setup {
        head: "<script type=\"module\" src=\"{proxy}/embed.js?again\"></script>",
        ..Setup::default()
    })
    .await;
    let form = world.open().await;
    assert_eq!(world.browser.complaints().await, [""; 0]);
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn values_of_element_property_and_method_are_sent() {
    let world = World::start(Setup {
        fields: json!([{ "id": 52, "type": 1, "name": "Department", "key": "department" }]),
        body: r#"<customer-form form="acme"><script type="application/json">
            {"email": "ada@example.com", "business_information": {"company_name": "Analytical Engines"},
             "custom_fields": {"52": {"key": "department", "value": "Ränge & Mühlen"}}, "phone": "1"}
        </script></customer-form>"#,
        ..Setup::default()
    })
    .await;
    let form = world.open().await;
    form.run("host.prefill({ name: 'Ada', phone: '2' });", vec![]).await;
    form.run("host.prefill = { last_name: 'Lovelace' };", vec![]).await;
    let filled = eventually("the prefilled values", async || {
        let filled = form.filled_in().await;
        (filled["last_name"] == "Lovelace").then_some(filled)
    })
    .await;
    assert_eq!(
        filled,
        json!({
            "email": "ada@example.com", "name": "Ada", "last_name": "Lovelace", "phone": "2",
            "business_information.company_name": "Analytical Engines",
            "custom_fields.52.value": "Ränge & Mühlen",
        })
    );
    form.submit_successfully().await;
    let customer = world.customer().await;
    assert_eq!((customer.email.as_str(), customer.phone.as_str()), ("ada@example.com", "2"));
}

#[tokio::test]
async fn email_in_the_page_address_keeps_its_plus() {
    let world =
        World::start(Setup { form: "prefill_from_url = [\"email\", \"name\"]", ..Setup::default() }).await;
    for query in ["ada+crm@example.com", "ada%2Bcrm@example.com", "%20ada+crm@example.com%20"] {
        let form = world.visit(&format!("{}/?email={query}", world.partner.origin())).await;
        form.next_event("ready").await;
        eventually(query, async || (form.value("email").await == "ada+crm@example.com").then_some(())).await;
    }
    let form = world.visit(&format!("{}/?name=Ada+Augusta", world.partner.origin())).await;
    form.next_event("ready").await;
    eventually("the prefilled name", async || (form.value("name").await == "Ada Augusta").then_some(()))
        .await;
}

#[tokio::test]
async fn property_set_before_the_script_ran_is_kept() {
    let world = World::start(Setup { embedded: &[], body: "<p>no form yet</p>", ..Setup::default() }).await;
    world.browser.driver.goto(world.partner.origin()).await.unwrap();
    // To simulate a late script, the element is created in another document of the page, in which it is not yet
    // defined.
    let script = "const late = document.implementation.createHTMLDocument().createElement('customer-form');
        late.setAttribute('form', 'acme');
        late.prefill = { email: 'early@example.com' };
        document.body.append(late);";
    world.browser.run(script, vec![]).await;
    let form = world.form();
    form.next_event("ready").await;
    assert_eq!(form.value("email").await, "early@example.com");
}

#[tokio::test]
async fn page_can_show_errors_submit_and_reset_the_form() {
    let world = World::start(Setup::default()).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.run(
        "host.setErrors([{ path: 'email', message: 'Use your work address.' }, { path: 'phone' }]);",
        vec![],
    )
    .await;
    form.focus_arrives(SUMMARY).await;
    assert_eq!(form.error("email").await, "Use your work address.");
    assert_eq!(form.error("phone").await, "“Phone” was not accepted. Please check it.");
    form.run("host.focus();", vec![]).await;
    assert!(form.has_focus(SUMMARY).await);

    form.run("host.submit();", vec![]).await;
    form.next_event("success").await;
    assert_eq!(form.run("return host.phase;", vec![]).await, "accepted");
    Person::ADA.assert_is(&world.customer().await);

    form.run("host.reset();", vec![]).await;
    eventually("an empty form", async || {
        (form.run("return host.phase;", vec![]).await == "editing"
            && form.text("form").await.is_some()
            && form.value("email").await.is_empty())
        .then_some(())
    })
    .await;
    form.run("host.focus();", vec![]).await;
    form.focus_arrives("[id=email]").await;
}

#[tokio::test]
async fn blocked_webassembly_is_reported_with_a_link() {
    let world = World::start(Setup {
        policy: "default-src 'none'; script-src {proxy}; connect-src {proxy}; img-src blob: data:",
        ..Setup::default()
    })
    .await;
    let form = world.visit(world.partner.origin()).await;
    let event = form.next_event("error").await;
    assert_eq!(event.code(), "wasm_unavailable");
    assert_eq!((&event.detail["form"], &event.detail["retryable"]), (&json!("acme"), &json!(true)));
    assert_eq!(form.run("return host.phase;", vec![]).await, "unavailable");
    let href = form.run("return root.querySelector('[part=notice] a').href;", vec![]).await;
    assert_eq!(href, json!(world.proxy_url("/onboarding/acme")));

    form.click("[part=notice] a").await;
    let beside = world.browser.opened_window().await;
    world.browser.driver.switch_to_window(beside).await.unwrap();
    let hosted = world.form();
    hosted.next_event("ready").await;
    hosted.fill(Person::ADA).await;
    hosted.submit_successfully().await;
    Person::ADA.assert_is(&world.customer().await);
}
