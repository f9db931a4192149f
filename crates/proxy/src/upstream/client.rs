//! The HTTP client for the CRM.

use std::sync::Arc;

use reqwest::redirect::Policy;
use reqwest::{Client, retry};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use thiserror::Error;
use url::Url;

use crate::settings::Timeouts;

/// The client for the CRM cannot be made.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The system has no certificates to trust, or none that can be read.
    #[error("https to the CRM needs the system's CA certificates (Debian: ca-certificates): {0}")]
    Certificates(#[source] rustls::Error),
    /// Something else about encryption.
    #[error("https cannot be set up: {0}")]
    Tls(#[source] rustls::Error),
    /// Something else.
    #[error("the HTTP client cannot be made: {0}")]
    Http(#[source] reqwest::Error),
}

/// A client that does only what it is told: it follows no redirect (it would carry a submission elsewhere),
/// takes no proxy from the environment, keeps no cookies, and never sends a request twice.
///
/// That last one is why connections are not used again: a server may close an idle one just as the next request
/// goes out, and the usual remedy is to send it once more. For a POST, nobody knows whether the first one was
/// carried out. Connecting anew costs a few milliseconds on a request that a person makes once.
pub(crate) fn client(base_url: &Url, timeouts: &Timeouts) -> Result<Client, ClientError> {
    Client::builder()
        .user_agent(concat!("customer-form-proxy/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .retry(retry::never())
        .pool_max_idle_per_host(0)
        .connect_timeout(timeouts.upstream_connect)
        .tls_backend_preconfigured(tls(base_url)?)
        .build()
        .map_err(ClientError::Http)
}

/// The system's certificates for https; none for http, so that a machine without any can still be used to try
/// things out.
fn tls(base_url: &Url) -> Result<ClientConfig, ClientError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(ClientError::Tls)?;
    let builder = if base_url.scheme() == "https" {
        builder.with_platform_verifier().map_err(ClientError::Certificates)?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(builder.with_no_client_auth())
}
