//! The form in an iframe, in a page whose policy allows neither WebAssembly nor requests to the proxy.

use serde_json::json;

use crate::support::form::SUMMARY;
use crate::support::{FormPage, Person, Setup, World, eventually};

const BODY: &str = "<customer-form form=\"acme\" mode=\"frame\" title=\"Become a customer\"></customer-form>";

const POLICY: &str = "default-src 'none'; script-src {proxy}; frame-src {proxy}; img-src data:";

/// Waits until the window has got all messages that it has posted to itself so far: messages arrive in order.
const UNTIL_DELIVERED: &str = "return new Promise((done) => {
        addEventListener('message', ({ data }) => data === 'last' && done());
        window.postMessage('last', '*');
    });";

fn framed() -> Setup {
    Setup { body: BODY, policy: POLICY, ..Setup::default() }
}

/// Does something in the hosted page, and returns to the outer page.
async fn within<T>(world: &World, page: &FormPage<'_>, act: impl AsyncFnOnce(FormPage<'_>) -> T) -> T {
    let form = world.enter_frame(page).await;
    let result = act(form).await;
    world.leave_frame().await;
    result
}

async fn fill(world: &World, page: &FormPage<'_>) {
    within(world, page, async |form| form.fill(Person::ADA).await).await;
}

#[tokio::test]
async fn framed_form_is_sent_and_the_page_gets_its_events() {
    let world = World::start(framed()).await;
    let page = world.open().await;
    assert_eq!(page.run("return host.phase;", vec![]).await, "editing");
    assert_eq!(page.run("return root.querySelector('iframe').title;", vec![]).await, "Become a customer");
    fill(&world, &page).await;
    within(&world, &page, async |form| form.submit().await).await;
    let success = page.next_event("success").await;
    assert_eq!(success.detail["customer"]["email"], Person::ADA.email);
    Person::ADA.assert_is(&world.customer().await);
    let names: Vec<_> = page.events().await.into_iter().map(|event| event.name).collect();
    assert_eq!(names.iter().filter(|name| *name == "submit").count(), 1);
    assert!(names.contains(&"change".to_owned()), "{names:?}");
    let attempts: Vec<_> = page.events().await.into_iter().filter(|event| event.name != "change").collect();
    let [.., submit, last] = attempts.as_slice() else { panic!("{attempts:?}") };
    assert_eq!(last.detail["attempt"], success.detail["attempt"]);
    assert!(submit.name == "progress" || submit.detail["attempt"] == success.detail["attempt"]);
    assert_eq!(page.run("return host.phase;", vec![]).await, "accepted");
    assert_eq!(world.browser.violations().await, [""; 0]);
}

#[tokio::test]
async fn frame_is_as_high_as_its_content() {
    let world = World::start(framed()).await;
    let page = world.open().await;
    let fits = async |page: &FormPage<'_>| {
        let frame = page.run("return root.querySelector('iframe').clientHeight;", vec![]).await;
        let content = within(&world, page, async |form| {
            // Not the document's scrollHeight, which is at least the frame's height: at first, the frame is too high.
            form.run("return document.body.offsetHeight;", vec![]).await
        })
        .await;
        (frame == content).then_some(frame.as_u64().unwrap())
    };
    let before = eventually("the frame's height to match its content", async || fits(&page).await).await;
    page.run("host.submit();", vec![]).await;
    page.next_event("validation-error").await;
    // The summary and the errors appear one after the other, and the frame grows with each.
    let grown = async || fits(&page).await.filter(|height| *height > before + 100);
    eventually("a frame that is higher because of the errors", grown).await;
}

#[tokio::test]
async fn framed_form_beside_another_form_can_be_removed() {
    let body = "<customer-form form=\"acme\"></customer-form>\
        <customer-form form=\"acme\" mode=\"frame\"></customer-form>";
    let policy = "default-src 'none'; script-src {proxy} 'wasm-unsafe-eval'; connect-src {proxy}; frame-src {proxy}; \
        img-src data:";
    let world = World::start(Setup { body, policy, ..Setup::default() }).await;
    let form = world.open().await;
    world.form_at(1).next_event("ready").await;
    form.run("document.querySelector('[mode=frame]').remove();", vec![]).await;
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    assert_eq!(world.browser.complaints().await, [""; 0]);
}

#[tokio::test]
async fn page_can_stop_a_framed_submission() {
    let world = World::start(framed()).await;
    let page = world.open().await;
    fill(&world, &page).await;
    let stop =
        "host.addEventListener('customer-form:submit', (event) => event.preventDefault(), { once: true });";
    page.run(stop, vec![]).await;
    within(&world, &page, async |form| form.submit().await).await;
    let first = page.next_event("submit").await;
    assert!(world.submissions().is_empty());
    page.run("host.submit();", vec![]).await;
    let second = page.next_event("submit").await;
    let success = page.next_event("success").await;
    assert_eq!(world.submissions().len(), 1);
    assert_eq!(first.detail["attempt"], second.detail["attempt"]);
    assert_eq!(second.detail["attempt"], success.detail["attempt"]);
}

#[tokio::test]
async fn methods_values_looks_and_page_address_reach_the_frame() {
    let world = World::start(Setup {
        body: "<customer-form form=\"acme\" mode=\"frame\" theme=\"dark\"><script type=\"application/json\">
            {\"name\": \"Ada\"}</script></customer-form>",
        form: "prefill_from_url = [\"phone\"]",
        ..framed()
    })
    .await;
    let page = world.visit(&format!("{}?phone=5550100&email=no@example.com", world.partner.origin())).await;
    page.next_event("ready").await;
    page.run("host.prefill({ last_name: 'Lovelace' });", vec![]).await;
    page.run(
        "host.style.setProperty('--customer-form-radius', '0px'); host.setAttribute('theme', 'light');",
        vec![],
    )
    .await;
    page.run("host.setErrors([{ path: 'email', message: 'We need one.' }]);", vec![]).await;
    within(&world, &page, async |form| {
        form.shown(SUMMARY).await;
        assert_eq!(form.error("email").await, "We need one.");
        let filled = eventually("the prefilled values", async || {
            let filled = form.filled_in().await;
            (filled["last_name"] == "Lovelace").then_some(filled)
        })
        .await;
        assert_eq!(
            (&filled["name"], &filled["phone"], &filled["email"]),
            (&json!("Ada"), &json!("5550100"), &json!(""))
        );
        eventually("the page's styles in the frame", async || {
            let looks = "return [host.getAttribute('theme'),
                getComputedStyle(root.querySelector('[part=input]')).borderTopLeftRadius];";
            (form.run(looks, vec![]).await == json!(["light", "0px"])).then_some(())
        })
        .await;
    })
    .await;
    page.run("host.reset();", vec![]).await;
    within(&world, &page, async |form| {
        eventually("no summary", async || form.text(SUMMARY).await.is_none().then_some(())).await;
        // WebKit gives the focus to a frame of another origin only after the visitor has been in the frame.
        form.click("[id=phone]").await;
    })
    .await;
    page.run("host.focus();", vec![]).await;
    within(&world, &page, async |form| form.focus_arrives("[id=email]").await).await;
}

#[tokio::test]
async fn moved_frame_gets_all_its_settings_again() {
    let world = World::start(Setup {
        body: "<customer-form form=\"acme\" mode=\"frame\" theme=\"dark\"></customer-form><aside></aside>",
        ..framed()
    })
    .await;
    let page = world.open().await;
    page.run(
        "host.prefill({ last_name: 'Lovelace' });
        host.style.setProperty('--customer-form-radius', '0px');
        host.setAttribute('theme', 'light');",
        vec![],
    )
    .await;
    for moved in [
        "document.querySelector('aside').append(host);",
        "host.remove(); return new Promise((done) => setTimeout(() => { document.body.append(host); done(); }, 300));",
    ] {
        page.run(moved, vec![]).await;
        let told = eventually(moved, async || {
            let looks = "return root?.querySelector('[id=last_name]') && [host.getAttribute('theme'),
                getComputedStyle(root.querySelector('[part=input]')).borderTopLeftRadius,
                root.querySelector('[id=last_name]').value];";
            let told = within(&world, &page, async |form| form.run(looks, vec![]).await).await;
            (told == json!(["light", "0px", "Lovelace"])).then_some(told)
        });
        told.await;
        let height = "return root.querySelector('iframe').clientHeight > 300;";
        eventually("the frame's new height", async || (page.run(height, vec![]).await == true).then_some(()))
            .await;
    }
    let form = world.enter_frame(&page).await;
    form.fill(Person::ADA).await;
    form.submit().await;
    world.leave_frame().await;
    page.next_event("success").await;
}

/// Whether the framed form has light text on a dark background.
async fn is_dark(world: &World, page: &FormPage<'_>) -> bool {
    let light = "return getComputedStyle(root.querySelector('[part=label]')).color.match(/0[.]\\d+/) > 0.7;";
    within(world, page, async |form| form.run(light, vec![]).await).await == true
}

#[tokio::test]
async fn framed_form_follows_the_colours_of_the_page_not_the_system() {
    let world = World::start(Setup {
        head: "<style>html.dark { color-scheme: dark } html.both { color-scheme: light dark }</style>",
        policy: "default-src 'none'; script-src {proxy}; frame-src {proxy}; img-src data:; style-src 'unsafe-inline'",
        ..framed()
    })
    .await;
    let prefers = async |scheme: &str| {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        world.browser.devtools("Emulation.setEmulatedMedia", features).await;
    };
    prefers("dark").await;
    let page = world.open().await;
    let becomes = async |dark: bool, why: &str| {
        eventually(why, async || (is_dark(&world, &page).await == dark).then_some(())).await;
    };
    becomes(false, "a light form in a page without a colour scheme").await;
    // The frame draws no background of its own behind the form.
    let scheme = "return getComputedStyle(document.documentElement).colorScheme;";
    assert_eq!(within(&world, &page, async |form| form.run(scheme, vec![]).await).await, "light");
    page.run("document.documentElement.className = 'both'; host.setAttribute('theme', 'auto');", vec![])
        .await;
    becomes(true, "a dark form in a page that follows the dark system").await;
    prefers("light").await;
    becomes(false, "a light form after the system's change to light").await;
    page.run("document.documentElement.className = 'dark'; host.removeAttribute('theme');", vec![]).await;
    becomes(true, "a dark form in a dark page with a light system").await;
    page.run("host.setAttribute('theme', 'light');", vec![]).await;
    becomes(false, "a light form because of the theme attribute").await;
}

#[tokio::test]
async fn frame_and_page_ignore_messages_of_others() {
    let world = World::start(framed()).await;
    let page = world.open().await;
    fill(&world, &page).await;
    // The page posts to itself a message that only the frame may send.
    let forged = "for (const event of ['success', 'error']) {
            window.postMessage({ customerForm: { event, phase: 'accepted', detail: { forged: true } } }, '*');
        }";
    page.run(&format!("{forged} {UNTIL_DELIVERED}"), vec![]).await;
    assert!(!page.events().await.iter().any(|event| ["success", "error"].contains(&event.name.as_str())));
    assert_eq!(page.run("return host.phase;", vec![]).await, "editing");
    // The hosted page posts to itself a message that only the outer page may send.
    within(&world, &page, async |form| {
        let forged = "window.postMessage({ customerForm: { call: 'reset', values: [] } }, '*');";
        form.run(&format!("{forged} {UNTIL_DELIVERED}"), vec![]).await;
        assert_eq!(form.value("email").await, Person::ADA.email);
    })
    .await;
}

#[tokio::test]
async fn refused_frame_is_reported_with_a_link() {
    let world = World::start(Setup { knows_partner: false, ..framed() }).await;
    let page = world.visit(world.partner.origin()).await;
    let event = page.next_event("error").await;
    assert_eq!(event.code(), "frame_unavailable");
    let href = page.run("return root.querySelector('[part=notice] a').href;", vec![]).await;
    assert_eq!(href, json!(world.proxy_url("/onboarding/acme")));
    assert_eq!(page.run("return root.querySelector('iframe');", vec![]).await, json!(null));
}
