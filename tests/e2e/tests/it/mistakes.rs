//! The console tells the page's developer what is set up wrongly, and how to correct it.

use crate::support::{Setup, World, eventually};

/// A page with an error of each kind.
const MISTAKEN: &str = "<customer-form></customer-form>
    <customer-form form=\"acmee\"></customer-form>
    <customer-form form=\"acme\" proxy=\"forms.acme.example\" prefill=\"[object Object]\">
        <p slot=\"heading\">Welcome</p></customer-form>
    <customer-form form=\"acme\" mode=\"iframe\" theme=\"drak\" loading=\"later\" draft=\"yes\">
        <script type=\"application/json\">{ \"nmae\": \"Ada\", \"custom_fields\": { \"99\": { \"value\": \"x\" } } }</script>
    </customer-form>
    <customer-form form=\"acme\" /><p>The rest of the page.</p>";

/// The form's sentences in the console of the open page, once there are at least `count`.
async fn sentences(world: &World, count: usize) -> Vec<String> {
    let read = "return window.recorded.complaints.filter((said) => said.includes('customer-form: '));";
    eventually("the sentences in the console", async || {
        let said: Vec<String> = serde_json::from_value(world.form().run(read, vec![]).await).unwrap();
        (said.len() >= count).then_some(said)
    })
    .await
}

#[tokio::test]
async fn every_mistake_is_named_with_its_value_and_remedy() {
    let world = World::start(Setup { body: MISTAKEN, ..Setup::default() }).await;
    world.visit(world.partner.origin()).await;
    let expected = [
        "The attribute \"form\" is missing. Set it to the form's id in the proxy's configuration: form=\"acme\".",
        "has no form of the id form=\"acmee\". Compare it with the ids in its configuration.",
        "The attribute proxy=\"forms.acme.example\" is not an address, so it is not used. Set it to the proxy's origin, such as",
        "prefill is a property and not an attribute. Set it in a script: element.prefill = {",
        "The slot \"heading\" does not exist, so its content does not show. There are header, footer and success.",
        "The attribute mode=\"iframe\" has an unknown value. Set it to frame, or leave it out.",
        "The attribute theme=\"drak\" has an unknown value. Set it to auto, light, dark, or leave it out.",
        "The attribute loading=\"later\" has an unknown value. Set it to eager, lazy, or leave it out.",
        "The attribute draft=\"yes\" has an unknown value. Set it to session, local, off, or leave it out.",
        "has no text field at the path \"nmae\", so its value is not filled in.",
        "has no text field at the path \"custom_fields.99.value\", so its value is not filled in.",
        "write <customer-form></customer-form>.",
    ];
    let said = sentences(&world, expected.len()).await;
    for sentence in expected {
        assert_eq!(said.iter().filter(|said| said.contains(sentence)).count(), 1, "{sentence}: {said:#?}");
    }
    assert_eq!(said.len(), expected.len(), "{said:#?}");
}

#[tokio::test]
async fn the_console_names_the_origin_that_is_not_listed() {
    let world = World::start(Setup { knows_partner: false, ..Setup::default() }).await;
    let form = world.visit(world.partner.origin()).await;
    form.next_event("error").await;
    let said = sentences(&world, 1).await;
    let add =
        format!("Add \"{}\" to the form's origins in the proxy's configuration.", world.partner.origin());
    assert!(said[0].contains(&add) && said[0].contains("the form \"acme\""), "{said:?}");
}

#[tokio::test]
async fn a_page_without_mistakes_loads_no_explanation() {
    let body = "<customer-form form=\"acme\" theme=\"dark\" draft=\"off\" loading=\"eager\">
        <p slot=\"header\">Welcome</p><a href=\"/\">On a page of its own</a><noscript>No script</noscript><script type=\"application/json\">{ \"name\": \"Ada\" }</script></customer-form>";
    let world = World::start(Setup { body, ..Setup::default() }).await;
    let form = world.open().await;
    // A form without mistakes would have asked for the module by now. Another element with a mistake loads the module,
    // so the test need not wait for a module that does not come.
    let insert = "const time = performance.now();
        document.body.insertAdjacentHTML('beforeend', '<customer-form></customer-form>');
        return time;";
    let inserted = form.run(insert, vec![]).await;
    sentences(&world, 1).await;
    let load =
        "return performance.getEntriesByType('resource').filter((entry) => entry.name.includes('explain'))
        .map((entry) => entry.startTime);";
    let loads: Vec<f64> = serde_json::from_value(form.run(load, vec![]).await).unwrap();
    assert!(loads.len() == 1 && loads[0] >= inserted.as_f64().unwrap(), "{loads:?} {inserted}");
}
