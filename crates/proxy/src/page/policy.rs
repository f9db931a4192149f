//! The page's Content Security Policy, and the one piece of style that it allows by its hash.

use axum::http::HeaderValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::settings::Origin;
use crate::settings::page::{Accent, Colour};

/// What the document's only `<style>` says: the form's colours, where they are not its own.
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
    // Browsers without light-dark() ask the system, also in the frame of a page that is dark or light by itself.
    format!(
        ":root{{{lighter}}}@media(prefers-color-scheme:dark){{:root{{{darker}}}}}\
         @supports(color:light-dark(red,red)){{:root{{{either}}}}}"
    )
}

/// Nothing but our own files, and no page around it but `frame`: whoever frames the form could make a person send
/// it. `blob:` shows the chosen photo.
pub(super) fn policy(colours: &str, frame: Option<&Origin>) -> HeaderValue {
    let hash = STANDARD.encode(Sha256::digest(colours));
    let ancestors = frame.map_or("'none'", Origin::as_str);
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'sha256-{hash}'; \
         connect-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    );
    // An origin is ASCII without blanks. Were it not, nothing at all would be the safe thing to allow.
    HeaderValue::try_from(policy)
        .unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}
