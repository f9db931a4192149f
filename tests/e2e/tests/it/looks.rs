//! The form looks the same in every page, except where the page sets its own styles for the form.

use serde_json::{Value, json};

use crate::support::form::SUBMIT;
use crate::support::{FormPage, Setup, World, eventually};

/// A policy that allows the page's own styles.
const WITH_STYLES: &str = "default-src 'none'; script-src {proxy} 'wasm-unsafe-eval'; connect-src {proxy}; \
    img-src blob: data:; style-src 'unsafe-inline'";

/// The position of each element in the form, relative to the form's first element, and its styles.
const GEOMETRY: &str = "const origin = root.querySelector('.cf-screen').getBoundingClientRect();
    return [...root.querySelectorAll('.cf-screen, .cf-screen *')].map((element) => {
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        const place = [box.x - origin.x, box.y - origin.y, box.width, box.height].map(Math.round);
        const looks = ['fontSize', 'fontWeight', 'lineHeight', 'color', 'backgroundColor', 'display', 'textTransform',
            'letterSpacing', 'borderTopWidth', 'borderTopColor', 'textAlign', 'cursor', 'opacity', 'whiteSpace'];
        return [element.localName + '.' + element.className, ...place, ...looks.map((name) => style[name])].join(' ');
    });";

fn fields() -> [Value; 4] {
    [
        json!({ "id": 52, "type": 1, "name": "Department", "key": "department", "required": true,
            "description": "Where you work." }),
        json!({ "id": 68, "type": 5, "name": "Month", "key": "month", "fields": { "options": ["May", "June"] } }),
        json!({ "id": 54, "type": 7, "name": "Notes", "key": "notes", "placeholder": "Anything else" }),
        json!({ "id": 55, "type": 9, "name": "Documents", "key": "documents",
            "fields": { "fileConfig": { "acceptFile": ["PDF"], "allowMultiple": true, "maxFiles": 3 } } }),
    ]
}

/// A world with this HTML in the page's head. The form is in a column of fixed width, and its submission has found
/// errors.
async fn page(head: &'static str) -> World {
    let world = World::start(Setup {
        head,
        policy: WITH_STYLES,
        photo: "required",
        offered: "contract = [\"view-contract\", \"edit-contract\"]",
        ..Setup::with_fields(fields())
    })
    .await;
    let form = world.open().await;
    // The test sets the column's width and not the element's, whose display belongs to the page.
    let column = "const column = document.createElement('div');
        column.style.cssText = 'display:block;position:absolute;left:20px;top:20px;width:600px';
        document.body.append(column);
        column.append(host);";
    form.run(column, vec![]).await;
    form.submit().await;
    form.focus_arrives("[part=summary]").await;
    world
}

/// Makes the browser lay out all fields. Otherwise, fields off the screen have no size and no text of their own
/// (content-visibility), which these tests do not test.
async fn lay_out_everything(form: &FormPage<'_>) {
    let script =
        "for (const field of root.querySelectorAll('.cf-field')) field.style.contentVisibility = 'visible';";
    form.run(script, vec![]).await;
}

async fn geometry(world: &World) -> Vec<String> {
    let form = world.form();
    lay_out_everything(&form).await;
    form.run("root.activeElement.blur();", vec![]).await;
    serde_json::from_value(form.run(GEOMETRY, vec![]).await).unwrap()
}

/// Styles that pages apply to all of their elements.
const HOSTILE: [&str; 5] = [
    // A reset of all elements, the form's element included.
    "<style>* { all: unset } body, p { display: block }</style>",
    // The part of Tailwind's preflight that can affect a form, in the original text.
    "<style>*, ::before, ::after { box-sizing: border-box; border: 0 solid; margin: 0; padding: 0 }
        html { line-height: 1.15; -webkit-text-size-adjust: 100%; tab-size: 4 }
        h1, h2 { font-size: inherit; font-weight: inherit } a { color: inherit; text-decoration: inherit }
        button, input, select, textarea { font: inherit; color: inherit; background: transparent; border-radius: 0 }
        img, video { display: block; max-width: 100%; height: auto } ol, ul { list-style: none }</style>",
    "<style>html { font-size: 62.5% } body { font-size: 1.4rem }</style>",
    "<style>button { display: none } label, input, form, fieldset { visibility: hidden; float: right }</style>",
    "<style>body { font-weight: 900; font-style: italic; line-height: 3; letter-spacing: 4px; word-spacing: 9px;
        text-transform: uppercase; text-align: right; white-space: pre; text-indent: 40px; color: hotpink;
        cursor: wait; text-shadow: 2px 2px red; list-style: square inside; border-collapse: collapse }
        customer-form { display: inline; font-size: 40px; line-height: 1; opacity: 1 }</style>",
];

#[tokio::test]
async fn styles_of_the_page_do_not_affect_the_form() {
    // The form uses the page's typeface on purpose. Therefore, all pages here have the same typeface.
    let plain =
        geometry(&page("<style>customer-form { font-family: monospace !important }</style>").await).await;
    assert!(plain.len() > 60, "{plain:?}");
    for hostile in HOSTILE {
        let head = Box::leak(
            format!("{hostile}<style>customer-form {{ font-family: monospace !important }}</style>")
                .into_boxed_str(),
        );
        let there = geometry(&page(head).await).await;
        assert_eq!(there, plain, "{hostile}");
    }
}

#[tokio::test]
async fn a_right_to_left_page_mirrors_the_form() {
    let world = page("<style>html { direction: rtl }</style>").await;
    let form = world.form();
    lay_out_everything(&form).await;
    let sides = form
        .run(
            "const host_box = root.querySelector('.cf-screen').getBoundingClientRect();
            const label = document.createRange();
            label.selectNodeContents(root.querySelector('[part=label]'));
            const button = root.querySelector(args[0]).getBoundingClientRect();
            return [host_box.right - label.getBoundingClientRect().right, host_box.right - button.right];",
            vec![json!(SUBMIT)],
        )
        .await;
    let sides: Vec<f64> = serde_json::from_value(sides).unwrap();
    assert!(sides.iter().all(|distance| distance.abs() < 2.0), "{sides:?}");
}

#[tokio::test]
async fn theme_attribute_selects_light_dark_or_that_of_the_page() {
    let world = page("<style>html { color-scheme: dark }</style>").await;
    let form = world.form();
    let text = async || {
        form.run("return getComputedStyle(root.querySelector('[part=label]')).color;", vec![])
            .await
            .as_str()
            .unwrap()
            .to_owned()
    };
    let dark = text().await;
    form.run("host.setAttribute('theme', 'light');", vec![]).await;
    let light = text().await;
    assert_ne!(dark, light);
    form.run("host.setAttribute('theme', 'dark');", vec![]).await;
    assert_eq!(text().await, dark);
    form.run(
        "host.setAttribute('theme', 'auto'); document.documentElement.style.colorScheme = 'light';",
        vec![],
    )
    .await;
    assert_eq!(text().await, light);
}

#[tokio::test]
async fn page_can_set_tokens_and_style_parts() {
    let world = page(
        "<style>customer-form { --customer-form-accent: rgb(1, 2, 3); --customer-form-radius: 0px;
            --customer-form-space: 50px; --customer-form-font: serif; --customer-form-font-size: 20px;
            --customer-form-focus: rgb(4, 5, 6) }
        customer-form::part(label) { text-transform: uppercase } customer-form::part(button) { width: 200px }</style>",
    )
    .await;
    let form = world.form();
    let looks = form
        .run(
            "const style = (part) => getComputedStyle(root.querySelector(`[part=${part}]`));
            root.querySelector('[part=input]').focus();
            return [style('button').backgroundColor, style('button').borderTopLeftRadius, style('button').width,
                style('fields').rowGap, style('label').fontFamily, style('label').fontSize,
                style('label').textTransform, style('input').outlineColor];",
            vec![],
        )
        .await;
    let expected = ["rgb(1, 2, 3)", "0px", "200px", "50px", "serif", "20px", "uppercase", "rgb(4, 5, 6)"];
    assert_eq!(looks, json!(expected));
}

#[tokio::test]
async fn slots_show_content_around_the_form_and_on_success() {
    let world = World::start(Setup {
        body: "<customer-form form=\"acme\"><h2 slot=\"header\">Join us</h2><p slot=\"footer\">Small print</p>\
            <p slot=\"success\">Welcome aboard</p></customer-form>",
        ..Setup::default()
    })
    .await;
    let form = world.open().await;
    let order = form
        .run(
            "const top = (element) => element.getBoundingClientRect().top;
            const [header, footer] = ['header', 'footer'].map((name) => host.querySelector(`[slot=${name}]`));
            return top(header) < top(root.querySelector('form')) && top(root.querySelector('form')) < top(footer)
                && !host.querySelector('[slot=success]').checkVisibility();",
            vec![],
        )
        .await;
    assert_eq!(order, true);
    form.fill(crate::support::Person::ADA).await;
    form.submit_successfully().await;
    let thanks = "return host.querySelector('[slot=success]').checkVisibility();";
    eventually("the page's own success text", async || {
        (form.run(thanks, vec![]).await == true).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_form_adapts_to_its_column_and_never_scrolls_sideways() {
    let world = page("").await;
    let form = world.form();
    let script = "host.parentElement.style.width = args[0];
        const tops = ['name', 'last_name'].map((id) => root.getElementById(id).getBoundingClientRect().top);
        return [tops[0] === tops[1], host.scrollWidth <= host.clientWidth];";
    for (width, side_by_side) in [("700px", true), ("500px", false), ("320px", false), ("200px", false)] {
        assert_eq!(form.run(script, vec![json!(width)]).await, json!([side_by_side, true]), "{width}");
    }
}

#[tokio::test]
async fn zoom_of_400_percent_needs_no_horizontal_scrolling() {
    let world = World::start(Setup {
        photo: "required",
        offered: "contract = [\"view-contract\", \"edit-contract\"]",
        ..Setup::with_fields(fields())
    })
    .await;
    // WCAG 1.4.10: a window of 1280 by 1024 pixels at 400 % has 320 by 256 CSS pixels of four device pixels on each
    // side.
    let zoomed = json!({ "width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": false });
    world.browser.devtools("Emulation.setDeviceMetricsOverride", zoomed).await;
    let form = world.open().await;
    form.submit().await;
    form.focus_arrives("[part=summary]").await;
    let no_wider = "return [devicePixelRatio, document.documentElement.scrollWidth <= innerWidth,
        [...root.querySelectorAll('.cf-screen *')].filter((element) => {
            const box = element.getBoundingClientRect();
            return !element.closest('.cf-spoken') && (box.left < 0 || box.right > innerWidth + 0.5);
        }).map((element) => element.outerHTML)];";
    lay_out_everything(&form).await;
    assert_eq!(form.run(no_wider, vec![]).await, json!([4, true, []]));
    // Every stop of the Tab key is inside the window, and no element covers it.
    for _ in 0..8 {
        world.browser.actions().send_keys(thirtyfour::Key::Tab).perform().await.unwrap();
        let seen = "const box = root.activeElement?.getBoundingClientRect();
            return box && box.bottom > 0 && box.top < innerHeight;";
        eventually("the focused element in view", async || {
            (form.run(seen, vec![]).await == true).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn forced_colours_keep_outlines_and_visible_focus() {
    let world = page("").await;
    let forced = json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
    world.browser.devtools("Emulation.setEmulatedMedia", forced).await;
    let form = world.form();
    assert_eq!(form.run("return matchMedia('(forced-colors: active)').matches;", vec![]).await, true);
    // With forced colours, the form must use only the visitor's system colours.
    let outlined = "const canvas = (name) => {
            const probe = document.createElement('i');
            probe.style.cssText = `forced-color-adjust: none; color: ${name}`;
            root.append(probe);
            const { color } = getComputedStyle(probe);
            probe.remove();
            return color;
        };
        const system = ['ButtonText', 'CanvasText', 'ButtonBorder', 'Highlight', 'FieldText', 'GrayText'].map(canvas);
        const controls = [...root.querySelectorAll('[part~=input], [part~=button], [part~=summary]')];
        return controls.filter((control) => {
            const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(control);
            return parseFloat(borderTopWidth) < 1 || borderTopStyle === 'none' || !system.includes(borderTopColor);
        }).map((control) => control.outerHTML);";
    assert_eq!(form.run(outlined, vec![]).await, json!([]));
    // An invalid field has a sign and a text in addition to its colour, and the focused control has an outline.
    let told = "root.querySelector('[part=input]').focus();
        const line = getComputedStyle(root.activeElement);
        return [getComputedStyle(root.querySelector('[part=error]'), '::before').content.includes('⚠'),
            line.outlineStyle, parseFloat(line.outlineWidth)];";
    assert_eq!(form.run(told, vec![]).await, json!([true, "solid", 3]));
}

#[tokio::test]
async fn form_has_no_animation() {
    // Without a preference for reduced motion, too, nothing moves while the form loads or afterwards.
    let world =
        World::start(Setup { head: HELD_BACK, policy: HOLDING_BACK, ..Setup::with_fields(fields()) }).await;
    let form = world.visit(world.partner.origin()).await;
    let moving = "return root.getAnimations().length;";
    for screen in [".cf-placeholder", ".cf-early"] {
        form.shown(screen).await;
        assert_eq!(form.run(moving, vec![]).await, 0);
        form.run("window.answer();", vec![]).await;
    }
    form.run("window.letGo();", vec![]).await;
    form.next_event("ready").await;
    form.submit().await;
    form.focus_arrives("[part=summary]").await;
    assert_eq!(form.run(moving, vec![]).await, 0);
    let movable = "return [...root.querySelectorAll('*')].filter((element) => {
        const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
        return animationName !== 'none' || transitionDuration !== '0s' || scrollBehavior !== 'auto';
    }).length;";
    assert_eq!(form.run(movable, vec![]).await, 0);
}

/// A policy that allows the page to hold the module back.
const HOLDING_BACK: &str = "default-src 'none'; script-src {proxy} 'unsafe-inline' 'wasm-unsafe-eval'; \
    connect-src {proxy}; img-src blob: data:; style-src 'unsafe-inline'";

/// Holds the form configuration and the module back until the test releases them.
const HELD_BACK: &str = "<style>customer-form { width: 600px }</style><script>
    const compile = WebAssembly.compileStreaming;
    WebAssembly.compileStreaming = (module) =>
        new Promise((done) => { window.letGo = () => done(compile.call(WebAssembly, module)); });
    const [load, answered] = [window.fetch, new Promise((done) => { window.answer = done; })];
    window.fetch = async (...asked) => {
        if (asked[0].includes('/api/')) await answered;
        return load(...asked);
    };
    </script>";

#[tokio::test]
async fn placeholder_is_about_as_high_as_a_short_form() {
    let field = json!({ "id": 52, "type": 1, "name": "Department", "key": "department" });
    let world =
        World::start(Setup { head: HELD_BACK, policy: HOLDING_BACK, ..Setup::with_fields([field]) }).await;
    let form = world.visit(world.partner.origin()).await;
    form.shown(".cf-placeholder").await;
    let height = async || form.run("return host.offsetHeight;", vec![]).await.as_f64().unwrap();
    let before = height().await;
    form.run("window.answer(); window.letGo();", vec![]).await;
    form.next_event("ready").await;
    lay_out_everything(&form).await;
    let after = height().await;
    assert!((before - after).abs() < 0.1 * after, "{before} pixels, and then {after}");
}
