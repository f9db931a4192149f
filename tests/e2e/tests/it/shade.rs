//! The form is readable on its real background, whatever colour scheme the page declares.

use serde_json::{Value, json};

use crate::support::{FormPage, Setup, World, eventually};

/// Pages with different styles, and whether the background of the form is dark.
const PAGES: [(&str, bool); 9] = [
    ("body { background: white }", false),
    ("body { background: #101418; color: #eee }", true),
    ("html { background: #101418 }", true),
    ("body { background: #101418 } main { background: #fff }", false),
    ("body { background: #fff } main { background: rgb(20 20 40 / 90%) }", true),
    ("body { background: #101418 } main { background: rgb(255 255 255 / 8%) }", true),
    ("body { background: oklch(0.2 0.02 260) }", true),
    ("body { background: linear-gradient(#101418, #303840); color: #f4f4f4 }", true),
    ("body { background: color(display-p3 0.95 0.95 0.9) }", false),
];

/// The lightness of the label's text and of the control's background, from 0 to 1.
async fn lightness(form: &FormPage<'_>) -> [f64; 2] {
    let script = "const light = (color) => {
            const [r, g, b] = color.match(/(?<=[ (])[\\d.]+/g).map(Number);
            return (r + g + b) / 3 / (color.startsWith('rgb') ? 255 : 1);
        };
        return [light(getComputedStyle(root.querySelector('[part=label]')).color),
            light(getComputedStyle(root.querySelector('[part=input]')).backgroundColor)];";
    serde_json::from_value(form.run(script, vec![]).await).unwrap()
}

async fn becomes(form: &FormPage<'_>, dark: bool, why: &str) {
    eventually(why, async || {
        let [text, control] = lightness(form).await;
        ((text > 0.7) == dark && (control < 0.3) == dark).then_some(())
    })
    .await;
}

async fn style(world: &World, css: &str) {
    let script = "document.querySelector('#page').textContent = args[0];";
    world.form().run(script, vec![json!(css)]).await;
}

async fn world(body: &'static str) -> World {
    World::start(Setup {
        head: "<style id=\"page\"></style>",
        body,
        policy: "default-src 'none'; script-src {proxy} 'wasm-unsafe-eval'; connect-src {proxy}; img-src blob: data:; \
            style-src 'unsafe-inline'; frame-src {proxy}",
        ..Setup::default()
    })
    .await
}

#[tokio::test]
async fn the_form_is_light_or_dark_as_the_background_is() {
    let world = world("<main><customer-form form=\"acme\"></customer-form></main>").await;
    let form = world.open().await;
    for (css, dark) in PAGES {
        style(&world, css).await;
        becomes(&form, dark, css).await;
    }
}

#[tokio::test]
async fn form_turns_dark_with_its_page() {
    let world = world("<main><customer-form form=\"acme\"></customer-form></main>").await;
    let form = world.open().await;
    style(&world, "body { background: #fff; transition: background .3s } .dark body { background: #101418 }")
        .await;
    becomes(&form, false, "light").await;
    form.run("document.documentElement.classList.add('dark');", vec![]).await;
    becomes(&form, true, "dark").await;
    form.run("document.documentElement.classList.remove('dark');", vec![]).await;
    becomes(&form, false, "light again").await;
    form.run("host.setAttribute('theme', 'dark');", vec![]).await;
    becomes(&form, true, "dark by its attribute").await;
    form.run("host.removeAttribute('theme');", vec![]).await;
    becomes(&form, false, "as the page").await;
}

#[tokio::test]
async fn a_framed_form_is_light_or_dark_as_the_background_is() {
    let world = world("<main><customer-form form=\"acme\" mode=\"frame\"></customer-form></main>").await;
    let page = world.open().await;
    for (css, dark) in PAGES {
        style(&world, css).await;
        let form = world.enter_frame(&page).await;
        becomes(&form, dark, css).await;
        world.leave_frame().await;
    }
    let complaints = world.browser.complaints().await;
    assert_eq!(json!(complaints), Value::Array(vec![]));
}
