//! What leptos' server functions ask of `wasm-streams`, without the streams.
//!
//! Leptos always brings server functions along, and with them `wasm-streams`, which exports three classes from every
//! WebAssembly module that it is linked into. Exports are never removed as unused: 15 KB of code and glue that no form
//! can reach, since none calls a server function. This crate has the same names and exports nothing. Whoever does
//! call a server function that streams gets an error from it, so take this crate out of `[patch]` then.

use futures_util::stream::{self, Stream};
use wasm_bindgen::JsValue;

/// A stream of bytes or text between JavaScript and Rust, that carries nothing.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes a stream of JavaScript's.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// The stream of JavaScript's.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Takes a stream of Rust's, and gives one that never yields anything.
    ///
    /// # Panics
    /// Where the browser knows no streams.
    #[expect(clippy::expect_used, reason = "as in the crate that this one stands in for")]
    pub fn from_stream<S>(_: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        Self(web_sys::ReadableStream::new().expect("the browser knows streams"))
    }

    /// A stream with one element: an error that says that there are no streams here.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> {
        stream::iter([Err(JsValue::from_str("streams are left out of this build"))])
    }
}
