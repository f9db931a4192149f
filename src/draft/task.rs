//! Asynchronous tasks.

use std::future::Future;
use std::pin::Pin;

/// Runs a future on the page's event loop. The future is boxed, so that the code that runs it is compiled once and not
/// for each future.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(future);
}
