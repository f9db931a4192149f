//! The proof of work for Leptos hosts. It runs on the main thread, in pieces, in the host's own WebAssembly module:
//! there is no separate file that a worker could load.

use customer_form_contract::proof::solve;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// How many numbers are tried without a pause. This takes a few milliseconds even on an old phone.
const PIECE: u32 = 2_000;

/// Returns the function for `prove` of [`FormHost`](crate::app::FormHost).
pub(super) fn prover() -> Function {
    // An error becomes an empty value, because no caller handles errors: the proxy then answers that the proof is
    // missing.
    let prove =
        |challenge: String| future_to_promise(async move { Ok(prove(&challenge).await.unwrap_or_default()) });
    // The browser frees the closure together with the last form that refers to it.
    Closure::<dyn Fn(String) -> Promise>::new(prove).into_js_value().unchecked_into()
}

/// Takes a challenge as JSON and returns the solution as JSON in base64.
async fn prove(challenge: &str) -> Result<JsValue, JsValue> {
    let solution = JSON::parse(challenge)?;
    let member = |name: &str| Reflect::get(&solution, &name.into());
    let text = |name| member(name)?.as_string().ok_or(JsValue::NULL);
    let (salt, wanted) = (text("salt")?, text("challenge")?);
    // The cast saturates.
    let last = member("maxnumber")?.as_f64().ok_or(JsValue::NULL)? as u32;
    let mut first = 0;
    let number = loop {
        if first > last {
            return Err(JsValue::NULL);
        }
        let end = first.saturating_add(PIECE - 1).min(last);
        if let Some(number) = solve(&salt, &wanted, first..=end) {
            break number;
        }
        first = end.saturating_add(1);
        pause().await?;
    };
    let members = solution.unchecked_ref::<Object>();
    Reflect::delete_property(members, &"maxnumber".into())?;
    Reflect::set(members, &"number".into(), &number.into())?;
    let json = String::from(JSON::stringify(&solution)?);
    Ok(window()?.btoa(&json)?.into())
}

/// Lets the browser run other waiting tasks.
async fn pause() -> Result<(), JsValue> {
    let window = window()?;
    let promise = Promise::new(&mut |resume, _| {
        // Setting a timeout fails only if the window is gone; then no task waits for it either.
        let _ = window.set_timeout_with_callback(&resume);
    });
    JsFuture::from(promise).await.map(drop)
}

fn window() -> Result<web_sys::Window, JsValue> {
    web_sys::window().ok_or(JsValue::NULL)
}
