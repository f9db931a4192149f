//! Work that goes on beside the page.

use std::future::Future;
use std::pin::Pin;

/// Runs a future on the page's event loop. Boxed, so that what drives it is compiled once and not for each future.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(future);
}
