//! What is typed stays in the form, and costs the page little.

use serde_json::json;

use crate::support::form::by_id;
use crate::support::{Setup, World, fields};

/// A page with shortcuts for letters, as a slideshow or a forum has them, and with places for dropped files.
const SHORTCUTS: &str = "window.heard = [];
    for (const name of ['keydown', 'keypress', 'keyup', 'paste', 'drop', 'dragover']) {
        document.addEventListener(name, (event) => {
            window.heard.push(`${name} ${event.key ?? ''}`);
            if (event.key === 's' || event.key === ' ' || event.key === 'ArrowLeft') event.preventDefault();
        });
    }";

#[tokio::test]
async fn a_pages_shortcuts_take_no_letter_away() {
    let world = World::start(Setup { script: SHORTCUTS, ..Setup::default() }).await;
    let form = world.open().await;
    form.type_into("name", "Jesse Jones").await;
    assert_eq!(form.value("name").await, "Jesse Jones");
    // Only the combination that selects what is there before typing.
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

#[tokio::test]
async fn a_key_press_does_not_lay_out_all_fields() {
    let layouts = async |count: u64| {
        let world = World::start(Setup::with_fields((1..=count).map(|id| fields::text(id, "Field")))).await;
        let form = world.open().await;
        world.browser.devtools("Performance.enable", json!({})).await;
        let counted = async || {
            let found = world.browser.devtools("Performance.getMetrics", json!({})).await;
            let metrics = found["metrics"].as_array().unwrap();
            let count = metrics.iter().find(|metric| metric["name"] == "LayoutCount").unwrap();
            count["value"].as_f64().unwrap()
        };
        form.type_into("custom_fields.1.value", "a").await;
        let before = counted().await;
        form.type_into("custom_fields.2.value", "abcde").await;
        counted().await - before
    };
    for count in [10, 25, 50, 100, 200] {
        let layouts = layouts(count).await;
        // Five keys, and the focus that comes with them.
        assert!(layouts <= 40.0, "{count} fields: {layouts} layouts");
    }
}
