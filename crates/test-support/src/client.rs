//! An HTTP client without TLS.

use std::sync::Arc;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

/// A client that follows redirects.
pub fn client() -> Client {
    client_that_follows(Policy::default())
}

/// A client that follows redirects by these rules.
pub fn client_that_follows(redirects: Policy) -> Client {
    builder().redirect(redirects).build().unwrap()
}

/// The options of a client. The client opens a connection for each request, for two reasons:
/// - A test that moves the clock forward ends idle connections, possibly while the next request is being sent.
/// - When an end-to-end test fails, another thread closes the browser's session while the thread of the test waits. A
///   pooled connection would belong to the waiting thread.
pub fn builder() -> ClientBuilder {
    // The proxy's dependencies include TLS without a provider; the tests do not use TLS.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Client::builder().no_proxy().pool_max_idle_per_host(0).tls_backend_preconfigured(tls)
}
