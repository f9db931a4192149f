//! A replacement for `wasm-streams` without streams, for the server functions of Leptos.
//!
//! Leptos always includes server functions and, for them, `wasm-streams`. That crate exports three classes from every
//! WebAssembly module that links it. Unused exports are never removed: they are 18 KB of code and glue that no form can
//! reach, because no form calls a server function. This crate has the same names and exports nothing. A server function
//! that streams gets an error from this crate. To use such a function, remove this crate from `[patch]`.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.

use futures_util::stream::{self, Stream};
use wasm_bindgen::JsValue;

/// A stream of bytes or text between JavaScript and Rust. It carries no data.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Wraps a JavaScript stream.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Returns the JavaScript stream.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Ignores the Rust stream and returns a stream that never yields an element.
    ///
    /// # Panics
    /// If the browser does not support streams.
    #[expect(clippy::expect_used, reason = "the replaced crate panics here, too")]
    pub fn from_stream<S>(_: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        Self(web_sys::ReadableStream::new().expect("the browser supports streams"))
    }

    /// A stream with a single element: an error which says that this build has no streams.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> {
        stream::iter([Err(JsValue::from_str("this build does not support streams"))])
    }
}
