//! A log of the requests to the two endpoints, for tests that check how a request was made.

use std::sync::{Mutex, PoisonError};

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use serde::{Deserialize, Serialize};

/// One of the CRM's two endpoints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// `POST /api/customers`.
    #[default]
    Customers,
    /// `GET /api/custom-fields`.
    CustomFields,
}

/// A request as it arrived, independent of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The endpoint that received the request.
    pub endpoint: Endpoint,
    /// The method, such as `POST`.
    pub method: String,
    /// The path and the query.
    pub path: String,
    /// All headers except `Authorization`, with names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// Whether the request had an `Authorization` header, valid or not. The key itself is not kept.
    pub has_authorization: bool,
    /// The parts of the form, in order, including the parts that PHP's limits dropped.
    pub parts: Vec<RecordedPart>,
    /// Whether the body was read to its end. False while the body is still arriving, and if the client disconnected.
    pub is_complete: bool,
}

impl RecordedRequest {
    /// The first value of a header, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(present, _)| present == name).map(|(_, value)| value.as_str())
    }

    /// The names of the parts, in order.
    #[must_use]
    pub fn part_names(&self) -> Vec<&str> {
        self.parts.iter().map(|part| part.name.as_str()).collect()
    }
}

/// The data from the headers of one part, before PHP changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedPart {
    /// The name with its brackets; empty if the part had no name.
    pub name: String,
    /// The file name with its directories; `None` for a text.
    pub filename: Option<String>,
    /// The media type of the part; `None` if the part had none.
    pub content_type: Option<String>,
}

/// The largest number of kept requests, so that the memory of a long-running sandbox does not grow without limit. The
/// newest requests are kept.
const MAX_KEPT: usize = 10_000;

/// The requests since the start or the last reset.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    kept: Mutex<LogState>,
}

#[derive(Debug, Default)]
struct LogState {
    requests: std::collections::VecDeque<RecordedRequest>,
    /// The number of requests before the first kept request.
    before: u64,
}

/// Refers to a request in the log. Updates to a request that is no longer kept are dropped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recording(u64);

impl RequestLog {
    pub(crate) fn arrived(&self, endpoint: Endpoint, head: &axum::http::request::Parts) -> Recording {
        let request = RecordedRequest {
            endpoint,
            method: head.method.to_string(),
            path: head.uri.to_string(),
            headers: shown(&head.headers),
            has_authorization: head.headers.contains_key(AUTHORIZATION),
            parts: Vec::new(),
            is_complete: false,
        };
        self.with(|kept| {
            kept.requests.push_back(request);
            if kept.requests.len() > MAX_KEPT {
                kept.requests.pop_front();
                kept.before += 1;
            }
            Recording(kept.before + kept.requests.len() as u64 - 1)
        })
    }

    pub(crate) fn part(&self, recording: Recording, part: RecordedPart) {
        self.update(recording, |request| request.parts.push(part));
    }

    pub(crate) fn complete(&self, recording: Recording) {
        self.update(recording, |request| request.is_complete = true);
    }

    pub(crate) fn all(&self) -> Vec<RecordedRequest> {
        self.with(|kept| kept.requests.iter().cloned().collect())
    }

    /// Removes all requests. Existing recordings stay valid, but updates to them are dropped.
    pub(crate) fn clear(&self) {
        self.with(|kept| {
            kept.before += kept.requests.len() as u64;
            kept.requests.clear();
        });
    }

    fn update(&self, recording: Recording, change: impl FnOnce(&mut RecordedRequest)) {
        self.with(|kept| {
            let place = recording.0.checked_sub(kept.before).and_then(|place| usize::try_from(place).ok());
            if let Some(request) = place.and_then(|place| kept.requests.get_mut(place)) {
                change(request);
            }
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut LogState) -> T) -> T {
        act(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .filter(|(name, _)| *name != AUTHORIZATION)
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}
