//! Waits for a condition.
#![allow(dead_code, reason = "each test program uses a part of it")]

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

/// The longest time that a test waits for a condition. It is long enough for a busy machine.
const DEADLINE_MILLISECONDS: f64 = 10_000.0;

/// The time between two checks of a condition.
const PAUSE_MILLISECONDS: i32 = 4;

/// Calls `look` until it returns `Some`. Returns `None` if the time limit has passed.
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

/// Lets all pending tasks run. Signals run their effects in microtasks. Therefore, an effect that has not run after two
/// turns of the event loop does not run without a new cause.
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
