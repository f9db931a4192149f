//! Answers that are planned to go wrong, one request at a time.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, de};

use crate::request_log::Endpoint;

pub(crate) mod act;

/// What the next answers of an endpoint look like.
///
/// As JSON, for `PUT /control/next`:
/// `{"endpoint": "customers", "times": 1, "store": true, "answer": {"kind": "cut_off"}}`; everything but
/// `answer` may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misbehaviour {
    /// Whose answers. Default: customers.
    #[serde(default)]
    pub endpoint: Endpoint,
    /// How many answers. Default 1.
    #[serde(default = "once")]
    pub times: u32,
    /// Whether the customer is stored although the answer goes wrong: the CRM did it, and nobody heard.
    /// Default false. Custom fields have nothing to store.
    #[serde(default)]
    pub store: bool,
    /// What comes instead of the true answer.
    pub answer: Answer,
}

/// What comes instead of the true answer. The request's body is read to its end first in every case, as PHP
/// does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// The true answer, late. With `store` the customer is stored before the wait and without it after: a
    /// client that goes away meanwhile has created a customer in the first case and none in the second.
    Slow {
        /// How late; as JSON `after_ms`, a whole number of milliseconds.
        #[serde(rename = "after_ms", deserialize_with = "milliseconds")]
        after: Duration,
    },
    /// Any status with any body.
    Status {
        /// As JSON a number.
        #[serde(deserialize_with = "status_code")]
        status: StatusCode,
        /// The `Content-Type`; none is sent if it is empty, which is the default.
        #[serde(default)]
        content_type: String,
        /// Default empty.
        #[serde(default, deserialize_with = "text_bytes")]
        body: Bytes,
        /// More headers, such as `Retry-After`; as JSON an object of strings.
        #[serde(default, deserialize_with = "header_map")]
        headers: HeaderMap,
    },
    /// An answer that announces its length and ends halfway: the true one with `store`, else a 500.
    CutOff,
    /// The connection closes before a byte of an answer.
    Closed,
}

impl Answer {
    /// A status with a body of some type and no more headers.
    pub fn status(status: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::Status {
            status,
            content_type: content_type.to_owned(),
            body: body.into(),
            headers: HeaderMap::new(),
        }
    }
}

impl Misbehaviour {
    /// Goes wrong once, at the customers endpoint, without storing anything.
    #[must_use]
    pub fn once(answer: Answer) -> Self {
        Self { endpoint: Endpoint::Customers, times: 1, store: false, answer }
    }

    /// The same, but the customer is stored first.
    #[must_use]
    pub fn and_store(mut self) -> Self {
        self.store = true;
        self
    }

    /// The same, at another endpoint.
    #[must_use]
    pub fn at(mut self, endpoint: Endpoint) -> Self {
        self.endpoint = endpoint;
        self
    }

    /// The same, for a number of answers.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }
}

/// What is planned and has not happened yet.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    queue: Mutex<VecDeque<Misbehaviour>>,
}

impl Plans {
    pub(crate) fn add(&self, plan: Misbehaviour) {
        self.with(|queue| queue.push_back(plan));
    }

    pub(crate) fn clear(&self) {
        self.with(VecDeque::clear);
    }

    /// The plan for the answer that is due now, which it uses up.
    pub(crate) fn take(&self, endpoint: Endpoint) -> Option<Misbehaviour> {
        self.with(|queue| {
            queue.retain(|plan| plan.times > 0);
            let plan = queue.iter_mut().find(|plan| plan.endpoint == endpoint)?;
            plan.times -= 1;
            Some(plan.clone())
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut VecDeque<Misbehaviour>) -> T) -> T {
        act(&mut self.queue.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn once() -> u32 {
    1
}

fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_millis)
}

fn status_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StatusCode, D::Error> {
    let status = StatusCode::from_u16(u16::deserialize(deserializer)?).map_err(de::Error::custom)?;
    if status.is_informational() {
        return Err(de::Error::custom("a 1xx status answers nothing"));
    }
    Ok(status)
}

fn text_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    String::deserialize(deserializer).map(Bytes::from)
}

fn header_map<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HeaderMap, D::Error> {
    HeaderMap::try_from(&HashMap::<String, String>::deserialize(deserializer)?).map_err(de::Error::custom)
}
