//! Sending a filled form. With XMLHttpRequest, because fetch does not report the progress of an upload.

use std::rc::Rc;

use customer_form_contract::headers::{FORM_PROOF, FORM_TOKEN, IDEMPOTENCY_KEY, REQUEST_ID};
use customer_form_contract::{Body, HONEYPOT, Part};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

use super::address;
use super::answer::read;
use crate::state::{Event, Progress, Request, SendError};

/// How long an upload may make no progress, in milliseconds: twice the default time that the proxy waits for the next
/// byte of a body (`body_idle_seconds`, 30 s), so that the proxy's own answer comes first if it can still arrive.
const STALL_MILLISECONDS: u32 = 60_000;

/// How long the answer may take after the upload, in milliseconds: the proxy's default time for the CRM
/// (`upstream_connect_seconds` and `upstream_answer_seconds`, 65 s), and almost two minutes for bytes that the
/// operating system has accepted from the browser and not sent yet.
const ANSWER_MILLISECONDS: u32 = 180_000;

/// A submission on its way. Dropping it aborts the request.
pub(crate) struct Submission {
    request: XmlHttpRequest,
    /// The listeners of the request, until it ends.
    _listeners: Vec<Closure<dyn FnMut(ProgressEvent)>>,
}

/// Sends the body that [`form_data`] made. The proxy creates at most one customer for an `Idempotency-Key`, and repeats
/// its answer if the same request is sent again. `handle` gets any number of [`Event::Progressed`], then one
/// [`Event::Answered`] or [`Event::Failed`]. A broken connection is [`SendError::Unreachable`]; the state decides from the
/// progress whether the outcome is then unknown.
pub(crate) fn submit(
    proxy: &str,
    form: &str,
    with: Request,
    data: &FormData,
    handle: impl Fn(Event) + 'static,
) -> Result<Submission, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("POST", &address(proxy, form, "/customers"), true)?;
    request.set_request_header("Accept", "application/json")?;
    request.set_request_header(REQUEST_ID, &with.id)?;
    request.set_request_header(IDEMPOTENCY_KEY, &with.key)?;
    for (name, value) in [(FORM_TOKEN, with.token), (FORM_PROOF, with.proof)] {
        if let Some(value) = value {
            request.set_request_header(name, &value)?;
        }
    }

    // XMLHttpRequest's own timeout counts from the start of the request and may be changed during the request
    // (XMLHttpRequest, "The timeout getter and setter"). At each progress, the timeout is set to a later time.
    // Therefore, the request ends if the upload makes no progress.
    let began = now();
    let patience = {
        let request = request.clone();
        move |milliseconds: u32| request.set_timeout((now() - began) as u32 + milliseconds)
    };
    patience(STALL_MILLISECONDS);

    let attempt = with.attempt;
    let handle = Rc::new(handle);
    let ended = {
        let handle = handle.clone();
        move |result| {
            handle(match result {
                Ok(outcome) => Event::Answered(attempt, outcome),
                Err(error) => Event::Failed(attempt, error),
            });
        }
    };
    let upload = request.upload()?;
    let mut listeners = Vec::new();
    let mut listen = |set: &dyn Fn(&js_sys::Function), call: Closure<dyn FnMut(ProgressEvent)>| {
        set(call.as_ref().unchecked_ref());
        listeners.push(call);
    };

    let all_sent = {
        let (handle, patience) = (handle.clone(), patience.clone());
        move || {
            patience(ANSWER_MILLISECONDS);
            handle(Event::Progressed(attempt, Progress::Waiting));
        }
    };
    listen(&|call| upload.set_onprogress(Some(call)), {
        let (handle, all_sent) = (handle.clone(), all_sent.clone());
        // The numbers of a progress event are byte counts below 2^53, so the casts are exact.
        Closure::new(move |event: ProgressEvent| {
            let progress = Progress::Uploading { sent: event.loaded() as u64, total: event.total() as u64 };
            patience(STALL_MILLISECONDS);
            handle(Event::Progressed(attempt, progress));
            // Firefox reports the end of the upload only when the answer starts.
            if progress.is_all_sent() {
                all_sent();
            }
        })
    });
    listen(&|call| upload.set_onload(Some(call)), Closure::new(move |_| all_sent()));
    listen(&|call| request.set_onload(Some(call)), {
        let (ended, request, id) = (ended.clone(), request.clone(), with.id);
        Closure::new(move |_| ended(read(&request, &id)))
    });
    let broken = move || ended(Err(SendError::Unreachable));
    listen(&|call| request.set_onerror(Some(call)), {
        let broken = broken.clone();
        Closure::new(move |_| broken())
    });
    listen(&|call| request.set_ontimeout(Some(call)), Closure::new(move |_| broken()));

    request.send_with_opt_form_data(Some(data))?;
    Ok(Submission { request, _listeners: listeners })
}

impl Drop for Submission {
    fn drop(&mut self) {
        let upload = self.request.upload();
        if let Ok(upload) = upload {
            upload.set_onprogress(None);
            upload.set_onload(None);
        }
        self.request.set_onload(None);
        self.request.set_onerror(None);
        self.request.set_ontimeout(None);
        // An error is ignored, because the form has no other way to end the request. Aborting an ended request has no
        // effect.
        let _ = self.request.abort();
    }
}

/// Returns the body of the request, texts before files. `file` returns the file at a part's path. `honeypot` is the
/// value of the honeypot field, which only programs fill in.
pub(crate) fn form_data(
    honeypot: &str,
    parts: &[Part<'_>],
    file: impl Fn(&Part<'_>) -> Option<File>,
) -> Result<FormData, JsValue> {
    let data = FormData::new()?;
    if !honeypot.is_empty() {
        data.append_with_str(HONEYPOT, honeypot)?;
    }
    for part in parts {
        match &part.body {
            Body::Text(text) => data.append_with_str(&part.name(), text)?,
            Body::File(info) => {
                let file = file(part).ok_or(JsValue::NULL)?;
                // Browsers send these characters as they are, but in multipart they have a special meaning: the proxy
                // would reject the whole submission.
                let name = info.name.replace(|c: char| c.is_control() || c == '\\', "_");
                data.append_with_blob_and_filename(&part.name(), &file, &name)?;
            }
        }
    }
    Ok(data)
}

/// The time in milliseconds, from a monotonic clock.
fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
