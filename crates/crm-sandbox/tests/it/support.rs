//! A sandbox with its own data directory, and a client that has the key.

use crm_sandbox::{FieldsAnswer, Sandbox, SandboxOptions, StoredCustomer};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use test_support::client::client_that_follows;

use crate::form::{BOUNDARY, FormBody};

/// The SHA-256 hash of empty input, from published test vectors.
pub(crate) const SHA256_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

pub(crate) struct Crm {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) data: TempDir,
}

impl Crm {
    /// A sandbox whose account has no custom fields.
    pub(crate) async fn start() -> Self {
        Self::with_fields(json!([])).await
    }

    /// A sandbox whose account has these fields; `fields` is the list in `data`.
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

    /// A request to create a customer, with the key and `Accept`, not sent yet.
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

    /// Creates a customer, which must succeed, and returns the stored customer.
    pub(crate) async fn created(&self, form: &FormBody) -> StoredCustomer {
        let answer = self.create(form).await;
        let status = answer.status();
        assert_eq!(status, StatusCode::CREATED, "{}", answer.text().await.unwrap());
        self.sandbox.customers().await.unwrap().pop().unwrap()
    }

    /// Sends a form that must be refused, and returns the body of the 422.
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
    client_that_follows(Policy::none())
}

/// A custom field in the format of the API page.
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
