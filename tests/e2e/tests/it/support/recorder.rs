//! The script that the tests add to every page. It runs before the page's own scripts, in every engine.
//!
//! The script comes from the proxy's origin like the form. Therefore, every policy that allows the form allows it.

use bytes::Bytes;

/// The script's name among the proxy's assets.
pub(crate) const FILE: &str = "recorder.js";

/// Records what the tests read. An event is stored as JSON at the moment at which it comes. `form` is the index of the
/// event's element among the page's forms; -1 if the element was removed.
const RECORDER: &str = r#"
    window.recorded = { events: [], violations: [], complaints: [] };
    for (const name of ["ready", "change", "submit", "progress", "success", "validation-error", "error"]) {
        window.addEventListener(`customer-form:${name}`, (event) => {
            const form = [...document.querySelectorAll("customer-form")].indexOf(event.target);
            window.recorded.events.push(JSON.parse(JSON.stringify({ name, form, detail: event.detail })));
        });
    }
    document.addEventListener("securitypolicyviolation", (event) => {
        window.recorded.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
    const complain = (...words) => window.recorded.complaints.push(words.map(String).join(" "));
    for (const level of ["error", "warn"]) {
        const say = console[level];
        console[level] = (...words) => {
            complain(...words);
            say.apply(console, words);
        };
    }
    // When an element's file cannot be loaded, its error event does not bubble, so this listens in the capture phase.
    window.addEventListener("error", (event) => complain(event.message ?? event.target.outerHTML), true);
    window.addEventListener("unhandledrejection", (event) => complain("nothing caught", event.reason));
"#;

/// The element that loads the script; `{proxy}` is the proxy's address.
pub(crate) const ELEMENT: &str = "<script src=\"{proxy}/assets/recorder.js\" crossorigin></script>";

/// The script and the test's addition to it. The addition has its own scope.
pub(crate) fn script(addition: &str) -> (String, Bytes) {
    (FILE.to_owned(), format!("{{{RECORDER}}}\n{{{addition}}}\n").into())
}

/// The hosted page with the script. The page's compressed files do not get the script.
pub(crate) fn put_into(page: &[u8]) -> Bytes {
    let page = String::from_utf8(page.to_vec()).unwrap();
    assert!(page.contains("<head>"), "{page}");
    page.replacen("<head>", &format!("<head>{}", ELEMENT.replace("{proxy}", "")), 1).into()
}
