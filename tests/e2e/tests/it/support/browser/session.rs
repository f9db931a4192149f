//! A WebDriver session that a process uses although another process started it.

use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thirtyfour::error::WebDriverResult;
use thirtyfour::session::http::{Body, HttpClient};
use thirtyfour::{Capabilities, WebDriver};

/// A running session of a driver.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Session {
    /// The driver's address.
    address: String,
    /// The driver's answer to the command "New Session".
    created: Value,
}

impl Session {
    /// The session of a driver at this address.
    pub(super) fn of(address: String, driver: &WebDriver) -> Self {
        let id = driver.handle().session_id().to_string();
        let created =
            json!({ "value": { "sessionId": id, "capabilities": *driver.handle().capabilities() } });
        Self { address, created }
    }

    /// A client of this session.
    pub(super) async fn attach(&self, client: reqwest::Client) -> WebDriver {
        let created = Bytes::from(self.created.to_string());
        let client = Attached { client, created };
        WebDriver::builder(&self.address, Capabilities::new()).client(client).await.unwrap()
    }
}

/// An HTTP client that answers the command "New Session" with a session that runs already.
struct Attached {
    client: reqwest::Client,
    created: Bytes,
}

type Reply<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl HttpClient for Attached {
    fn send<'a: 'c, 'b: 'c, 'c>(
        &'a self,
        request: Request<Body<'b>>,
    ) -> Reply<'c, WebDriverResult<Response<Bytes>>>
    where
        Self: 'c,
    {
        if request.method() == Method::POST && request.uri().path() == "/session" {
            let answer = Response::new(self.created.clone());
            return Box::pin(async { Ok(answer) });
        }
        self.client.send(request)
    }

    fn new<'a: 'c, 'c>(&'a self) -> Reply<'c, Arc<dyn HttpClient>>
    where
        Self: 'c,
    {
        let client = Self { client: self.client.clone(), created: self.created.clone() };
        Box::pin(async { Arc::new(client) as Arc<dyn HttpClient> })
    }
}
