//! What the tests put into every page, before its own scripts, in any engine.
//!
//! It comes from the proxy's origin like the form itself, so every policy that allows the form allows it.

use bytes::Bytes;

/// The script's name among the proxy's assets.
pub(crate) const FILE: &str = "recorder.js";

/// Records what the tests ask for. Events are kept as JSON at the moment at which they come. `form` is the element's
/// place among the page's forms, -1 once it has gone.
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
    // An element whose file cannot be loaded says so to itself only, so this listens on the way down.
    window.addEventListener("error", (event) => complain(event.message ?? event.target.outerHTML), true);
    window.addEventListener("unhandledrejection", (event) => complain("nothing caught", event.reason));
"#;

/// The element that runs it; `{proxy}` is the proxy's address.
pub(crate) const ELEMENT: &str = "<script src=\"{proxy}/assets/recorder.js\" crossorigin></script>";

/// The script, with what a test adds to it. That has a scope of its own.
pub(crate) fn script(addition: &str) -> (String, Bytes) {
    (FILE.to_owned(), format!("{{{RECORDER}}}\n{{{addition}}}\n").into())
}

/// The proxy's own page with it. Other encodings of the page would have nothing of it.
pub(crate) fn put_into(page: &[u8]) -> Bytes {
    let page = String::from_utf8(page.to_vec()).unwrap();
    assert!(page.contains("<head>"), "{page}");
    page.replacen("<head>", &format!("<head>{}", ELEMENT.replace("{proxy}", "")), 1).into()
}
