//! The CRM client. Only this module knows the API key and talks to the CRM.

mod answer;
mod body;
mod client;
mod custom_fields;
mod customers;
mod deadline;
mod error;
mod file_name;
mod multipart;
#[cfg(any(test, fuzzing))]
mod written;

use http::HeaderValue;
use http::header::{ACCEPT, AUTHORIZATION};
use reqwest::{Client, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::settings::Timeouts;

pub use client::ClientError;
pub(crate) use client::client;
pub(crate) use error::{CrmError, FetchError, UnknownReason};
pub(crate) use file_name::clean as clean_file_name;
#[cfg(any(test, fuzzing))]
pub(crate) use file_name::clean_listed as clean_listed_file_name;
#[cfg(any(test, fuzzing))]
pub(crate) use written::{understood, written};

/// One CRM account.
pub(crate) struct Upstream {
    client: Client,
    base_url: Url,
    api_key: SecretString,
    timeouts: Timeouts,
}

impl Upstream {
    pub(crate) fn new(client: Client, base_url: Url, api_key: SecretString, timeouts: Timeouts) -> Self {
        Self { client, base_url, api_key, timeouts }
    }

    /// Whether this is the account with the same address, API key and timeouts.
    pub(crate) fn is(&self, base_url: &Url, api_key: &SecretString, timeouts: &Timeouts) -> bool {
        // Both keys come from the operator, so a comparison that is not constant-time reveals nothing to a visitor.
        self.base_url == *base_url
            && self.api_key.expose_secret() == api_key.expose_secret()
            && self.timeouts == *timeouts
    }

    /// The URL of an endpoint below `/api/`.
    fn endpoint(&self, name: &str) -> Url {
        let mut url = self.base_url.clone();
        url.set_path(&format!("{}/api/{name}", self.base_url.path().trim_end_matches('/')));
        url
    }

    /// Adds `Authorization` and `Accept`. Without `Accept` the CRM answers with a redirect to a page instead of 401 and
    /// 422 (API notes).
    fn with_headers(&self, request: RequestBuilder) -> RequestBuilder {
        // The settings refuse an API key that a header cannot carry. An empty header would be refused by the CRM.
        let bearer = format!("Bearer {}", self.api_key.expose_secret());
        let mut authorization = HeaderValue::try_from(bearer).unwrap_or(HeaderValue::from_static(""));
        authorization.set_sensitive(true);
        request.header(AUTHORIZATION, authorization).header(ACCEPT, "application/json")
    }
}
