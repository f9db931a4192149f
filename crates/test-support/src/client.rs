//! An HTTP client without TLS.

use std::sync::Arc;

use reqwest::Client;
use reqwest::redirect::Policy;

/// A client that follows redirects.
pub fn client() -> Client {
    client_that_follows(Policy::default())
}

/// A client that follows redirects by these rules. The client opens a connection for each request: a test that moves
/// the clock forward ends idle connections, possibly while the next request is being sent.
pub fn client_that_follows(redirects: Policy) -> Client {
    // The proxy's dependencies include TLS without a provider; the tests do not use TLS.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Client::builder()
        .no_proxy()
        .redirect(redirects)
        .pool_max_idle_per_host(0)
        .tls_backend_preconfigured(tls)
        .build()
        .unwrap()
}
