//! A CRM and a proxy in front of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::time::{Duration, SystemTime};

use customer_form_proxy::{Assets, Clock, Proxy, RunningProxy, Settings};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use test_support::client::client;
use test_support::configuration::Configuration;
use test_support::proxy::{settings, try_settings};

use super::{Crm, Multipart, ORIGIN};

pub(crate) struct Rig {
    pub(crate) crm: Arc<Crm>,
    pub(crate) proxy: RunningProxy,
    pub(crate) client: Client,
    pub(crate) clock: TestClock,
    toml: String,
}

/// A clock that differs from the system's clock by this number of milliseconds; 0 by default.
#[derive(Clone, Default)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(crate) fn put_forward(&self, time: Duration) {
        self.0.fetch_add(i64::try_from(time.as_millis()).unwrap(), SeqCst);
    }

    pub(crate) fn put_back(&self, time: Duration) {
        self.0.fetch_sub(i64::try_from(time.as_millis()).unwrap(), SeqCst);
    }

    fn clock(&self) -> Clock {
        let ahead = Arc::clone(&self.0);
        Clock::from_fn(move || {
            let ahead = ahead.load(SeqCst);
            let by = Duration::from_millis(ahead.unsigned_abs());
            if ahead < 0 { SystemTime::now() - by } else { SystemTime::now() + by }
        })
    }
}

/// An answer of the proxy, completely read.
#[derive(Debug)]
pub(crate) struct ProxyAnswer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl ProxyAnswer {
    pub(crate) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The status and code of the answer. Fails if the answer is not a valid problem+json.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let body = self.json();
        assert_eq!(body["status"], self.status);
        assert_eq!(body["type"], "about:blank");
        assert_eq!(body["attempt"].as_str(), self.header("x-request-id"));
        (self.status, body["code"].as_str().unwrap().to_owned())
    }

    /// The path and code of each field error.
    pub(crate) fn errors(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| (text(&error["path"]), text(&error["code"]))).collect()
    }
}

/// An idempotency key that no other submission has.
pub(crate) fn fresh_key() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// The settings from a configuration file. Every test that starts a proxy calls this function first.
pub(crate) fn read(toml: &str) -> Settings {
    super::listen_undecided();
    settings(toml)
}

/// The configuration file of the tests, for the CRM at this address.
pub(crate) fn toml(crm: &str) -> String {
    Configuration::new(crm).to_string()
}

impl Rig {
    pub(crate) async fn start() -> Self {
        Self::with(|toml| toml).await
    }

    /// A rig with a changed configuration file.
    pub(crate) async fn with(change: impl FnOnce(String) -> String) -> Self {
        Self::with_assets(change, Assets::default()).await
    }

    pub(crate) async fn with_assets(change: impl FnOnce(String) -> String, assets: Assets) -> Self {
        let crm = Arc::new(Crm::start().await);
        let toml = change(toml(&crm.url()));
        Self::of(crm, toml, TestClock::default(), assets).await
    }

    /// A rig whose proxy uses this store.
    pub(crate) async fn storing_in(url: &str) -> Self {
        Self::with(|toml| toml.replace("memory:", url)).await
    }

    /// Another proxy with the same configuration file, in front of the same CRM.
    pub(crate) async fn another(&self) -> Self {
        let (crm, clock) = (Arc::clone(&self.crm), self.clock.clone());
        Self::of(crm, self.toml.clone(), clock, Assets::default()).await
    }

    async fn of(crm: Arc<Crm>, toml: String, clock: TestClock, assets: Assets) -> Self {
        let proxy = Proxy::start_with_clock(read(&toml), assets, clock.clock()).await.unwrap();
        Self { crm, proxy, client: client(), clock, toml }
    }

    /// Changes the configuration file and makes the proxy read it again. Returns whether the new file is in effect.
    pub(crate) fn reload(&self, change: impl FnOnce(String) -> String) -> bool {
        self.proxy.reload(try_settings(&change(self.toml.clone())))
    }

    /// A rig whose proxy uses this address as the CRM. The rig's own CRM then gets no request.
    pub(crate) async fn in_front_of(address: &str) -> Self {
        let crm = Arc::new(Crm::start().await);
        Self::of(crm, toml(address), TestClock::default(), Assets::default()).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.proxy.address())
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    /// A new token for the form in the partner page. While the proxy has no form to show, an earlier token.
    pub(crate) async fn token(&self) -> String {
        match token(&self.client, &self.url(""), "acme", ORIGIN).await {
            Some(token) => token,
            None => Box::pin(async { Self::start().await.token().await }).await,
        }
    }

    /// A POST of the partner page, with a new token and a new idempotency key.
    pub(crate) async fn post(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.post_without_key(body).await.header("idempotency-key", fresh_key())
    }

    pub(crate) async fn post_without_key(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        let token = self.token().await;
        post_of(&self.client, &self.url(""), "acme", ORIGIN).header("form-token", token).body(body)
    }

    /// The head of such a POST as bytes, with these headers in addition to the usual ones.
    pub(crate) async fn post_head(&self, extra: &str) -> String {
        self.post_head_with(&fresh_key(), extra).await
    }

    /// Like `post_head`, with this idempotency key.
    pub(crate) async fn post_head_with(&self, key: &str, extra: &str) -> String {
        let (token, content_type) = (self.token().await, Multipart::content_type());
        format!(
            "POST /api/forms/acme/customers HTTP/1.1\r\nhost: forms.example\r\norigin: {ORIGIN}\r\n\
             content-type: {content_type}\r\nidempotency-key: {key}\r\nform-token: {token}\r\n{extra}\r\n"
        )
    }

    pub(crate) async fn submit(&self, body: Multipart) -> ProxyAnswer {
        send(self.post(body.finish()).await).await
    }

    /// Submits a body with this idempotency key.
    pub(crate) async fn submit_as(&self, key: &str, body: Multipart) -> ProxyAnswer {
        send(self.post_without_key(body.finish()).await.header("idempotency-key", key)).await
    }

    /// Sends a GET request to the private listener.
    pub(crate) async fn admin(&self, path: &str) -> ProxyAnswer {
        send(self.client.get(format!("http://{}{path}", self.proxy.admin_address()))).await
    }
}

/// A token for a form in a page of this origin. `None` if the proxy has no form to show.
pub(crate) async fn token(client: &Client, proxy: &str, form: &str, origin: &str) -> Option<String> {
    let request = client.get(format!("{proxy}/api/forms/{form}")).header("origin", origin);
    let served = send(request).await;
    (served.status == 200).then(|| served.header("form-token").unwrap().to_owned())
}

/// A POST to a proxy as a page of this origin sends it, with a token and without an idempotency key.
pub(crate) async fn filled(client: &Client, proxy: &str, form: &str, origin: &str) -> RequestBuilder {
    // A page that may not show the form gets no token for it either.
    let token = token(client, proxy, form, origin).await.unwrap_or_else(|| "none".to_owned());
    post_of(client, proxy, form, origin).header("form-token", token).body(Multipart::filled().finish())
}

fn post_of(client: &Client, proxy: &str, form: &str, origin: &str) -> RequestBuilder {
    client
        .post(format!("{proxy}/api/forms/{form}/customers"))
        .header("origin", origin)
        .header("content-type", Multipart::content_type())
}

pub(crate) async fn send(request: RequestBuilder) -> ProxyAnswer {
    ProxyAnswer::of(request.send().await.unwrap()).await
}
