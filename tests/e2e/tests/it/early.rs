//! The rendered form, which is shown and can be filled in before the module is there.

use serde_json::{Value, json};

use crate::support::form::{FormPage, by_id};
use crate::support::{Files, Person, Setup, World, eventually, fields};
use crate::typing::layouts;

/// A policy that allows the page to hold the module back.
const POLICY: &str = "default-src 'none'; script-src {proxy} 'unsafe-inline' 'wasm-unsafe-eval'; \
    connect-src {proxy}; img-src blob: data:; style-src 'unsafe-inline'";

/// Holds the module back until the test releases it.
const HELD_BACK: &str = "<style>body { margin: 0 } main { min-height: 200vh }</style><script>
    const compile = WebAssembly.compileStreaming;
    const held = new Promise((done) => { window.letGo = done; });
    WebAssembly.compileStreaming = (module) => held.then(() => compile.call(WebAssembly, module));
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...module) => {
        const instance = await instantiate.apply(WebAssembly, module);
        setTimeout(() => { window.instantiated = true; }, 100);
        return instance;
    };
    window.shifts = [];
    if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) {
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value }) => value)))
            .observe({ type: 'layout-shift', buffered: true });
    }
    </script>";

fn held_back() -> Setup {
    Setup {
        head: HELD_BACK,
        policy: POLICY,
        photo: "optional",
        offered: "contract = [\"view-contract\", \"edit-contract\"]",
        ..Setup::with_fields([
            fields::text(52, "Department"),
            json!({ "id": 54, "type": 7, "name": "Notes", "key": "notes", "description": "Anything else." }),
            json!({ "id": 68, "type": 5, "name": "Month", "key": "month", "fields": { "options": ["May", "June"] } }),
            json!({ "id": 55, "type": 9, "name": "Documents", "key": "documents",
                "fields": { "fileConfig": { "acceptFile": ["PDF"], "allowMultiple": true, "maxFiles": 3 } } }),
        ])
    }
}

/// The partner page, once the rendered form is shown. The module is held back.
async fn early(world: &World) -> FormPage<'_> {
    let form = world.visit(world.partner.origin()).await;
    eventually("the rendered form", async || is_early(&form).await.then_some(())).await;
    form
}

async fn is_early(form: &FormPage<'_>) -> bool {
    form.run("return !!root?.querySelector('.cf-early');", vec![]).await == true
}

/// Releases the module, and waits until its form has taken the place of the rendered form.
async fn let_go(form: &FormPage<'_>) {
    form.run("window.letGo();", vec![]).await;
    form.next_event("ready").await;
    assert!(!is_early(form).await, "the module's form takes its place before the page gets `ready`");
}

async fn is_ticked(form: &FormPage<'_>, id: &str) -> bool {
    form.run("return root.querySelector(args[0]).checked;", vec![json!(by_id(id))]).await == true
}

/// The place and size of each element that both forms have.
async fn geometry(form: &FormPage<'_>) -> Value {
    let script =
        "return [...root.querySelectorAll('.cf-screen *')].filter((element) => element.checkVisibility())
        .map((element) => { const { x, y, width, height } = element.getBoundingClientRect();
            return [element.localName, x, y, width, height].join(' '); });";
    form.run(script, vec![]).await
}

#[tokio::test]
async fn module_takes_the_place_of_the_rendered_form_unnoticed() {
    let world = World::start(held_back()).await;
    let form = early(&world).await;
    let before = geometry(&form).await;
    let_go(&form).await;
    assert_eq!(geometry(&form).await, before);
    assert_eq!(form.run("return window.shifts;", vec![]).await, json!([]));
    assert_eq!(form.run("return root.querySelectorAll('.cf-screen').length;", vec![]).await, 1);
}

#[tokio::test]
async fn all_that_was_entered_early_is_sent() {
    let world = World::start(held_back()).await;
    let files = Files::new();
    let form = early(&world).await;
    form.fill(Person::ADA).await;
    form.type_into("custom_fields.52.value", "Engines").await;
    form.paste_into("custom_fields.54.value", "two\nlines").await;
    form.choose_option("custom_fields.68.value", "June").await;
    form.click(&by_id("permissions.contract.edit-contract")).await;
    for (id, path) in [
        ("profile_photo_path", files.photo("ada.png")),
        ("custom_fields.55.file_upload.files", files.write("a.pdf", b"%PDF-1.7")),
    ] {
        form.find(&by_id(id)).await.send_keys(path.to_str().unwrap()).await.unwrap();
    }
    // Leaves the file control, whose picker may be open until then.
    form.click(&by_id("name")).await;
    let_go(&form).await;
    assert_eq!(form.value("custom_fields.54.value").await, "two\nlines");
    assert_eq!(form.value("custom_fields.68.value").await, "June");
    assert_eq!(form.files("profile_photo_path").await, ["ada.png"]);
    assert_eq!(form.files("custom_fields.55.file_upload.files").await, ["a.pdf"]);
    form.submit_successfully().await;
    let customer = world.customer().await;
    Person::ADA.assert_is(&customer);
    let texts: Vec<_> = [52, 68].map(|id| customer.custom_fields[&id].value.clone().unwrap()).into();
    assert_eq!(texts, ["Engines", "June"]);
    assert!(customer.permissions["contract"].contains("edit-contract"));
    assert!(customer.profile_photo.is_some());
    assert_eq!(customer.custom_fields[&55].files.len(), 1);
}

#[tokio::test]
async fn focus_selection_and_scroll_position_stay() {
    let world = World::start(held_back()).await;
    let form = early(&world).await;
    form.paste_into("custom_fields.54.value", &"a line of text\n".repeat(30)).await;
    let place = "const area = root.getElementById('custom_fields.54.value');
        return [area === root.activeElement, area.selectionStart, area.selectionEnd, area.selectionDirection,
            area.scrollTop, area.offsetHeight, scrollY];";
    form.run(
        "const area = root.getElementById('custom_fields.54.value');
        area.focus();
        area.style.height = '200px';
        area.setSelectionRange(3, 40, 'backward');
        area.scrollTop = 50;
        scrollTo(0, 120);",
        vec![],
    )
    .await;
    let before = form.run(place, vec![]).await;
    assert_eq!(before[0], true);
    let_go(&form).await;
    assert_eq!(form.run(place, vec![]).await, before);
    form.run("root.getElementById('custom_fields.54.value').setSelectionRange(0, 0);", vec![]).await;
    world.browser.actions().send_keys("goes on ").perform().await.unwrap();
    assert!(form.value("custom_fields.54.value").await.starts_with("goes on a line"));
}

#[tokio::test]
async fn focus_stays_in_controls_without_a_selection() {
    for id in ["email", "custom_fields.68.value", "permissions.contract.edit-contract"] {
        let world = World::start(held_back()).await;
        let form = early(&world).await;
        form.run("root.getElementById(args[0]).focus();", vec![json!(id)]).await;
        let_go(&form).await;
        assert!(form.has_focus(&by_id(id)).await, "{id}");
    }
}

#[tokio::test]
async fn form_is_not_replaced_while_the_visitor_is_busy() {
    for (begin, end) in [
        ("compositionstart", "compositionend"),
        ("pointerdown", "pointerup"),
        // The picker of a select or of files.
        ("click", "change"),
        ("click", "focusout"),
    ] {
        let world = World::start(held_back()).await;
        let form = early(&world).await;
        let tell = "root.getElementById('custom_fields.68.value')
            .dispatchEvent(new Event(args[0], { bubbles: true, composed: true }));";
        form.run(tell, vec![json!(begin)]).await;
        form.run("window.letGo();", vec![]).await;
        eventually("the module", async || {
            (form.run("return window.instantiated;", vec![]).await == true).then_some(())
        })
        .await;
        assert!(is_early(&form).await);
        assert!(!form.events().await.iter().any(|event| event.name == "ready"), "{begin}");
        form.run(tell, vec![json!(end)]).await;
        form.next_event("ready").await;
        assert!(!is_early(&form).await, "{begin}");
    }
}

#[tokio::test]
async fn pressing_submit_early_submits_once_the_module_is_there() {
    let world = World::start(held_back()).await;
    let form = early(&world).await;
    form.fill(Person::ADA).await;
    form.type_into("custom_fields.52.value", "Engines").await;
    form.submit().await;
    assert!(form.run("return root.querySelector('[type=submit]').disabled;", vec![]).await == true);
    form.run("window.letGo();", vec![]).await;
    form.next_event("ready").await;
    form.next_event("success").await;
    Person::ADA.assert_is(&world.customer().await);
    assert_eq!(world.browser.complaints().await, [""; 0]);
}

#[tokio::test]
async fn prefilled_and_stored_values_are_in_both_forms() {
    let world = World::start(Setup { form: "prefill_from_url = [\"phone\"]", ..held_back() }).await;
    let address = format!("{}/?phone=123456&name=Eve", world.partner.origin());
    let open = async || {
        let form = world.visit(&address).await;
        eventually("the rendered form", async || is_early(&form).await.then_some(())).await;
        form.run("host.prefill({ last_name: 'Lovelace', custom_fields: { 68: { value: 'May' } } });", vec![])
            .await;
        form
    };
    let values = async |form: &FormPage<'_>| {
        let mut values = Vec::new();
        for id in ["phone", "name", "last_name", "custom_fields.68.value", "custom_fields.52.value"] {
            values.push(form.value(id).await);
        }
        values
    };
    let form = open().await;
    assert_eq!(values(&form).await, ["123456", "", "Lovelace", "May", ""]);
    form.type_into("custom_fields.52.value", "Engines").await;
    form.click(&by_id("permissions.contract.view-contract")).await;
    // The draft of a form whose module never came.
    let form = open().await;
    assert_eq!(values(&form).await, ["123456", "", "Lovelace", "May", "Engines"]);
    assert!(is_ticked(&form, "permissions.contract.view-contract").await);
    form.type_into("name", "Ada").await;
    let_go(&form).await;
    assert_eq!(values(&form).await, ["123456", "Ada", "Lovelace", "May", "Engines"]);
    assert!(is_ticked(&form, "permissions.contract.view-contract").await);
    form.run("host.reset();", vec![]).await;
    assert_eq!(values(&form).await, ["123456", "", "Lovelace", "May", ""]);
}

#[tokio::test]
async fn methods_of_the_element_work_on_the_rendered_form() {
    let world = World::start(held_back()).await;
    let form = early(&world).await;
    form.run("host.focus();", vec![]).await;
    assert!(form.has_focus(&by_id("email")).await);
    form.run("host.prefill({ phone: '123456' });", vec![]).await;
    form.type_into("name", "Ada").await;
    form.run("host.reset();", vec![]).await;
    assert_eq!((form.value("phone").await, form.value("name").await), ("123456".to_owned(), String::new()));
    form.run("host.submit();", vec![]).await;
    form.run("window.letGo();", vec![]).await;
    // The empty form is submitted.
    form.next_event("validation-error").await;
}

#[tokio::test]
async fn taking_the_place_of_a_long_form_needs_few_layouts() {
    let kinds = [1, 5, 7].into_iter().cycle();
    let fields = (1..=1000).zip(kinds).map(|(id, kind)| {
        json!({ "id": id, "type": kind, "name": format!("Field {id}"), "key": format!("k{id}"),
            "fields": { "options": ["a", "b"] } })
    });
    let limits = "variables = 3000";
    let world = World::start(Setup { limits, fields: fields.collect(), ..held_back() }).await;
    let form = early(&world).await;
    form.type_into("custom_fields.3.value", "some text").await;
    world.browser.devtools("Performance.enable", json!({})).await;
    let before = layouts(&world).await;
    let_go(&form).await;
    // A layout for each field would be a thousand and more.
    let needed = layouts(&world).await - before;
    assert!(needed < 100.0, "{needed} layouts");
    assert_eq!(form.value("custom_fields.3.value").await, "some text");
}

#[tokio::test]
async fn page_with_trusted_types_shows_the_rendered_form() {
    let policy = "default-src 'none'; script-src {proxy} 'unsafe-inline' 'wasm-unsafe-eval'; connect-src {proxy}; \
        img-src blob: data:; style-src 'unsafe-inline'; require-trusted-types-for 'script'; trusted-types 'none'";
    let world = World::start(Setup { policy, ..held_back() }).await;
    let form = early(&world).await;
    form.fill(Person::ADA).await;
    let_go(&form).await;
    assert_eq!(form.value("email").await, "ada@example.com");
    assert_eq!(world.browser.violations().await, [""; 0]);
}

#[tokio::test]
async fn values_stay_visible_if_the_module_cannot_run() {
    // WebAssembly that is switched off, once the visitor has begun to type.
    let script = "const held = new Promise((done) => { window.letGo = done; });
        const fail = () => held.then(() => { throw new Error('no WebAssembly'); });
        WebAssembly.compileStreaming = WebAssembly.compile = fail;";
    let world = World::start(Setup { script, head: "", ..held_back() }).await;
    let form = early(&world).await;
    form.type_into("name", "Ada").await;
    form.run("window.letGo();", vec![]).await;
    assert_eq!(form.next_event("error").await.detail["code"], "wasm_unavailable");
    assert!(form.shown("[part=notice]").await.starts_with("This form cannot be shown here."));
    assert_eq!(form.value("name").await, "Ada");
    assert!(form.run("return root.querySelector('[type=submit]').disabled;", vec![]).await == true);
    // The next visit continues with the draft.
    let form = early(&world).await;
    assert_eq!(form.value("name").await, "Ada");
}

#[tokio::test]
async fn form_configuration_is_requested_once() {
    let world = World::start(held_back()).await;
    let form = early(&world).await;
    let_go(&form).await;
    let asked = "return performance.getEntriesByType('resource').map((entry) => new URL(entry.name))
        .filter((url) => url.pathname.startsWith('/api/')).map((url) => url.pathname + url.search);";
    assert_eq!(form.run(asked, vec![]).await, json!(["/api/forms/acme?view"]));
}

/// Holds the module and the form configuration back in the hosted page.
const HOLDING: &str = "const compile = WebAssembly.compileStreaming;
    const held = new Promise((done) => { window.letGo = done; });
    WebAssembly.compileStreaming = (module) => held.then(() => compile.call(WebAssembly, module));
    const load = window.fetch;
    window.fetch = async (...asked) => {
        if (String(asked[0]).includes('/api/')) await held;
        return load(...asked);
    };
    window.shifts = [];
    if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) {
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value }) => value)))
            .observe({ type: 'layout-shift', buffered: true });
    }";

#[tokio::test]
async fn hosted_page_has_the_form_before_configuration_and_module() {
    let world = World::start(Setup { script: HOLDING, head: "", policy: "", ..held_back() }).await;
    let form = world.visit(&world.proxy_url("/onboarding/acme")).await;
    eventually("the rendered form", async || is_early(&form).await.then_some(())).await;
    let before = geometry(&form).await;
    form.fill(Person::ADA).await;
    form.type_into("custom_fields.52.value", "Engines").await;
    form.run("root.activeElement.blur(); scrollTo(0, 0);", vec![]).await;
    let_go(&form).await;
    form.run("scrollTo(0, 0);", vec![]).await;
    assert_eq!(geometry(&form).await, before);
    assert_eq!(form.run("return window.shifts;", vec![]).await, json!([]));
    assert_eq!(form.run("return root.querySelectorAll('style').length;", vec![]).await, 0);
    let styles = "return performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
        .filter((path) => path.startsWith('/assets/form-'));";
    assert_eq!(form.run(styles, vec![]).await, json!([]), "the page has the styles");
    form.submit_successfully().await;
    Person::ADA.assert_is(&world.customer().await);
    assert_eq!(world.browser.complaints().await, [""; 0]);
}

#[tokio::test]
async fn form_in_a_template_is_shown_without_declarative_roots() {
    // A browser that does not know a mode leaves the template in the page, as a browser without declarative shadow
    // roots does.
    let body = "<customer-form form=\"acme\"><template shadowrootmode=\"unknown\"><style>p { color: red }</style>\
        <div class=\"cf-screen\"><form><input id=\"email\" name=\"email\"><button type=\"submit\"></button></form></div>\
        </template></customer-form>";
    let world = World::start(Setup { body, ..held_back() }).await;
    let form = early(&world).await;
    form.type_into("email", "ada@example.com").await;
    let_go(&form).await;
    assert_eq!(form.value("email").await, "ada@example.com");
    assert_eq!(form.run("return host.childElementCount;", vec![]).await, 0);
}
