//! Reads a form's elements, and does what a visitor does.
#![allow(dead_code, reason = "each test program uses a part of it")]

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    DataTransfer, Element, Event, EventInit, File, FilePropertyBag, HtmlElement, PointerEvent,
    PointerEventInit,
};

use super::page::Page;

/// A file that a visitor can choose.
pub(crate) fn file(name: &str, bytes: &[u8]) -> File {
    // Two files with the same name and size differ by their dates.
    dated_file(name, bytes, f64::from(bytes.first().copied().unwrap_or_default()))
}

pub(crate) fn dated_file(name: &str, bytes: &[u8], date: f64) -> File {
    let options = FilePropertyBag::new();
    options.set_last_modified(date);
    File::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), name, &options)
        .unwrap()
}

/// The smallest file that browsers recognise as a picture and can draw: one pixel.
pub(crate) fn picture(name: &str) -> File {
    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    file(name, GIF)
}

pub(crate) fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap()
}

pub(crate) fn set_property(of: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(of, &name.into(), value).unwrap();
}

/// The element's text, with each run of white space replaced by one space.
pub(crate) fn text(of: &Element) -> String {
    of.text_content().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn tell(target: &Element, name: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    target.dispatch_event(&Event::new_with_event_init_dict(name, &init).unwrap()).unwrap();
}

impl Page {
    pub(crate) fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).map(|index| found.get(index).unwrap().dyn_into().unwrap()).collect()
    }

    pub(crate) fn find(&self, selector: &str) -> Option<HtmlElement> {
        self.all(selector).into_iter().next()
    }

    /// The first element with that part name. Panics if no element has it.
    pub(crate) fn part(&self, part: &str) -> HtmlElement {
        self.find(&format!("[part={part}]"))
            .unwrap_or_else(|| panic!("no element with the part {part}: {}", self.root.inner_html()))
    }

    pub(crate) fn has(&self, part: &str) -> bool {
        self.find(&format!("[part={part}]")).is_some()
    }

    /// The text of each element with that part name.
    pub(crate) fn texts(&self, part: &str) -> Vec<String> {
        self.all(&format!("[part={part}]")).iter().map(|element| text(element)).collect()
    }

    /// The control with that dotted path. Panics if there is none.
    pub(crate) fn control(&self, path: &str) -> HtmlElement {
        let found = self.root.get_element_by_id(path);
        found.unwrap_or_else(|| panic!("there is no control {path}")).dyn_into().unwrap()
    }

    pub(crate) fn value(&self, path: &str) -> String {
        property(&self.control(path), "value").as_string().unwrap()
    }

    pub(crate) fn is_disabled(&self, selector: &str) -> bool {
        self.find(selector).unwrap().matches(":disabled").unwrap()
    }

    /// The error messages at a field.
    pub(crate) fn errors(&self, path: &str) -> Vec<String> {
        let found = self.root.get_element_by_id(&format!("{path}-error")).unwrap().children();
        (0..found.length()).map(|index| text(&found.item(index).unwrap())).collect()
    }

    /// The texts that `aria-describedby` refers to, one for each id. Panics if no element has one of the ids.
    pub(crate) fn described_by(&self, path: &str) -> Vec<String> {
        let ids = self.control(path).get_attribute("aria-describedby").unwrap_or_default();
        let read = |id: &str| {
            text(
                &self
                    .root
                    .get_element_by_id(id)
                    .unwrap_or_else(|| panic!("{path}: no element has the id {id}")),
            )
        };
        ids.split_whitespace().map(read).collect()
    }

    /// The id of the focused element in the form; the name of its part if the element has no id.
    pub(crate) fn focused(&self) -> Option<String> {
        let element: Element = property(&self.root, "activeElement").dyn_into().ok()?;
        Some(element.id()).filter(|id| !id.is_empty()).or_else(|| element.get_attribute("part"))
    }

    /// Sets a control's value and sends the `input` event, which is all that the form notices of typing.
    pub(crate) fn type_into(&self, path: &str, value: &str) {
        let control = self.control(path);
        Reflect::set(&control, &"value".into(), &value.into()).unwrap();
        tell(&control, "input");
    }

    /// Sends the `change` event of a control, which ends typing.
    pub(crate) fn change(&self, path: &str) {
        tell(&self.control(path), "change");
    }

    pub(crate) fn leave(&self, path: &str) {
        tell(&self.control(path), "blur");
    }

    /// Types into a control, sends its `change` event, and leaves the control.
    pub(crate) fn fill(&self, path: &str, value: &str) {
        self.type_into(path, value);
        self.change(path);
        self.leave(path);
    }

    /// Chooses files, with the same events as the browser's file dialog.
    pub(crate) fn choose(&self, path: &str, files: &[File]) {
        let transfer = DataTransfer::new().unwrap();
        for file in files {
            transfer.items().add_with_file(file).unwrap();
        }
        let control = self.control(path);
        Reflect::set(&control, &"files".into(), &transfer.files().into()).unwrap();
        tell(&control, "input");
        tell(&control, "change");
    }

    pub(crate) fn tick(&self, path: &str) {
        self.control(path).click();
    }

    /// Fills in the fixed texts with valid values.
    pub(crate) fn fill_person(&self) {
        self.fill_person_but("");
    }

    /// Fills in the fixed texts with valid values, without the text at the path `left_out`.
    pub(crate) fn fill_person_but(&self, left_out: &str) {
        for (path, value) in super::samples::PERSON.into_iter().filter(|(path, _)| *path != left_out) {
            self.fill(path, value);
        }
    }

    pub(crate) fn submit(&self) {
        self.part("button").click();
    }

    /// Sends a pointer event, such as `pointerdown`, to an element.
    pub(crate) fn point(&self, part: &str, name: &str) {
        let init = PointerEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        let event = PointerEvent::new_with_event_init_dict(name, &init).unwrap();
        self.part(part).dispatch_event(&event).unwrap();
    }
}
