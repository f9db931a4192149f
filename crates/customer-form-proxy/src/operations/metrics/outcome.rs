//! The outcome of a request to the CRM, as one word for the metrics.

use crate::upstream::{CrmError, FetchError};

/// The CRM's endpoints.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Endpoint {
    CustomFields,
    Customers,
}

impl Endpoint {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::CustomFields => "custom-fields",
            Self::Customers => "customers",
        }
    }
}

/// The outcome of `custom-fields`.
pub(crate) fn fetched<T>(result: &Result<T, FetchError>) -> &'static str {
    let Err(error) = result else { return "ok" };
    match error {
        FetchError::Unreachable(_) => "unreachable",
        FetchError::TimedOut => "timed_out",
        FetchError::Broken(_) => "broken",
        FetchError::KeyRefused(_) => "key_refused",
        FetchError::Status(_) => "status",
        FetchError::Invalid(_) => "invalid",
    }
}

/// The outcome of `customers`.
pub(crate) fn created<T>(result: &Result<T, CrmError>) -> &'static str {
    let Err(error) = result else { return "ok" };
    match error {
        CrmError::Rejected(_) => "rejected",
        CrmError::FileMissing => "file_missing",
        CrmError::Unreachable(_) => "unreachable",
        CrmError::KeyRefused(_) => "key_refused",
        CrmError::RequestRefused(_) => "request_refused",
        CrmError::Redirected(_) => "redirected",
        CrmError::RateLimited { .. } => "rate_limited",
        CrmError::Unavailable { .. } => "unavailable",
        CrmError::Unknown(_) => "unknown",
    }
}
