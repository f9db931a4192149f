//! Planned wrong answers. Each plan applies to a number of requests.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, de};

use crate::request_log::Endpoint;

pub(crate) mod act;

/// A plan for the next answers of an endpoint.
///
/// The JSON for `PUT /control/next` is:
/// `{"endpoint": "customers", "times": 1, "store": true, "answer": {"kind": "cut_off"}}`.
/// Every member except `answer` is optional.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misbehaviour {
    /// The endpoint. Default: customers.
    #[serde(default)]
    pub endpoint: Endpoint,
    /// The number of answers. Default: 1.
    #[serde(default = "once")]
    pub times: u32,
    /// Whether the customer is stored although the answer goes wrong, as when the CRM's answer is lost on the way.
    /// Default: false. It has no effect for the custom fields, which store nothing.
    #[serde(default)]
    pub store: bool,
    /// The answer to send instead of the genuine one.
    pub answer: PlannedAnswer,
}

/// An answer to send instead of the genuine one. The sandbox always reads the request's body to its end first, as PHP
/// does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PlannedAnswer {
    /// The genuine answer, delayed. With `store`, the customer is stored before the delay; without `store`, after it.
    /// If the client disconnects during the delay, the customer exists in the first case and does not exist in the
    /// second case.
    Slow {
        /// The delay. In JSON: `after_ms`, a whole number of milliseconds.
        #[serde(rename = "after_ms", deserialize_with = "milliseconds")]
        after: Duration,
    },
    /// Any status with any body.
    Status {
        /// The status. In JSON: a number.
        #[serde(deserialize_with = "status_code")]
        status: StatusCode,
        /// The value of `Content-Type`. Default: empty, which sends no such header.
        #[serde(default)]
        content_type: String,
        /// The body. Default: empty.
        #[serde(default, deserialize_with = "text_bytes")]
        body: Bytes,
        /// Further headers, such as `Retry-After`. In JSON: an object of strings.
        #[serde(default, deserialize_with = "header_map")]
        headers: HeaderMap,
    },
    /// An answer that announces its full length and stops halfway: the genuine answer with `store`, otherwise a 500.
    CutOff,
    /// The connection closes before the first byte of an answer.
    Closed,
}

impl PlannedAnswer {
    /// An answer with a status, a type and a body, and no further headers.
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
    /// A plan for one wrong answer of the customers endpoint that stores nothing.
    #[must_use]
    pub fn once(answer: PlannedAnswer) -> Self {
        Self { endpoint: Endpoint::Customers, times: 1, store: false, answer }
    }

    /// The same plan, but the customer is stored first.
    #[must_use]
    pub fn and_store(mut self) -> Self {
        self.store = true;
        self
    }

    /// The same plan for another endpoint.
    #[must_use]
    pub fn at(mut self, endpoint: Endpoint) -> Self {
        self.endpoint = endpoint;
        self
    }

    /// The same plan for a number of answers.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }
}

/// The plans that have not been used up yet.
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

    /// Takes the plan for the next answer of the endpoint and counts it as used once.
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
        return Err(de::Error::custom("a 1xx status does not end a request; choose a status from 200"));
    }
    Ok(status)
}

fn text_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    String::deserialize(deserializer).map(Bytes::from)
}

fn header_map<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HeaderMap, D::Error> {
    HeaderMap::try_from(&HashMap::<String, String>::deserialize(deserializer)?).map_err(de::Error::custom)
}
