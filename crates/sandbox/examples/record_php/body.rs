//! Turns one case of `php-forms.json` into the body of a request. The test of the crate includes this file too, so
//! that the test and the recording read the same bytes.

use serde_json::Value;

/// The body of a case, with the boundary `B`.
pub(crate) fn body(case: &Value) -> String {
    let mut body = String::new();
    for part in case["parts"].as_array().into_iter().flatten() {
        body += "--B\r\n";
        for (name, member) in [("Content-Disposition", "header"), ("Content-Type", "type")] {
            if let Some(value) = part[member].as_str() {
                body += &format!("{name}: {value}\r\n");
            }
        }
        body += &format!("\r\n{}\r\n", part["value"].as_str().unwrap_or_default());
    }
    // A case may leave out the end of the body, like a client that stops halfway.
    if case["closed"] != Value::Bool(false) {
        body += "--B--\r\n";
    }
    body
}
