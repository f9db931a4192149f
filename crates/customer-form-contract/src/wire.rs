//! The proxy's answers to a submission, as JSON.

use serde::{Deserialize, Serialize};

use crate::{FieldPath, FieldProblem, Report};

/// The outcome of a submission that the validator or the CRM has checked. A submission that failed for another reason
/// has a [`FailCode`] instead.
///
/// ```
/// use customer_form_contract::wire::{Customer, Outcome};
/// let accepted = Outcome::Accepted(Customer { id: Some("310".into()), ..Customer::default() });
/// assert_ne!(accepted, Outcome::Unknown);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The CRM has created the customer.
    Accepted(Customer),
    /// The browser, the proxy or the CRM found invalid fields. No customer was created.
    Rejected(Source, Report),
    /// The CRM may or may not have created the customer.
    Unknown,
}

/// The members of the created customer that the proxy sends to the page. A member that the CRM did not send is `None`.
/// The id is text, because a JavaScript number cannot hold every 64-bit integer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the API page's own names")]
pub struct Customer {
    #[serde(default)]
    pub id: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub last_name: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
}

/// The body of the proxy's answer with status 201.
///
/// ```
/// use customer_form_contract::wire::Created;
/// let created: Created = serde_json::from_str(r#"{"customer": {"id": "310", "name": "Ada"}}"#).unwrap();
/// assert_eq!(created.customer.id.as_deref(), Some("310"));
/// assert_eq!(created.customer.email, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Created {
    /// The new customer.
    pub customer: Customer,
}

/// The members of the proxy's `problem+json` answer (RFC 9457) that the form reads.
///
/// ```
/// use customer_form_contract::wire::{FailCode, Failure, FieldError, Source};
/// use customer_form_contract::{FieldPath, FieldProblem, FixedField};
/// let body = r#"{"code": "invalid", "source": "crm", "errors": [{"path": "email", "code": "taken"}]}"#;
/// let failure: Failure = serde_json::from_str(body).unwrap();
/// assert_eq!(FailCode::from_code(&failure.code), Some(FailCode::Invalid));
/// assert_eq!(failure.source, Some(Source::Crm));
/// assert_eq!(FieldError::to_report(&failure.errors).0, [(FieldPath::Fixed(FixedField::Email), FieldProblem::Taken)]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Failure {
    /// The code of a [`FailCode`].
    #[serde(default)]
    pub code: String,
    /// The side that found the errors: [`Source::Proxy`] or [`Source::Crm`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The invalid fields and their problems. Not empty only for [`FailCode::Invalid`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// The side that found a field invalid.
///
/// ```
/// use customer_form_contract::wire::Source;
/// assert_eq!(Source::Browser.name(), "browser");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The form in the browser, before it sent anything to the proxy.
    Browser,
    /// The proxy, before it sent anything to the CRM.
    Proxy,
    /// The CRM.
    Crm,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 3] = [Self::Browser, Self::Proxy, Self::Crm];

    /// The name in events and in `problem+json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Proxy => "proxy",
            Self::Crm => "crm",
        }
    }
}

/// One problem of a [`Report`] in JSON.
///
/// ```
/// use customer_form_contract::wire::FieldError;
/// use customer_form_contract::{FieldPath, FieldProblem, Report, FixedField};
/// let problem = FieldProblem::TooLong { max_chars: 255, actual: 300 };
/// let report = Report(vec![(FieldPath::Fixed(FixedField::Name), problem)]);
/// let errors = FieldError::from_report(&report);
/// assert_eq!((errors[0].path.as_str(), errors[0].max), ("name", Some(255)));
/// assert_eq!(FieldError::to_report(&errors), report);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The dotted path of the field.
    pub path: String,
    /// The problem's code.
    pub code: String,
    /// The limit that was exceeded. `None` for a problem without numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// The actual number that exceeds the limit. `None` for a problem without numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<u64>,
}

impl FieldError {
    /// The problems of a report, in its order.
    pub fn from_report(report: &Report) -> Vec<Self> {
        let error = |(path, problem): &(FieldPath, FieldProblem)| {
            let numbers = problem.numbers();
            Self {
                path: path.to_dotted(),
                code: problem.code().to_owned(),
                max: numbers.map(|(max, _)| max),
                actual: numbers.map(|(_, actual)| actual),
            }
        };
        report.0.iter().map(error).collect()
    }

    /// Converts the problems back to a report. An unknown path becomes [`FieldPath::Form`], and an unknown code becomes
    /// [`FieldProblem::Refused`]. Therefore no error of a newer proxy is lost.
    pub fn to_report(errors: &[Self]) -> Report {
        let entry = |error: &Self| {
            let path = FieldPath::from_dotted(&error.path).unwrap_or(FieldPath::Form);
            let (max, actual) = (error.max.unwrap_or_default(), error.actual.unwrap_or_default());
            (path, FieldProblem::from_code(&error.code, max, actual).unwrap_or(FieldProblem::Refused))
        };
        Report(errors.iter().map(entry).collect())
    }
}

macro_rules! fail_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $status:literal, $retryable:literal;)+) => {
        /// The reason why a request to the proxy failed: a stable code with its HTTP status.
        ///
        /// ```
        /// use customer_form_contract::wire::FailCode;
        /// let code = FailCode::from_code("rate_limited").unwrap();
        /// assert_eq!((code.status(), code.retryable()), (429, true));
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum FailCode {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl FailCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code in snake_case, as used in JSON and in events.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The HTTP status of the proxy's answer.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// Whether the same submission may succeed later without a change by the visitor.
            pub const fn retryable(self) -> bool {
                match self { $(Self::$variant => $retryable,)+ }
            }

            /// The reason with this code. `None`: the code is unknown.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

fail_codes! {
    /// Fields are invalid. `errors` lists them.
    Invalid = "invalid", 422, false;
    /// The request is not one that our form sends: broken multipart, an unknown or repeated part, an unreadable header.
    MalformedRequest = "malformed_request", 400, false;
    /// The submission has no idempotency key (the header `Idempotency-Key`).
    IdempotencyKeyMissing = "idempotency_key_missing", 400, false;
    /// The header `Idempotency-Key` is repeated, or its value is not 8 to 255 characters of visible ASCII.
    IdempotencyKeyInvalid = "idempotency_key_invalid", 400, false;
    /// The `Form-Token` is missing, or the proxy did not issue it for this form and this page's origin.
    FormTokenInvalid = "form_token_invalid", 403, true;
    /// The `Form-Token` is too old, or it was already used to send another entry.
    FormTokenExpired = "form_token_expired", 403, true;
    /// The form asks for a proof of work, and the request has none or the solution of another challenge.
    ProofOfWorkInvalid = "proof_of_work_invalid", 403, true;
    /// The [honeypot](crate::parts::HONEYPOT) was filled in, which visitors do not see.
    LooksAutomated = "looks_automated", 403, true;
    /// The origin of the page that embeds the form is not among the form's origins.
    OriginNotAllowed = "origin_not_allowed", 403, false;
    /// The proxy has no such address.
    NotFound = "not_found", 404, false;
    /// The proxy has no form with this name.
    UnknownForm = "unknown_form", 404, false;
    /// The address does not support this method.
    MethodNotAllowed = "method_not_allowed", 405, false;
    /// The request did not arrive completely before the proxy's time limit.
    RequestTimeout = "request_timeout", 408, true;
    /// A submission with the same idempotency key and the same content is still on its way to the CRM.
    StillRunning = "still_running", 409, true;
    /// The form configuration has changed since the entry was filled in, and the new one asks for other values.
    ConfigChanged = "config_changed", 409, false;
    /// The submission has more bytes than the form's limits allow.
    BodyTooLarge = "body_too_large", 413, false;
    /// The content type is not `multipart/form-data`.
    UnsupportedMediaType = "unsupported_media_type", 415, false;
    /// The idempotency key belongs to a submission with other content. A changed submission needs a new key.
    IdempotencyKeyReused = "idempotency_key_reused", 422, false;
    /// The proxy or the CRM got too many requests.
    RateLimited = "rate_limited", 429, true;
    /// An error of the proxy itself.
    Internal = "internal", 500, true;
    /// The CRM refused our API key or our request. The operator has to act.
    UpstreamRefused = "upstream_refused", 502, false;
    /// The CRM cannot be reached, or it answered that it is not available.
    UpstreamUnavailable = "upstream_unavailable", 503, true;
    /// The proxy cannot get the CRM's field configuration, and it has none in its cache.
    ConfigUnavailable = "config_unavailable", 503, true;
    /// The store cannot be used. Without a record of the submission, the proxy could create the same customer twice,
    /// so it sends nothing.
    StoreUnavailable = "store_unavailable", 503, true;
    /// The CRM may or may not have created the customer. The proxy never sends again with the same idempotency key.
    OutcomeUnknown = "outcome_unknown", 504, false;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CustomPart, FieldId, FixedField};

    #[test]
    fn a_report_survives_the_wire() {
        let report = Report(vec![
            (FieldPath::Form, FieldProblem::BodyTooLarge { max_bytes: 1, actual: 2 }),
            (FieldPath::Custom(FieldId(55), CustomPart::File(3)), FieldProblem::FormatNotAllowed),
            (
                FieldPath::Fixed(FixedField::Photo),
                FieldProblem::TooManyPixels { max_pixels: 201_326_592, actual: 201_342_976 },
            ),
        ]);
        assert_eq!(FieldError::to_report(&FieldError::from_report(&report)), report);
    }

    #[test]
    fn error_of_a_newer_proxy_becomes_a_refusal() {
        let error = FieldError { path: "x.y".into(), code: "new".into(), max: None, actual: None };
        assert_eq!(FieldError::to_report(&[error]).0, [(FieldPath::Form, FieldProblem::Refused)]);
    }

    #[test]
    fn codes_are_distinct_and_read_back() {
        for code in FailCode::ALL {
            assert_eq!(FailCode::from_code(code.code()), Some(*code));
        }
    }
}
