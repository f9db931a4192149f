//! Waiting for something to come true.
#![allow(dead_code, reason = "each test program uses a part of it")]

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

/// Long enough for a loaded machine: whoever waits this long waits for something that does not come.
const DEADLINE_MILLISECONDS: f64 = 10_000.0;

/// Between two looks.
const PAUSE_MILLISECONDS: i32 = 4;

/// Looks again and again until `look` finds something, or the deadline has passed.
pub(crate) async fn poll<T>(look: impl Fn() -> Option<T>) -> Option<T> {
    let start = now();
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if now() - start > DEADLINE_MILLISECONDS {
            return None;
        }
        pause(PAUSE_MILLISECONDS).await;
    }
}

/// Lets everything run that is already due. Signals tell their effects in microtasks, so that two turns of the event
/// loop later, what has not happened does not happen by itself.
pub(crate) async fn turn() {
    pause(0).await;
    pause(0).await;
}

pub(crate) fn now() -> f64 {
    web_sys::window().unwrap().performance().unwrap().now()
}

async fn pause(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let window = web_sys::window().unwrap();
        window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}
