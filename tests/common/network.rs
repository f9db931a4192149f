//! A network that the test controls: a request gets an answer only when the test gives one.
#![allow(dead_code, reason = "each test program uses a part of it")]

use serde_json::Value;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/tests/common/network.js")]
extern "C" {
    pub(crate) type Network;
    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Network;
    #[wasm_bindgen(method)]
    pub(crate) fn get(this: &Network, index: u32) -> Option<Get>;
    #[wasm_bindgen(method)]
    pub(crate) fn post(this: &Network, index: u32) -> Option<Post>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn prove(this: &Network) -> js_sys::Function;
    /// From now on, form configurations come with a challenge.
    #[wasm_bindgen(method)]
    pub(crate) fn ask(this: &Network);
    #[wasm_bindgen(method, js_name = ask)]
    pub(crate) fn ask_for(this: &Network, challenge: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn work(this: &Network, index: u32) -> Option<Work>;
    #[wasm_bindgen(method)]
    pub(crate) fn worked(this: &Network) -> u32;
    #[wasm_bindgen(method)]
    pub(crate) fn gotten(this: &Network) -> u32;
    #[wasm_bindgen(method)]
    pub(crate) fn posted(this: &Network) -> u32;
    #[wasm_bindgen(method)]
    pub(crate) fn uncaught(this: &Network) -> String;
    #[wasm_bindgen(method)]
    pub(crate) fn restore(this: &Network);

    pub(crate) type Work;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn challenge(this: &Work) -> String;
    #[wasm_bindgen(method)]
    pub(crate) fn end(this: &Work, proof: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn fail(this: &Work);

    pub(crate) type Get;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn url(this: &Get) -> String;
    #[wasm_bindgen(method)]
    pub(crate) fn header(this: &Get, name: &str) -> Option<String>;
    #[wasm_bindgen(method, js_name = answer)]
    fn answer_as(this: &Get, status: u16, media_type: &str, body: &str);
    #[wasm_bindgen(method, js_name = breakOff)]
    pub(crate) fn break_off(this: &Get);

    pub(crate) type Post;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn url(this: &Post) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn method(this: &Post) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn aborted(this: &Post) -> bool;
    #[wasm_bindgen(method)]
    pub(crate) fn header(this: &Post, name: &str) -> Option<String>;
    #[wasm_bindgen(method)]
    fn recorded(this: &Post) -> String;
    #[wasm_bindgen(method)]
    pub(crate) fn file(this: &Post, index: u32) -> Option<web_sys::File>;
    #[wasm_bindgen(method)]
    pub(crate) fn progress(this: &Post, loaded: u32, total: u32);
    #[wasm_bindgen(method)]
    pub(crate) fn uploaded(this: &Post);
    /// How many milliseconds the request may take, from its start to its end.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn timeout(this: &Post) -> u32;
    #[wasm_bindgen(method, js_name = answer)]
    fn answer_with(this: &Post, status: u16, body: &str, retry_after: &str);
    /// Answers as a server between the form and the proxy does. The answer has a request id unless the id is empty.
    #[wasm_bindgen(method, js_name = answerOfAnother)]
    pub(crate) fn answer_of_another(
        this: &Post,
        status: u16,
        media_type: &str,
        id: &str,
        body: &str,
        retry_after: &str,
    );
    #[wasm_bindgen(method, js_name = breakOff)]
    pub(crate) fn break_off(this: &Post, how: &str);
}

impl Get {
    pub(crate) fn answer(&self, status: u16, body: &(impl ToString + ?Sized)) {
        self.answer_as(status, "application/json", &body.to_string());
    }

    pub(crate) fn answer_html(&self, status: u16, body: &str) {
        self.answer_as(status, "text/html", body);
    }
}

impl Post {
    pub(crate) fn answer(&self, status: u16, body: &(impl ToString + ?Sized)) {
        self.answer_with(status, &body.to_string(), "");
    }

    /// Answers as the proxy does, with a `Retry-After` header.
    pub(crate) fn answer_later(&self, status: u16, body: &(impl ToString + ?Sized), retry_after: &str) {
        self.answer_with(status, &body.to_string(), retry_after);
    }

    /// Answers with an HTML page, as a web server or a gateway does.
    pub(crate) fn answer_html(&self, status: u16, body: &str) {
        self.answer_of_another(status, "text/html", "", body, "");
    }

    /// The names and values of the request's parts, in order: a text is a string, a file `{"file": name, "bytes":
    /// size}`.
    pub(crate) fn parts(&self) -> Vec<(String, Value)> {
        serde_json::from_str(&self.recorded()).unwrap()
    }
}
