//! A sandbox with a data directory of its own, and a client that knows the key.

use std::time::{Duration, Instant};

use crm_sandbox::{FieldsAnswer, Sandbox, SandboxOptions, StoredCustomer};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::form::{BOUNDARY, FormBody};

/// SHA-256 of nothing at all, as every table of test vectors has it.
pub(crate) const SHA256_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

pub(crate) struct Crm {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) data: TempDir,
}

impl Crm {
    /// An account without custom fields.
    pub(crate) async fn start() -> Self {
        Self::with_fields(json!([])).await
    }

    /// An account with these fields, the list that stands in `data`.
    pub(crate) async fn with_fields(fields: Value) -> Self {
        let body = json!({ "data": fields }).to_string();
        Self::with(|options| options.fields = FieldsAnswer::json(body)).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut SandboxOptions)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut options = SandboxOptions::new(data.path());
        change(&mut options);
        let sandbox = Sandbox::start(options).await.unwrap();
        Self { sandbox, client: client(), data }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.base_url())
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path)).bearer_auth("sandbox-key").header("accept", "application/json")
    }

    /// A request to create a customer, with key and `Accept`, ready to send.
    pub(crate) fn post(&self, form: &FormBody) -> RequestBuilder {
        self.client
            .post(self.url("/api/customers"))
            .bearer_auth("sandbox-key")
            .header("accept", "application/json")
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(form.body())
    }

    pub(crate) async fn create(&self, form: &FormBody) -> Response {
        self.post(form).send().await.unwrap()
    }

    /// Creates a customer, which has to succeed, and gives what was stored.
    pub(crate) async fn created(&self, form: &FormBody) -> StoredCustomer {
        let answer = self.create(form).await;
        let status = answer.status();
        assert_eq!(status, StatusCode::CREATED, "{}", answer.text().await.unwrap());
        self.sandbox.customers().await.unwrap().pop().unwrap()
    }

    /// Sends a form that has to be refused, and gives the body of the 422.
    pub(crate) async fn refused(&self, form: &FormBody) -> Value {
        let answer = self.create(form).await;
        let status = answer.status();
        let body = answer.text().await.unwrap();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        serde_json::from_str(&body).unwrap()
    }

    pub(crate) async fn count(&self) -> usize {
        self.sandbox.customers().await.unwrap().len()
    }
}

/// A client that follows no redirect.
pub(crate) fn client() -> Client {
    // Built together with the proxy, reqwest has TLS without a provider and asks for one, although nothing here is
    // encrypted. The only error is that another test of this program was first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// A custom field as the API page shows one.
pub(crate) fn field(id: u64, kind: u64, key: &str, required: bool, settings: Value) -> Value {
    let mut field = json!({"id": id, "type": kind, "name": key, "key": key, "required": required});
    field["fields"] = settings;
    field
}

/// Settings of a file field.
pub(crate) fn accepting(extensions: &[&str], allow_multiple: bool, max_files: u64) -> Value {
    json!({"options": [null], "fileConfig": {
        "acceptFile": extensions, "allowMultiple": allow_multiple, "maxFiles": max_files,
    }})
}

/// Waits until something is so; fails after a time in which it would have been long ago.
pub(crate) async fn until(is_so: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_so().await {
        assert!(Instant::now() < deadline, "what was waited for did not happen");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
