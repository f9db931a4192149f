//! A case of the recording as the body of a request. The crate's test takes this file in, too, so that both
//! read the same bytes.

use serde_json::Value;

/// With `B` as its boundary.
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
    // A case may leave the end out, as a client does that stops halfway.
    if case["closed"] != Value::Bool(false) {
        body += "--B--\r\n";
    }
    body
}
