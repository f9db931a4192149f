//! The page's Content Security Policy, and the content of the style element with the page's colours.

use axum::http::HeaderValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

use crate::settings::Origin;
use crate::settings::page::{Accent, Colour};

/// The content of the document's `<style>`: the accent colours. It is empty if the page uses the form's own
/// colours.
pub(super) fn colours(accent: Option<Accent>) -> String {
    let Some(Accent { light, dark }) = accent else { return String::new() };
    let tokens = |accent: &str, text: &str| {
        format!("--customer-form-accent:{accent};--customer-form-on-accent:{text}")
    };
    let of = |accent: Colour| tokens(&accent.to_string(), &accent.text().to_string());
    let (lighter, darker) = (of(light), of(dark));
    let either = tokens(
        &format!("light-dark({light},{dark})"),
        &format!("light-dark({},{})", light.text(), dark.text()),
    );
    // Browsers without light-dark() follow the system's colour scheme, even in a frame of a page that sets its own.
    format!(
        ":root{{{lighter}}}@media(prefers-color-scheme:dark){{:root{{{darker}}}}}\
         @supports(color:light-dark(red,red)){{:root{{{either}}}}}"
    )
}

/// The policy: it allows only the proxy's own files and the `<style>` elements with these contents, and no page but
/// `frame` around the form. A page that frames the form could otherwise trick a visitor into sending it. `blob:` shows
/// the chosen photo.
pub(super) fn policy(styles: &[&str], frame: Option<&Origin>) -> HeaderValue {
    let hash = |style: &&str| format!(" 'sha256-{}'", STANDARD.encode(digest(&SHA256, style.as_bytes())));
    let hashes: String = styles.iter().map(hash).collect();
    let ancestors = frame.map_or("'none'", Origin::as_str);
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'{hashes}; \
         connect-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    );
    // An origin is ASCII without blanks, so that this cannot fail. The fallback allows nothing.
    HeaderValue::try_from(policy)
        .unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}
