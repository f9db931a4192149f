//! The sandbox, the line to it, the proxy, and a visitor.

use std::path::Path;
use std::time::{Duration, Instant};

use crm_sandbox::{Endpoint, PhotoRule, Sandbox, SandboxOptions};
use customer_form_proxy::{Assets, Proxy, RunningProxy, Settings};
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::file::toml;
use crate::line::Line;

/// The status and code that the visitor gets.
pub(crate) type Told = (u16, &'static str);

const BOUNDARY: &str = "----faults";

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
    body: String,
}

impl World {
    pub(crate) async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut options = SandboxOptions::new(data.path());
        let notes =
            json!({"id": 54, "type": 7, "name": "Notes", "key": "notes", "required": false, "fields": null});
        options.fields = crm_sandbox::FieldsAnswer::json(json!({ "data": [notes] }).to_string());
        options.photo = PhotoRule::Optional;
        let crm = Sandbox::start(options).await.unwrap();
        let line = Line::to(crm.base_url().trim_start_matches("http://").parse().unwrap()).await;
        let store = format!("sqlite:{}", data.path().join("proxy.db").display());
        let toml = toml(&format!("http://{}", line.address))
            .replace("memory:", &store)
            .replace("[timeouts]", "[timeouts]\nupstream_answer_seconds = 3");
        let env = |name: &str| (name == "ACME_API_KEY").then(|| "sandbox-key".to_owned());
        let settings = Settings::from_toml(&toml, Path::new(""), &env).unwrap();
        let proxy = Proxy::start(settings, Assets::default()).await.unwrap();
        let (client, url) = (client(), proxy.public_url().to_string());
        // The proxy reads the CRM's custom fields now, before the line breaks.
        describe(&client, &url).await;
        Self { line, crm, proxy, client, _data: data }
    }

    /// The filled form of another visitor.
    pub(crate) async fn submission(&self) -> Submission {
        let key = uuid::Uuid::new_v4().to_string();
        let email = format!("{key}@example.com");
        // Long enough that the request can be cut in the middle.
        let notes = "x".repeat(20_000);
        let parts = [
            ("email", email.as_str()),
            ("name", "Ada"),
            ("last_name", "Lovelace"),
            ("phone", "0"),
            ("business_information[company_name]", "A"),
            ("custom_fields[54][value]", &notes),
        ];
        let mut body = String::new();
        for (name, value) in parts {
            body.push_str(&format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        body.push_str(&format!("--{BOUNDARY}--\r\n"));
        let described = describe(&self.client, &self.proxy.public_url().to_string()).await;
        let token = described.headers()["form-token"].to_str().unwrap().to_owned();
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
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
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
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.customers().await < customers && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

async fn describe(client: &Client, proxy: &str) -> reqwest::Response {
    let described = client.get(format!("{proxy}/api/forms/acme")).send().await.unwrap();
    assert_eq!(described.status(), 200);
    described
}

/// A client without TLS, because the proxy's dependencies include no TLS provider.
fn client() -> Client {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Client::builder().no_proxy().pool_max_idle_per_host(0).tls_backend_preconfigured(tls).build().unwrap()
}
