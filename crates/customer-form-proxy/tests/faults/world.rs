//! The sandbox, the line to it, the proxy, and a visitor.

use crm_sandbox::{Endpoint, PhotoRule, Sandbox, SandboxOptions};
use customer_form_proxy::{Assets, RunningProxy};
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;
use test_support::client::client;
use test_support::configuration::Configuration;
use test_support::multipart::Multipart;
use test_support::program::KEY;
use test_support::wait::until;

use crate::line::Line;

/// The status and code that the visitor gets.
pub(crate) type Told = (u16, &'static str);

pub(crate) struct World {
    pub(crate) line: Line,
    crm: Sandbox,
    proxy: RunningProxy,
    client: Client,
    _data: TempDir,
}

/// A filled form with its idempotency key.
pub(crate) struct Submission {
    key: String,
    token: String,
    body: Vec<u8>,
}

impl World {
    pub(crate) async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut options = SandboxOptions::new(data.path());
        let notes =
            json!({"id": 54, "type": 7, "name": "Notes", "key": "notes", "required": false, "fields": null});
        options.api_key = KEY.into();
        options.fields = crm_sandbox::FieldsAnswer::json(json!({ "data": [notes] }).to_string());
        options.photo = PhotoRule::Optional;
        let crm = Sandbox::start(options).await.unwrap();
        let line = Line::to(crm.base_url().trim_start_matches("http://").parse().unwrap()).await;
        let toml = Configuration {
            store: format!("sqlite:{}", data.path().join("proxy.db").display()),
            timeouts: "upstream_answer_seconds = 3".to_owned(),
            ..Configuration::new(format!("http://{}", line.address))
        };
        let proxy = test_support::proxy::start(&toml.to_string(), Assets::default()).await;
        let (client, url) = (client(), proxy.public_url().to_string());
        // The proxy reads the CRM's custom fields now, before the line breaks.
        form_config(&client, &url).await;
        Self { line, crm, proxy, client, _data: data }
    }

    /// The filled form of another visitor.
    pub(crate) async fn submission(&self) -> Submission {
        let key = uuid::Uuid::new_v4().to_string();
        // Long enough that the request can be cut in the middle.
        let notes = "x".repeat(20_000);
        let body = Multipart::filled_by(&format!("{key}@example.com"))
            .text("custom_fields[54][value]", notes)
            .finish();
        let served = form_config(&self.client, &self.proxy.public_url().to_string()).await;
        let token = served.headers()["form-token"].to_str().unwrap().to_owned();
        Submission { key, token, body }
    }

    /// Submits the form. Returns the status and code that the visitor gets.
    pub(crate) async fn send(&self, submission: &Submission) -> (u16, String) {
        let url = self.proxy.public_url().to_string();
        let answer = self
            .client
            .post(format!("{url}/api/forms/acme/customers"))
            .header("origin", &url)
            .header("idempotency-key", &submission.key)
            .header("form-token", &submission.token)
            .header("content-type", Multipart::content_type())
            .body(submission.body.clone())
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16();
        let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        (status, body["code"].as_str().unwrap_or_default().to_owned())
    }

    pub(crate) async fn customers(&self) -> usize {
        self.crm.customers().await.unwrap().len()
    }

    /// How many submissions reached the CRM, complete or not. The CRM refuses a second customer with the same email
    /// address, so the number of customers does not show a submission that was sent twice.
    pub(crate) fn sent(&self) -> usize {
        self.crm.requests_to(Endpoint::Customers).len()
    }

    /// Waits until the CRM has at least this many customers: the CRM may still be working when the line has already
    /// broken.
    pub(crate) async fn settled(&self, customers: usize) {
        until("the customer", async || self.customers().await >= customers).await;
    }
}

async fn form_config(client: &Client, proxy: &str) -> reqwest::Response {
    let served = client.get(format!("{proxy}/api/forms/acme")).send().await.unwrap();
    assert_eq!(served.status(), 200);
    served
}
