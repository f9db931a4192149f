//! The typed values return when the page is loaded again, and are stored in no other place.

use serde_json::{Value, json};

use crate::support::form::{SUBMIT, by_id};
use crate::support::{Files, FormPage, Person, Setup, World, eventually, fields};

/// A setup with every kind of field, and with these attributes on the form's element.
fn setup(body: &'static str) -> Setup {
    Setup {
        body,
        offered: "contract = [\"view-contract\", \"edit-contract\"]",
        ..Setup::with_fields([
            json!({ "id": 52, "type": 1, "name": "Department", "key": "department" }),
            json!({ "id": 68, "type": 5, "name": "Month", "key": "month", "fields": { "options": ["May", "June"] } }),
            json!({ "id": 54, "type": 7, "name": "Notes", "key": "notes" }),
            json!({ "id": 55, "type": 9, "name": "Documents", "key": "documents", "fields": { "fileConfig": null } }),
        ])
    }
}

/// All that the page's origin stores: session storage and local storage.
async fn kept(form: &FormPage<'_>) -> [Vec<String>; 2] {
    let kept = "return [sessionStorage, localStorage].map((storage) => Object.values({ ...storage })
        .map((text) => [...new URLSearchParams(text)].flat().join('\\n')));";
    serde_json::from_value(form.run(kept, vec![]).await).unwrap()
}

async fn kept_nothing(form: &FormPage<'_>) {
    assert_eq!(kept(form).await, [[""; 0]; 2]);
}

#[tokio::test]
async fn draft_returns_after_a_reload_until_sent() {
    let body = "<customer-form form=\"acme\"><script type=\"application/json\">
        { \"phone\": \"by carrier pigeon\", \"last_name\": \"Byron\" }</script></customer-form>";
    let world = World::start(setup(body)).await;
    let files = Files::new();
    let form = world.open().await;
    kept_nothing(&form).await;
    form.type_into("email", Person::ADA.email).await;
    form.type_into("last_name", "").await;
    form.paste_into("custom_fields.54.value", "first\n\tsecond — ü 漢 🦀\n").await;
    form.choose_option("custom_fields.68.value", "June").await;
    form.click(&by_id("permissions.contract.edit-contract")).await;
    let file = files.write("secret-name.pdf", b"%PDF-1.7");
    form.choose_files("custom_fields.55.file_upload.files", &[&file]).await;
    let [session, local] = kept(&form).await;
    assert_eq!((session.len(), local.len()), (1, 0));
    assert!(session[0].contains("secret-name.pdf"), "{session:?}");
    assert!(!session[0].contains("%PDF") && !session[0].contains("pigeon"), "{session:?}");

    let form = world.open().await;
    let expected = json!({
        "email": Person::ADA.email, "name": "", "last_name": "", "phone": "by carrier pigeon",
        "business_information.company_name": "", "custom_fields.52.value": "", "custom_fields.68.value": "June",
        "custom_fields.54.value": "first\n\tsecond — ü 漢 🦀\n", "custom_fields.55.file_upload.files": ["secret-name.pdfRemove"],
        "permissions.contract.view-contract": false, "permissions.contract.edit-contract": true,
    });
    assert_eq!(form.filled_in().await, expected);
    // The visitor's values are not replaced by the page, and a field shows no error before the visitor has been in it.
    form.run("host.prefill({ email: 'other@example.com', name: 'Ada' });", vec![]).await;
    assert_eq!(
        (form.value("email").await, form.value("name").await),
        (Person::ADA.email.into(), "Ada".into())
    );
    assert_eq!(form.error("name").await, "");
    // A page cannot put a stored file back into its control.
    let sentence = "“secret-name.pdf” can no longer be read. Please choose it again, or remove it.";
    assert_eq!(form.error("custom_fields.55.file_upload.files").await, sentence);

    form.fill(Person::ADA).await;
    form.submit().await;
    form.next_event("validation-error").await;
    form.click("[part=remove]").await;
    form.submit_successfully().await;
    assert_eq!(world.customer().await.email, Person::ADA.email);
    kept_nothing(&form).await;
    let form = world.open().await;
    assert_eq!(form.value("email").await, "");
}

#[tokio::test]
async fn draft_attribute_selects_the_storage_and_moves_the_draft() {
    let world = World::start(setup("<customer-form form=\"acme\" draft=\"off\"></customer-form>")).await;
    let form = world.open().await;
    form.type_into("email", "ada@").await;
    kept_nothing(&form).await;
    let set = async |draft: &str| form.run("host.setAttribute('draft', args[0]);", vec![json!(draft)]).await;
    set("local").await;
    let [session, local] = kept(&form).await;
    assert!(session.is_empty() && local[0].contains("ada@"), "{session:?} {local:?}");
    set("session").await;
    let [session, local] = kept(&form).await;
    assert!(local.is_empty() && session[0].contains("ada@"), "{session:?} {local:?}");
    set("off").await;
    kept_nothing(&form).await;
    set("local").await;
    let form = world.open().await;
    assert_eq!(form.value("email").await, "", "the page's attribute says that no draft is kept");
    form.run("host.setAttribute('draft', 'local');", vec![]).await;
    eventually("the draft", async || (form.value("email").await == "ada@").then_some(())).await;
    form.run("host.reset();", vec![]).await;
    kept_nothing(&form).await;
}

#[tokio::test]
async fn two_forms_with_one_name_keep_their_own_drafts() {
    let world = World::start(Setup { embedded: &["acme", "acme"], ..Setup::default() }).await;
    let open = async || {
        world.open().await;
        let forms = [world.form_at(0), world.form_at(1)];
        for form in &forms {
            form.next_event("ready").await;
        }
        forms
    };
    let forms = open().await;
    forms[0].type_into("email", "first@example.com").await;
    forms[1].type_into("email", "second@example.com").await;
    let forms = open().await;
    assert_eq!(forms[0].value("email").await, "first@example.com");
    assert_eq!(forms[1].value("email").await, "second@example.com");
}

#[tokio::test]
async fn draft_that_is_unreadable_or_older_than_a_day_is_ignored() {
    let world = World::start(setup("")).await;
    let form = world.open().await;
    form.type_into("email", "ada@example.com").await;
    // In Firefox, a control that loses the focus while its page is closed sends a change event, and the form then
    // stores the draft again.
    let leave = "root.activeElement.blur();";
    form.run(leave, vec![]).await;
    let age = "const [name] = Object.keys(sessionStorage), kept = new URLSearchParams(sessionStorage[name]);
        kept.set('at', kept.get('at') - args[0]);
        sessionStorage[name] = kept;";
    let day = 24 * 3_600_000;
    form.run(age, vec![json!(day - 600_000)]).await;
    let form = world.open().await;
    assert_eq!(form.value("email").await, "ada@example.com");
    form.run(age, vec![json!(600_000)]).await;
    let form = world.open().await;
    assert_eq!(form.value("email").await, "");
    kept_nothing(&form).await;

    // A draft that was stored while the system clock was ahead.
    form.type_into("email", "ada@example.com").await;
    form.run(leave, vec![]).await;
    form.run(age, vec![json!(-2 * 3_600_000)]).await;
    let form = world.open().await;
    assert_eq!(form.value("email").await, "");
    kept_nothing(&form).await;

    form.type_into("email", "ada@example.com").await;
    form.run(leave, vec![]).await;
    for text in
        ["", "{", "null", "{}", "[]", "[\"\"]", "7", "[99999999999999, \"email\"]", "[99999999999999, 7, {}]"]
    {
        let spoil = "sessionStorage[Object.keys(sessionStorage)[0]] = args[0];";
        world.form().run(spoil, vec![json!(text)]).await;
        let form = world.open().await;
        assert_eq!(form.value("email").await, "", "{text}");
        assert_eq!(world.browser.complaints().await, [""; 0], "{text}");
    }
}

#[tokio::test]
async fn form_works_where_the_browser_forbids_storage() {
    let world = World::start(Setup {
        script: "for (const name of ['sessionStorage', 'localStorage']) {
            Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });
        }",
        ..setup("")
    })
    .await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.run("host.setAttribute('draft', 'local'); host.removeAttribute('draft');", vec![]).await;
    form.submit_successfully().await;
    form.run("host.reset();", vec![]).await;
    assert_eq!(form.value("email").await, "");
    assert_eq!(world.browser.complaints().await, [""; 0]);
}

#[tokio::test]
async fn framed_form_keeps_its_draft_in_the_hosted_page() {
    let world = World::start(Setup {
        body: "<customer-form form=\"acme\" mode=\"frame\"></customer-form>",
        policy: "default-src 'none'; script-src {proxy}; frame-src {proxy}; img-src data:",
        ..Setup::default()
    })
    .await;
    let within = async |page: &FormPage<'_>| world.enter_frame(page).await;
    let page = world.open().await;
    within(&page).await.type_into("email", "ada@").await;
    world.leave_frame().await;
    kept_nothing(&page).await;
    let page = world.open().await;
    assert_eq!(within(&page).await.value("email").await, "ada@");
    world.leave_frame().await;

    page.run("host.setAttribute('draft', 'off');", vec![]).await;
    let form = within(&page).await;
    let attribute = "return host.getAttribute('draft');";
    eventually("the attribute", async || (form.run(attribute, vec![]).await == "off").then_some(())).await;
    kept_nothing(&form).await;
    let editable: Value =
        form.run("return !root.querySelector(args[0]).disabled;", vec![json!(SUBMIT)]).await;
    assert_eq!(editable, true);
}

#[tokio::test]
async fn the_page_around_a_frame_keeps_nothing_of_a_submission() {
    let world = World::start(Setup {
        body: "<customer-form form=\"acme\" mode=\"frame\"></customer-form>",
        policy: "default-src 'none'; script-src {proxy}; frame-src {proxy}; img-src data:",
        ..Setup::default()
    })
    .await;
    let page = world.open().await;
    page.run("host.addEventListener('customer-form:submit', (event) => event.preventDefault());", vec![])
        .await;
    let form = world.enter_frame(&page).await;
    form.fill(Person::ADA).await;
    form.submit().await;
    world.leave_frame().await;
    page.next_event("submit").await;
    kept_nothing(&page).await;
}

#[tokio::test]
async fn replaced_element_passes_its_draft_on() {
    let world = World::start(setup("")).await;
    let form = world.open().await;
    form.type_into("email", "ada@example.com").await;
    // As htmx and Turbo do: the new element is inserted before the old one is removed.
    for later in
        ["host.remove();", "return new Promise((done) => setTimeout(() => { host.remove(); done(); }, 300));"]
    {
        let swap = format!("const next = host.cloneNode(true); host.before(next); {later}");
        form.run(&swap, vec![]).await;
        let form = world.form();
        eventually("the draft", async || {
            let is_there =
                form.run("return root.querySelector('[id=email]') !== null;", vec![]).await == true;
            (is_there && form.value("email").await == "ada@example.com").then_some(())
        })
        .await;
    }
    let form = world.form();

    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    kept_nothing(&form).await;
    let form = world.open().await;
    assert_eq!(form.value("email").await, "");
}

#[tokio::test]
async fn files_are_chosen_again_by_their_names() {
    let files = Files::new();
    let [a, b] = ["a.pdf", "b.pdf"].map(|name| files.write(name, b"%PDF-1.7"));
    let photo = files.photo("ada.png");
    let documents = fields::files(55, "Documents", &["PDF"]);
    let world = World::start(Setup { photo: "optional", ..Setup::with_fields([documents]) }).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.choose_files("custom_fields.55.file_upload.files", &[&a, &b]).await;
    form.choose_files("profile_photo_path", &[&photo]).await;
    for _ in 0..2 {
        // The names remain after any number of reloads.
        let form = world.open().await;
        assert_eq!(form.files("custom_fields.55.file_upload.files").await, ["a.pdf", "b.pdf"]);
        assert_eq!(form.files("profile_photo_path").await, ["ada.png"]);
        assert!(
            form.error("custom_fields.55.file_upload.files").await.contains("“b.pdf” can no longer be read.")
        );
    }
    let form = world.form();
    // `choose_files` is not used, because it waits until there is one more file.
    for (id, path) in
        [("custom_fields.55.file_upload.files", [&b, &a]), ("profile_photo_path", [&photo, &photo])]
    {
        let paths = if id.starts_with("custom") { path.to_vec() } else { vec![path[0]] };
        let paths: Vec<_> = paths.into_iter().map(|path| path.to_str().unwrap()).collect();
        form.find(&by_id(id)).await.send_keys(paths.join("\n")).await.unwrap();
        let what = format!("a field without an error at {id}");
        eventually(&what, async || form.error(id).await.is_empty().then_some(())).await;
    }
    form.submit_successfully().await;
    kept_nothing(&form).await;
    let customer = world.customer().await;
    assert_eq!(customer.custom_fields[&55].files.len(), 2);
    assert!(customer.profile_photo.is_some());
}

#[tokio::test]
async fn an_element_moved_in_a_later_task_keeps_its_files() {
    let files = Files::new();
    let world = World::start(setup("")).await;
    let form = world.open().await;
    form.choose_files("custom_fields.55.file_upload.files", &[&files.write("a.pdf", b"%PDF-1.7")]).await;
    let before = form.filled_in().await;
    let moved = "host.remove();
        return new Promise((done) => setTimeout(() => { document.body.prepend(host); done(); }, 300));";
    form.run(moved, vec![]).await;
    assert_eq!(form.filled_in().await, before);
    // Waits longer than the second after which a removed element is freed.
    form.run("return new Promise((done) => setTimeout(done, 1500));", vec![]).await;
    assert_eq!(form.filled_in().await, before);
}

#[tokio::test]
async fn page_that_overrides_list_serialisation_keeps_drafts() {
    // As Prototype.js 1.7 does, but only while the page's own code runs: drivers serialise their own lists in the page.
    let script = "window.change = (run) => {
            Array.prototype.toJSON = function () { return `[${this.map(JSON.stringify).join(', ')}]`; };
            run();
            delete Array.prototype.toJSON;
        };";
    let world = World::start(Setup { script, ..setup("") }).await;
    let form = world.open().await;
    let typed = "const control = root.querySelector(args[0]);
        change(() => {
            control.value = args[1];
            control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
        });";
    form.run(typed, vec![json!(by_id("email")), json!("ada@example.com")]).await;
    let form = world.open().await;
    assert_eq!(form.value("email").await, "ada@example.com");
}
