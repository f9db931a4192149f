//! Decides whether a request gets its errors as JSON, like Laravel's `expectsJson`.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// True if the client's preferred type is a JSON type, or if the request comes from a script that accepts any type.
pub(crate) fn expects_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let best = best_liked(accept);
    let is_script = headers.get("x-requested-with").is_some_and(|value| value == "XMLHttpRequest");
    best.contains("/json") || best.contains("+json") || (is_script && matches!(best, "" | "*/*" | "*"))
}

/// The first of the types with the highest `q`.
fn best_liked(accept: &str) -> &str {
    let mut best = ("", -1.0);
    for entry in accept.split(',') {
        let mut parameters = entry.split(';').map(str::trim);
        let media_type = parameters.next().unwrap_or_default();
        let quality =
            parameters.find_map(|one| one.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
        if quality > best.1 {
            best = (media_type, quality);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_sent_when_the_client_prefers_json() {
        for (accept, script, expected) in [
            ("application/json", false, true),
            ("application/problem+json", false, true),
            ("text/html, application/json;q=0.9", false, false),
            ("text/html;q=0.8, application/json", false, true),
            ("application/json, text/plain, */*", false, true),
            ("*/*", false, false),
            ("", false, false),
            ("*/*", true, true),
            ("text/html", true, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().unwrap());
            if script {
                headers.insert("x-requested-with", "XMLHttpRequest".parse().unwrap());
            }
            assert_eq!(expects_json(&headers), expected, "{accept:?}, script: {script}");
        }
    }
}
