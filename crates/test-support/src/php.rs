//! Turns one case of the sandbox's `php-forms.json` into the body of a request. The program that records how PHP reads
//! the body uses this module, and so does the test that compares the sandbox with the recording.

use serde_json::Value;

/// The body of a case, with the boundary `B`.
pub fn body(case: &Value) -> String {
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
