//! The page's scripts do not get the typed keys, and typing costs the page little work.

use serde_json::json;

use crate::support::form::by_id;
use crate::support::{FormPage, Setup, World, fields};

/// A page with shortcuts for letters, like a slideshow or a forum, and with places for dropped files.
const SHORTCUTS: &str = "window.heard = [];
    for (const name of ['keydown', 'keypress', 'keyup', 'paste', 'drop', 'dragover']) {
        document.addEventListener(name, (event) => {
            window.heard.push(`${name} ${event.key ?? ''}`);
            if (event.key === 's' || event.key === ' ' || event.key === 'ArrowLeft') event.preventDefault();
        });
    }";

#[tokio::test]
async fn shortcuts_of_the_page_take_no_typed_letter() {
    let world = World::start(Setup { script: SHORTCUTS, ..Setup::default() }).await;
    let form = world.open().await;
    form.type_into("name", "Jesse Jones").await;
    assert_eq!(form.value("name").await, "Jesse Jones");
    // Only the key combination that selects the existing text before typing.
    let of_others = "return window.heard.splice(0).filter((heard) => !/ (Control|a)$/.test(heard));";
    assert_eq!(form.run(of_others, vec![]).await, json!([]));
    for name in ["paste", "drop", "dragover"] {
        let script = "root.querySelector(args[0])
            .dispatchEvent(new Event(args[1], { bubbles: true, composed: true }));";
        form.run(script, vec![json!(by_id("name")), json!(name)]).await;
    }
    assert_eq!(form.run("return window.heard;", vec![]).await, json!([]));
}

#[tokio::test]
async fn escape_tab_and_combinations_reach_the_page() {
    let world = World::start(Setup { script: SHORTCUTS, ..Setup::default() }).await;
    let form = world.open().await;
    let script = "const control = root.querySelector(args[0]);
        const press = (init) => control.dispatchEvent(
            new KeyboardEvent('keydown', { bubbles: true, composed: true, ...init }));
        for (const init of [{ key: 'Escape' }, { key: 'Tab' }, { key: 'k', ctrlKey: true }, { key: 'k', metaKey: true },
            { key: 'k', altKey: true }, { key: 'k', ctrlKey: true, altKey: true }, { key: '@', ctrlKey: true, altKey: true },
            { key: '˚', altKey: true }, { key: 'k' }, { key: 'Enter' }, { key: ' ' }, { key: 'K', shiftKey: true }]) press(init);
        return window.heard;";
    let heard = form.run(script, vec![json!(by_id("name"))]).await;
    assert_eq!(
        heard,
        json!(["keydown Escape", "keydown Tab", "keydown k", "keydown k", "keydown k", "keydown k"])
    );
}

/// How many layouts the browser has done until now.
pub(crate) async fn layouts(world: &World) -> f64 {
    let found = world.browser.devtools("Performance.getMetrics", json!({})).await;
    let metrics = found["metrics"].as_array().unwrap();
    metrics.iter().find(|metric| metric["name"] == "LayoutCount").unwrap()["value"].as_f64().unwrap()
}

/// How many layouts are needed to go to the second field and type five letters.
async fn typed(world: &World, form: &FormPage<'_>) -> f64 {
    world.browser.devtools("Performance.enable", json!({})).await;
    form.type_into("custom_fields.1.value", "a").await;
    let before = layouts(world).await;
    form.type_into("custom_fields.2.value", "abcde").await;
    layouts(world).await - before
}

/// The same fields in plain HTML.
fn by_hand(count: u64) -> String {
    let field = |id: u64| {
        format!(
            "<div class=\"field\"><label for=\"custom_fields.{id}.value\">Field</label>\
             <input id=\"custom_fields.{id}.value\" name=\"custom_fields[{id}][value]\"></div>"
        )
    };
    let fields: String = (1..=count).map(field).collect();
    let style =
        if count > 300 { "content-visibility: auto; contain-intrinsic-block-size: auto 74px" } else { "" };
    format!(
        "<customer-form><template shadowrootmode=\"open\"><style>.field {{ {style} }}</style>\
         <form>{fields}</form></template></customer-form>"
    )
}

#[tokio::test]
async fn key_press_causes_no_more_layouts_than_a_plain_form() {
    for count in [10, 25, 50, 100, 200, 1_000] {
        let world = World::start(Setup::with_fields((1..=count).map(|id| fields::text(id, "Field")))).await;
        let ours = typed(&world, &world.open().await).await;
        drop(world);
        let world = World::start(Setup {
            body: Box::leak(by_hand(count).into_boxed_str()),
            policy: "default-src 'none'; script-src {proxy}; style-src 'unsafe-inline'; img-src data:",
            // The element stays undefined, so that the page has no form of the component.
            script: "customElements.define = () => {};",
            ..Setup::default()
        })
        .await;
        let theirs = typed(&world, &world.visit(world.partner.origin()).await).await;
        println!("{count} fields: {ours} layouts, {theirs} by hand");
        assert!(ours <= theirs * 1.15 + 2.0, "{count} fields: {ours} layouts, {theirs} by hand");
    }
}
