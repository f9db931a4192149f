//! A form in a page, as a visitor uses and sees it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use thirtyfour::action_chain::ActionChain;
use thirtyfour::{Key, WebElement};

use super::browser::Browser;
use super::events::Event;
use super::{Person, eventually};

/// One of the forms of the open page.
pub(crate) struct FormPage<'a> {
    browser: &'a Browser,
    /// The form's index among the page's forms.
    place: usize,
    /// How many of the page's events the test has read.
    seen: AtomicUsize,
}

/// The submit button.
pub(crate) const SUBMIT: &str = "[part=button]";

/// The summary of the errors.
pub(crate) const SUMMARY: &str = "[part=summary]";

/// The notice that says why nothing was sent, or why there is no form.
pub(crate) const NOTICE: &str = "[part=notice]";

/// The sentence of the notice, without its button.
pub(crate) const SENTENCE: &str = "[part=notice] p";

/// The message after a successful submission.
pub(crate) const SUCCESS: &str = "[part=success]";

/// Fields get their size only when they come into view (content-visibility), which moves the elements below them.
/// Firefox does this three frames later. Therefore, this waits until four frames have passed without a move.
const BRING_INTO_VIEW: &str = "const found = root.querySelector(args[0]);
    const box = () => found?.getClientRects()[0];
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    return (async () => {
        for (let top; box() && box().top !== top; ) {
            found.scrollIntoView({ block: 'center', behavior: 'instant' });
            top = box().top;
            for (let frames = 0; frames < 4; frames++) await frame();
        }
        if (!box()) return 'nothing';
        const hit = root.elementFromPoint(box().x + box().width / 2, box().y + box().height / 2);
        return found.contains(hit) || hit?.outerHTML;
    })();";

/// The selector of a control by its id. The id contains dots.
pub(crate) fn by_id(id: &str) -> String {
    format!("[id=\"{id}\"]")
}

impl<'a> FormPage<'a> {
    pub(crate) fn new(browser: &'a Browser, place: usize) -> Self {
        Self { browser, place, seen: AtomicUsize::new(0) }
    }

    // Actions of a visitor.

    /// Fills in the fields that every form has.
    pub(crate) async fn fill(&self, person: Person<'_>) {
        for (id, value) in person.values() {
            self.type_into(id, value).await;
        }
    }

    /// Replaces a control's whole text, with the keyboard only.
    pub(crate) async fn type_into(&self, id: &str, text: &str) {
        self.click(&by_id(id)).await;
        // Sends the keys to the focused element: each driver has its own way to type into a given element, and not
        // every driver releases Control.
        let keys = self.browser.actions().key_down(Key::Control).send_keys("a").key_up(Key::Control);
        keys.send_keys(Key::Backspace).send_keys(text).perform().await.unwrap();
    }

    /// Sets a value as pasting does: chromedriver does not type characters outside the Basic Multilingual Plane.
    pub(crate) async fn paste_into(&self, id: &str, text: &str) {
        let script = "const control = root.querySelector(args[0]);
            control.focus();
            control.value = args[1];
            control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
            control.dispatchEvent(new Event('change', { bubbles: true }));
            control.blur();";
        self.run(script, vec![json!(by_id(id)), json!(text)]).await;
    }

    /// Chooses an option with the keyboard, by typing its first letters.
    pub(crate) async fn choose_option(&self, id: &str, option: &str) {
        self.find(&by_id(id)).await.send_keys(option).await.unwrap();
        let what = format!("the option {option}");
        eventually(&what, async || (self.value(id).await == option).then_some(())).await;
    }

    /// Chooses several files at once.
    pub(crate) async fn choose_files(&self, id: &str, paths: &[&Path]) {
        let before = self.files(id).await.len();
        let paths: Vec<_> = paths.iter().map(|path| path.to_str().unwrap()).collect();
        self.find(&by_id(id)).await.send_keys(paths.join("\n")).await.unwrap();
        eventually("the chosen files", async || (self.files(id).await.len() != before).then_some(())).await;
    }

    pub(crate) async fn click(&self, selector: &str) {
        self.pointer_on(selector).await.click().perform().await.unwrap();
    }

    /// Clicks twice, as quickly as a visitor can.
    pub(crate) async fn double_click(&self, selector: &str) {
        self.pointer_on(selector).await.double_click().perform().await.unwrap();
    }

    pub(crate) async fn submit(&self) {
        self.click(SUBMIT).await;
    }

    /// Submits the form. Fails if the submission does not succeed.
    pub(crate) async fn submit_successfully(&self) -> Event {
        self.submit().await;
        let event = self.next_of(&["success", "error", "validation-error"]).await;
        assert_eq!(event.name, "success", "{event:?}");
        event
    }

    // What a visitor sees.

    pub(crate) async fn find(&self, selector: &str) -> WebElement {
        // The driver's own search in shadow roots is not used: the client supports only Chromium's form of it.
        let found = self.run("return root.querySelector(args[0]);", vec![json!(selector)]).await;
        if found.is_null() {
            let content = self.run("return root.innerHTML;", vec![]).await;
            panic!("no {selector} in {content}; the browser's errors: {:?}", self.browser.complaints().await)
        }
        WebElement::from_json(found, Arc::clone(self.browser.driver.handle())).unwrap()
    }

    /// Scrolls to an element and moves the pointer to the middle of its first line. Fails if another element covers
    /// that point. The driver's own click is not used: WebKit's driver reports every text control in a shadow root as
    /// covered.
    async fn pointer_on(&self, selector: &str) -> ActionChain {
        let there = self.run(BRING_INTO_VIEW, vec![json!(selector)]).await;
        assert_eq!(there, true, "another element covers {selector}");
        // By the element and not by coordinates: inside a frame, WebKit's driver takes coordinates as those of the
        // outer page.
        self.browser.actions().move_to_element_center(&self.find(selector).await)
    }

    /// The text of an element; empty if the element is hidden, `None` if it does not exist.
    pub(crate) async fn text(&self, selector: &str) -> Option<String> {
        // innerText is empty for fields that the browser does not render while they are off the screen
        // (content-visibility). checkVisibility counts such fields as visible.
        let script = "const found = root.querySelector(args[0]);
            return found && (found.checkVisibility() ? found.textContent.trim() : '');";
        self.run(script, vec![json!(selector)]).await.as_str().map(str::to_owned)
    }

    /// Waits for an element, and returns its text.
    pub(crate) async fn shown(&self, selector: &str) -> String {
        eventually(selector, async || self.text(selector).await).await
    }

    pub(crate) async fn value(&self, id: &str) -> String {
        let value = self.run("return root.querySelector(args[0]).value;", vec![json!(by_id(id))]).await;
        value.as_str().unwrap().to_owned()
    }

    /// The names of the chosen files of a field.
    pub(crate) async fn files(&self, id: &str) -> Vec<String> {
        let script = "return [...root.querySelectorAll(args[0])].map((name) => name.textContent);";
        let list = format!("[id=\"{id}-files\"] .cf-file__name");
        serde_json::from_value(self.run(script, vec![json!(list)]).await).unwrap()
    }

    /// The error messages at a field.
    pub(crate) async fn error(&self, id: &str) -> String {
        self.text(&format!("[id=\"{id}-error\"]")).await.unwrap()
    }

    /// Waits until an error message is shown at a field.
    pub(crate) async fn error_shown(&self, id: &str) -> String {
        let what = format!("an error at {id}");
        eventually(&what, async || Some(self.error(id).await).filter(|error| !error.is_empty())).await
    }

    /// All that is filled in: values, ticked boxes, chosen files. Two results are equal if nothing was lost between the
    /// two calls.
    pub(crate) async fn filled_in(&self) -> Value {
        let script = "const controls = [...root.querySelectorAll('.cf-fields [id][name]')];
            const of = (c) => c.type === 'checkbox' ? c.checked : c.type === 'file'
                ? [...root.getElementById(`${c.id}-files`).children].map((row) => row.textContent) : c.value;
            return Object.fromEntries(controls.map((control) => [control.id, of(control)]));";
        self.run(script, vec![]).await
    }

    /// Whether the focus is on the first element that matches the selector.
    pub(crate) async fn has_focus(&self, selector: &str) -> bool {
        let script = "const found = root.querySelector(args[0]);
            return found !== null && root.activeElement === found && document.activeElement === root.host;";
        self.run(script, vec![json!(selector)]).await == true
    }

    pub(crate) async fn focus_arrives(&self, selector: &str) {
        let what = format!("the focus at {selector}");
        eventually(&what, async || self.has_focus(selector).await.then_some(())).await;
    }

    // Events that the page gets.

    /// Every event of this form until now.
    pub(crate) async fn events(&self) -> Vec<Event> {
        // A page that was just opened has no recorder yet. Firefox returns null if the document in which the script
        // runs is replaced by the next document.
        let events = self.browser.run("return window.recorded?.events;", vec![]).await;
        let events: Option<Vec<Event>> = serde_json::from_value(events).unwrap();
        events
            .unwrap_or_default()
            .into_iter()
            .filter(|event| usize::try_from(event.form) == Ok(self.place))
            .collect()
    }

    /// The next event with that name that the test has not read. All earlier events count as read.
    pub(crate) async fn next_event(&self, name: &str) -> Event {
        self.next_of(&[name]).await
    }

    /// The next event with one of these names.
    pub(crate) async fn next_of(&self, names: &[&str]) -> Event {
        let what = names.join(" or ");
        let found = eventually(&what, async || {
            let events = self.events().await;
            let new = events.into_iter().enumerate().skip(self.seen.load(Ordering::Relaxed));
            new.into_iter().find(|(_, event)| names.contains(&event.name.as_str()))
        });
        let (index, event) = found.await;
        self.seen.store(index + 1, Ordering::Relaxed);
        event
    }

    /// Runs the body of a function in the page, once the form's element exists: a page that was just opened has none
    /// yet. The function has the variables `root` (the shadow root), `host`, and `args`.
    pub(crate) async fn run(&self, script: &str, args: Vec<Value>) -> Value {
        const ABSENT: &str = "the form's element is not in the page yet";
        let script = format!(
            "const [args, place] = arguments;
             const host = document.querySelectorAll('customer-form')[place];
             if (!host) return {ABSENT:?};
             const root = host.shadowRoot;
             {script}"
        );
        let args = vec![Value::Array(args), json!(self.place)];
        eventually("the form's element", async || {
            let result = self.browser.run(&script, args.clone()).await;
            (result != ABSENT).then_some(result)
        })
        .await
    }
}
