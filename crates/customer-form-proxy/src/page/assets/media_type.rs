//! Media types of the browser's files.

/// The media type of SVG, which is a document that can contain scripts.
pub(crate) const SVG: &str = "image/svg+xml";

/// The media type by the name's extension. The WASM type must be exact, since `WebAssembly.instantiateStreaming`
/// accepts no other.
pub(super) fn of(name: &str) -> &'static str {
    let (_, extension) = name.rsplit_once('.').unwrap_or_default();
    match extension {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "txt" | "ts" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => SVG,
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// Whether the file is text, which compression makes smaller.
pub(super) fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") || media_type == SVG
}
