//! The names of the headers between form and proxy. The names are in lower case, as HTTP/2 and Rust's `http` crate
//! require; HTTP ignores the case. `docs/http-api.md` says what each header means.

/// The request id, in requests and in answers.
pub const REQUEST_ID: &str = "x-request-id";

/// The key of one filled form, in a submission.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Marks the answer to a submission that repeats an earlier answer.
pub const IDEMPOTENCY_REPLAYED: &str = "idempotency-replayed";

/// The revision of the form configuration. The header tells a browser that has two tokens whether the tokens came with
/// the same form configuration.
pub const FORM_REVISION: &str = "form-revision";

/// The token. It comes with the form configuration, and a submission sends it back.
pub const FORM_TOKEN: &str = "form-token";

/// The challenge of the proof of work, as JSON. It comes with the form configuration.
pub const FORM_CHALLENGE: &str = "form-challenge";

/// The solution of the challenge, as JSON in base64. A submission sends it.
pub const FORM_PROOF: &str = "form-proof";

/// The time after which a client may retry (RFC 9110, 10.2.3).
pub const RETRY_AFTER: &str = "retry-after";

/// The headers of a request that a page sets and that need the proxy's permission (CORS), besides `content-type`.
pub const OF_REQUESTS: [&str; 4] = [REQUEST_ID, IDEMPOTENCY_KEY, FORM_TOKEN, FORM_PROOF];

/// The headers of an answer that a page may read (CORS).
pub const OF_ANSWERS: [&str; 6] =
    [FORM_REVISION, FORM_TOKEN, FORM_CHALLENGE, RETRY_AFTER, REQUEST_ID, IDEMPOTENCY_REPLAYED];
