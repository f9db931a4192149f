//! What arrived at the two endpoints, for tests that care how a request was made.

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

/// A request as it arrived, whatever was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// Where it arrived.
    pub endpoint: Endpoint,
    /// The method, such as `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Every header but `Authorization`, names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// Whether an `Authorization` header came, right or wrong. The key itself is not kept.
    pub has_authorization: bool,
    /// The parts of the form, in order, those that PHP's limits dropped included.
    pub parts: Vec<RecordedPart>,
    /// Whether the body was read to its end; false while it still comes, and for a client that went away.
    pub is_complete: bool,
}

impl RecordedRequest {
    /// A header's first value, by its lower-case name.
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

/// One part's header, before PHP mangles anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedPart {
    /// The name with its brackets; empty if the part had none.
    pub name: String,
    /// The file name with its directories; none for a text.
    pub filename: Option<String>,
    /// The part's media type, if it said one.
    pub content_type: Option<String>,
}

/// The newest requests are kept; a sandbox that runs for days must not grow without end.
const MAX_KEPT: usize = 10_000;

/// The requests since the start or the last reset.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    kept: Mutex<LogState>,
}

#[derive(Debug, Default)]
struct LogState {
    requests: std::collections::VecDeque<RecordedRequest>,
    /// How many requests came before the first one that is kept.
    before: u64,
}

/// Points at a request in the log; of one that is not kept any more, updates are dropped.
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

    /// Forgets everything. Recordings under way stay valid and point at nothing.
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
