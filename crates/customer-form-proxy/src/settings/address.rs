//! Addresses in the configuration file: listeners, the URLs of the proxy and the CRM, links, and the origins of pages
//! that may embed a form.

use std::fmt;
use std::net::SocketAddr;

use thiserror::Error;
use url::{Host, Url};

use super::SettingsProblem;

/// An origin as browsers serialise it in the `Origin` header: scheme, host and port, nothing else.
///
/// ```
/// use customer_form_proxy::settings::Origin;
/// assert!("https://acme.example".parse::<Origin>().is_ok());
/// assert!("https://acme.example/".parse::<Origin>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

/// Why a text is not an [`Origin`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the sentence of each variant is its documentation")]
pub enum InvalidOrigin {
    #[error("\"*\" would allow every page; list each allowed origin")]
    Any,
    #[error("all sandboxed frames and local files have this origin; list the origins of your pages")]
    Null,
    #[error("an origin starts with https:// or http://")]
    Scheme,
    #[error("an origin cannot contain an asterisk (*); list each allowed origin")]
    Wildcard,
    #[error("a browser cannot open a page at this host and port; correct the host or the port")]
    Host,
    #[error("write \"{expected}\", because browsers send the origin in this spelling")]
    Spelling { expected: String },
}

/// The URL at which visitors reach the proxy: the origin of the onboarding page and of `embed.js`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl Origin {
    /// The text of the `Origin` header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        match text {
            "*" => return Err(InvalidOrigin::Any),
            "null" => return Err(InvalidOrigin::Null),
            _ => {}
        }
        if text.contains('*') {
            return Err(InvalidOrigin::Wildcard);
        }
        let has_scheme = text.starts_with("https://") || text.starts_with("http://");
        let why = if has_scheme { InvalidOrigin::Host } else { InvalidOrigin::Scheme };
        let url = Url::parse(text).ok().filter(is_http).ok_or(why)?;
        let expected = url.origin().ascii_serialization();
        if text != expected {
            return Err(InvalidOrigin::Spelling { expected });
        }
        if has_pages(&url) { Ok(Self(expected)) } else { Err(InvalidOrigin::Host) }
    }
}

impl PublicUrl {
    /// The origin of the proxy's own pages.
    pub fn origin(&self) -> Origin {
        Origin(self.0.origin().ascii_serialization())
    }

    /// The URL of a form's onboarding page.
    pub fn onboarding_page(&self, form: &str) -> String {
        format!("{}/onboarding/{form}", self.origin())
    }

    /// The URL with `port` in place of port 0. Port 0 means "the port that the system chooses".
    pub(crate) fn on_port(mut self, port: u16) -> Self {
        if self.0.port() == Some(0) {
            // Only a URL without a host refuses a port, and an http URL always has a host.
            let _ = self.0.set_port(Some(port));
        }
        self
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.origin().fmt(f)
    }
}

pub(super) fn listener(text: &str) -> Result<SocketAddr, SettingsProblem> {
    text.parse().map_err(|_| SettingsProblem::NotAListener { written: text.to_owned() })
}

pub(super) fn origin(text: &str) -> Result<Origin, SettingsProblem> {
    text.parse().map_err(|why| SettingsProblem::NotAnOrigin { written: text.to_owned(), why })
}

/// Parses `public_url`: scheme, host and port only, since the paths of pages and assets start at the root.
pub(super) fn public_url(text: &str) -> Result<PublicUrl, SettingsProblem> {
    let url = http_url(text)?;
    let mut host = url.clone();
    // Port 0 means the port that the system chooses, and is not checked. Only a URL without a host refuses another
    // port.
    let _ = host.set_port(None);
    if !has_pages(&host) {
        return Err(not_a_url(text, "a browser cannot open a page at this host; correct the host"));
    }
    if url.path() != "/" {
        return Err(not_a_url(text, "the proxy serves its pages from the root of the host; remove the path"));
    }
    Ok(PublicUrl(url))
}

pub(super) fn base_url(text: &str) -> Result<Url, SettingsProblem> {
    let mut url = http_url(text)?;
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(SettingsProblem::PlainHttp);
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Parses a URL that a visitor is sent to or can follow.
pub(super) fn link(text: &str) -> Result<Url, SettingsProblem> {
    let url = any_http_url(text)?;
    if url.scheme() == "http" && !is_loopback(&url) { Err(SettingsProblem::PlainLink) } else { Ok(url) }
}

/// Parses a URL that other URLs are made from.
fn http_url(text: &str) -> Result<Url, SettingsProblem> {
    let url = any_http_url(text)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(not_a_url(text, "remove the query (?) and the fragment (#)"));
    }
    Ok(url)
}

fn any_http_url(text: &str) -> Result<Url, SettingsProblem> {
    let url = Url::parse(text)
        .ok()
        .filter(is_http)
        .ok_or_else(|| not_a_url(text, "write a complete URL that starts with https:// or http://"))?;
    if !url.username().is_empty() || url.password().is_some() {
        // The URL is not repeated in the message, since its password is a secret.
        return Err(not_a_url("…@…", "remove the user name and the password"));
    }
    Ok(url)
}

fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// Whether a browser can load a page from this URL: its host is a name that the DNS allows (RFC 1035, 2.3.4; the
/// underscore is used in private networks), or the address of one machine.
fn has_pages(url: &Url) -> bool {
    let is_one = match url.host() {
        Some(Host::Ipv4(address)) => {
            !(address.is_unspecified() || address.is_multicast() || address.is_broadcast())
        }
        Some(Host::Ipv6(address)) => !(address.is_unspecified() || address.is_multicast()),
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            let is_label = |label: &str| {
                (1..=63).contains(&label.len())
                    && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            };
            name.len() <= 253 && name.split('.').all(is_label)
        }
        None => false,
    };
    is_one && url.port() != Some(0)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn not_a_url(written: &str, why: &'static str) -> SettingsProblem {
    SettingsProblem::NotAUrl { written: written.to_owned(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origin_has_the_spelling_of_browsers() {
        for text in ["https://acme.example", "http://localhost:3000", "https://[::1]:8443", "http://10.0.0.1"]
        {
            assert_eq!(text.parse::<Origin>().map(|origin| origin.to_string()), Ok(text.to_owned()));
        }
        for (text, expected) in [
            ("https://acme.example/", "https://acme.example"),
            ("https://acme.example/shop", "https://acme.example"),
            ("https://acme.example?a", "https://acme.example"),
            ("https:/acme.example", "https://acme.example"),
            (" https://acme.example", "https://acme.example"),
            ("https://user@acme.example", "https://acme.example"),
            ("https://ACME.example", "https://acme.example"),
            ("https://acme.example:443", "https://acme.example"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
        ] {
            let expected = InvalidOrigin::Spelling { expected: expected.to_owned() };
            assert_eq!(text.parse::<Origin>(), Err(expected), "{text}");
        }
        assert_eq!("*".parse::<Origin>(), Err(InvalidOrigin::Any));
        for text in ["https://*.acme.example", "https://*", "*.acme.example", "https://acme.example:*"] {
            assert_eq!(text.parse::<Origin>(), Err(InvalidOrigin::Wildcard), "{text}");
        }
        let long = format!("https://{}.example", "a".repeat(64));
        for text in [
            "https://.acme.example",
            "https://acme..example",
            "https://0.0.0.0",
            "http://[::]:3000",
            "https://224.0.0.1",
            "https://acme.example:0",
            "https://acme.example:99999",
            "https://xn--a.example",
            "https://acme,www.acme.example",
            "https://acme example",
            &long,
        ] {
            assert_eq!(text.parse::<Origin>(), Err(InvalidOrigin::Host), "{text}");
        }
        for text in ["https://my_host", "https://acme.example.", "https://xn--bcher-kva.example"] {
            assert!(text.parse::<Origin>().is_ok(), "{text}");
        }
        assert_eq!("null".parse::<Origin>(), Err(InvalidOrigin::Null));
        for text in ["", "acme.example", "ftp://acme.example", "file:///x"] {
            assert_eq!(text.parse::<Origin>(), Err(InvalidOrigin::Scheme), "{text}");
        }
    }

    #[test]
    fn plain_http_to_the_crm_is_allowed_only_on_loopback() {
        for text in ["http://127.0.0.1:8081", "http://127.9.9.9", "http://[::1]:1", "http://localhost:8081"] {
            assert!(base_url(text).is_ok(), "{text}");
        }
        for text in
            ["http://app.example", "http://10.0.0.1", "http://127.0.0.1.example", "http://localhost.example"]
        {
            assert_eq!(base_url(text), Err(SettingsProblem::PlainHttp), "{text}");
        }
    }

    #[test]
    fn links_for_visitors_need_https_or_loopback() {
        for text in
            ["https://acme.example/terms?v=2#data", "http://127.0.0.1:8081/thanks", "https://acme.example"]
        {
            assert!(link(text).is_ok(), "{text}");
        }
        assert_eq!(link("http://acme.example/terms"), Err(SettingsProblem::PlainLink));
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "/terms",
            "//acme.example",
            "https://a:b@acme.example",
        ] {
            assert!(matches!(link(text), Err(SettingsProblem::NotAUrl { .. })), "{text}");
        }
    }

    #[test]
    fn public_url_needs_a_host_that_visitors_can_reach() {
        for text in ["http://0.0.0.0:8080", "https://[::]", "https://*.acme.example", "https://acme..example"]
        {
            assert!(matches!(public_url(text), Err(SettingsProblem::NotAUrl { .. })), "{text}");
        }
        for text in ["http://127.0.0.1:0", "https://forms.example.com", "http://localhost:8080"] {
            assert!(public_url(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn port_0_is_replaced_by_the_chosen_port() {
        let url = public_url("http://127.0.0.1:0").unwrap().on_port(4711);
        assert_eq!(url.origin().as_str(), "http://127.0.0.1:4711");
        let url = public_url("https://forms.example.com").unwrap().on_port(4711);
        assert_eq!(url.origin().as_str(), "https://forms.example.com");
    }
}
