//! The reasons why a form cannot be shown, or was not sent.

use customer_form_contract::wire::FailCode;

/// The time in seconds after which the form may retry (`Retry-After`; RFC 9110, 10.2.3). 0: the answer has no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wait(pub u32);

/// The reason why a form cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadError {
    /// The proxy could not be reached.
    Unreachable,
    /// The proxy answered with a failure.
    Refused(FailCode, Wait),
    /// The answer contains neither a form configuration nor a known failure code.
    Unreadable(Wait),
}

/// The reason why a submission created no customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendError {
    /// The connection broke before the whole request was sent, or the upload made no progress for too long.
    Unreachable,
    /// The visitor cancelled before the whole request was sent.
    Cancelled,
    /// The proxy answered with a failure.
    Refused(FailCode, Wait),
    /// The answer contains no known failure code, for example because a server between the form and the proxy sent it.
    Unreadable(Wait),
}

/// The form configuration changed after the form was filled in.
pub(crate) const CONFIG_CHANGED: SendError = SendError::Refused(FailCode::ConfigChanged, Wait(0));

impl LoadError {
    /// The stable code in the `error` event.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "network",
            Self::Refused(code, _) => code.code(),
            Self::Unreadable(_) => "unreadable_answer",
        }
    }

    /// Whether loading may succeed later.
    pub(crate) const fn retryable(self) -> bool {
        match self {
            Self::Unreachable | Self::Unreadable(_) => true,
            Self::Refused(code, _) => code.retryable(),
        }
    }

    /// Returns the same error for a submission that needed a new token and did not get one.
    pub(crate) const fn of_submission(self) -> SendError {
        match self {
            Self::Unreachable => SendError::Unreachable,
            Self::Refused(code, wait) => SendError::Refused(code, wait),
            Self::Unreadable(wait) => SendError::Unreadable(wait),
        }
    }
}

impl SendError {
    /// The stable code in the `error` event.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "network",
            Self::Cancelled => "cancelled",
            Self::Refused(code, _) => code.code(),
            Self::Unreadable(_) => "unreadable_answer",
        }
    }

    /// Whether the same submission may succeed later.
    pub(crate) const fn retryable(self) -> bool {
        match self {
            Self::Unreachable | Self::Cancelled | Self::Unreadable(_) => true,
            Self::Refused(code, _) => code.retryable(),
        }
    }

    /// Whether the same submission may succeed with another token.
    pub(crate) const fn asks_for_token(self) -> bool {
        matches!(
            self,
            Self::Refused(
                FailCode::FormTokenInvalid | FailCode::FormTokenExpired | FailCode::ProofOfWorkInvalid,
                _
            )
        )
    }

    /// Whether an unknown outcome of an earlier submission of the same filled form stays unknown after this failure of
    /// a later submission. Not after `IdempotencyKeyReused`: the proxy knows the earlier submission and says that it
    /// had other values.
    pub(crate) const fn keeps_outcome_unknown(self) -> bool {
        !matches!(self, Self::Refused(FailCode::IdempotencyKeyReused, _))
    }
}
