//! The HTTP client for the CRM.

use std::sync::Arc;

use reqwest::redirect::Policy;
use reqwest::{Client, retry};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use thiserror::Error;
use url::Url;

use crate::settings::Timeouts;

/// The HTTP client for the CRM cannot be created.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The system has no trusted CA certificates, or none that can be read.
    #[error(
        "cannot load the system's CA certificates for https to the CRM; install the certificates (Debian package: \
         ca-certificates): {0}"
    )]
    Certificates(#[source] rustls::Error),
    /// TLS cannot be set up for another reason.
    #[error("cannot set up TLS: {0}")]
    Tls(#[source] rustls::Error),
    /// The client cannot be created for another reason.
    #[error("cannot create the HTTP client: {0}")]
    Http(#[source] reqwest::Error),
}

/// Creates a client that follows no redirect (a redirect would carry a submission elsewhere), takes no HTTP proxy from
/// the environment, keeps no cookies, and never sends a request twice.
///
/// To never send a request twice, the client does not reuse connections: a server may close an idle connection at the
/// moment when the next request goes out, and HTTP clients usually send the request again then. For a POST it is
/// unknown whether the first request was carried out. A new connection costs a few milliseconds for a request that a
/// visitor makes once.
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

/// The system's CA certificates for https. For http there are none, so that the proxy can be tried out on a machine
/// without CA certificates.
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
