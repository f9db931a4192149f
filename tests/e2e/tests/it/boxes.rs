//! The form has a useful width in every kind of box, and no part of it is blank when the whole page is shown.

use serde_json::json;

use crate::support::{Setup, World, eventually, fields};

/// Boxes that take their width from their content.
const SHRINKING: [(&str, &str); 8] = [
    ("flex item", "<div style='display: flex'><div>{form}</div></div>"),
    ("flex item by itself", "<div style='display: flex; justify-content: center'>{form}</div>"),
    (
        "column of a flex box",
        "<div style='display: flex; flex-direction: column; align-items: center'>{form}</div>",
    ),
    ("grid item", "<div style='display: grid; justify-items: center'>{form}</div>"),
    ("inline-block", "<div style='display: inline-block'>{form}</div>"),
    ("float", "<div style='float: left'>{form}</div>"),
    ("absolute", "<div style='position: absolute'>{form}</div>"),
    ("table cell", "<table><tr><td>{form}</td></tr></table>"),
];

/// The form's width and height, and how far the form reaches beyond the right edge of its place. All values are in
/// pixels.
async fn measure(world: &World) -> (f64, f64, f64) {
    let form = world.form();
    let script = "const box = host.getBoundingClientRect();
        const around = document.querySelector('#place').getBoundingClientRect();
        return [box.width, box.height, box.right - around.right];";
    let found: [f64; 3] = serde_json::from_value(form.run(script, vec![]).await).unwrap();
    (found[0], found[1], found[2])
}

async fn put_into(world: &World, html: &str, place: u32) {
    let script = "const form = document.querySelector('customer-form');
        const around = document.createElement('div');
        around.id = 'place';
        around.style.cssText = `position: relative; width: ${args[1]}px`;
        const [before, after] = args[0].split('{form}');
        const parsed = new DOMParser().parseFromString(`${before}<i></i>${after}`, 'text/html').body;
        around.append(...parsed.childNodes);
        document.querySelector('#place')?.remove();
        document.body.append(around);
        around.querySelector('i').replaceWith(form);";
    world.form().run(script, vec![json!(html), json!(place)]).await;
}

#[tokio::test]
async fn form_has_a_width_in_boxes_that_shrink_to_fit() {
    let world = World::start(Setup::with_fields([fields::text(52, "Department")])).await;
    world.open().await;
    for (name, html) in SHRINKING {
        for place in [900, 300] {
            put_into(&world, html, place).await;
            let (width, height, over) = measure(&world).await;
            let least = f64::from(place).min(480.0) - 20.0;
            assert!(width >= least, "{name} in {place} px: {width} px wide");
            assert!(over <= 1.0, "{name} in {place} px: {over} px too wide");
            assert!(height < 1_500.0, "{name} in {place} px: {height} px high");
        }
    }
}

#[tokio::test]
async fn the_form_has_a_width_in_a_dialog() {
    let body = "<dialog id=\"place\"><customer-form form=\"acme\"></customer-form></dialog>";
    let world = World::start(Setup { body, ..Setup::default() }).await;
    let form = world.visit(world.partner.origin()).await;
    form.next_event("ready").await;
    form.run("document.querySelector('dialog').showModal();", vec![]).await;
    let (width, height, over) = measure(&world).await;
    assert!(width >= 300.0 && over <= 1.0 && height < 1_500.0, "{width} {height} {over}");
}

#[tokio::test]
async fn only_long_forms_skip_layout_of_fields_off_the_screen() {
    let skipped = "return [...root.querySelectorAll('[part=field]')]
        .filter((field) => getComputedStyle(field).contentVisibility === 'auto').length;";
    for (count, expected) in [(100_u64, 0_u64), (301, 306)] {
        let fields = (1..=count).map(|id| fields::text(id, "Field"));
        let world = World::start(Setup::with_fields(fields)).await;
        let form = world.open().await;
        assert_eq!(form.run(skipped, vec![]).await, json!(expected), "{count} fields");
        // No row overlaps another row, whichever parts have been in view.
        let overlaps = "const boxes = [...root.querySelectorAll('[part=field],[part=actions]')]
                .map((field) => field.getBoundingClientRect()).filter((box) => box.height);
            return boxes.filter((box, at) => at && box.top < boxes[at - 1].bottom - 0.5
                && box.left < boxes[at - 1].right).length;";
        eventually("a layout without overlaps", async || {
            form.run("scrollBy(0, 1e6);", vec![]).await;
            form.run(overlaps, vec![]).await.as_u64().filter(|count| *count == 0)
        })
        .await;
    }
}
