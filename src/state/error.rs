//! Why a form cannot be shown, or was not sent.

use customer_form_contract::wire::FailCode;

/// For how long an answer asks to wait (`Retry-After`; RFC 9110, 10.2.3), in seconds; 0 where it does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wait(pub u32);

/// Why there is no form to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadError {
    /// The proxy could not be reached.
    Unreachable,
    /// The proxy answered with a failure.
    Refused(FailCode, Wait),
    /// The proxy answered with something that is no configuration.
    Unreadable(Wait),
}

/// Why a submission created no customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendError {
    /// The connection broke before all of the request was sent, or nothing of the request left for too long.
    Unreachable,
    /// The visitor cancelled before all of the request was sent.
    Cancelled,
    /// The proxy answered with a failure.
    Refused(FailCode, Wait),
    /// Something that stands between form and proxy answered: no problem+json of ours.
    Unreadable(Wait),
}

/// The configuration changed after the form was filled in.
pub const CONFIG_CHANGED: SendError = SendError::Refused(FailCode::ConfigChanged, Wait(0));

impl LoadError {
    /// The stable code in the `error` event.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "network",
            Self::Refused(code, _) => code.code(),
            Self::Unreadable(_) => "unreadable_answer",
        }
    }

    /// Whether it may work later.
    pub const fn retryable(self) -> bool {
        match self {
            Self::Unreachable | Self::Unreadable(_) => true,
            Self::Refused(code, _) => code.retryable(),
        }
    }

    /// The same error of a submission, which needed a new token and got none.
    pub const fn of_submission(self) -> SendError {
        match self {
            Self::Unreachable => SendError::Unreachable,
            Self::Refused(code, wait) => SendError::Refused(code, wait),
            Self::Unreadable(wait) => SendError::Unreadable(wait),
        }
    }
}

impl SendError {
    /// The stable code in the `error` event.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "network",
            Self::Cancelled => "cancelled",
            Self::Refused(code, _) => code.code(),
            Self::Unreadable(_) => "unreadable_answer",
        }
    }

    /// Whether the same submission may succeed later.
    pub const fn retryable(self) -> bool {
        match self {
            Self::Unreachable | Self::Cancelled | Self::Unreadable(_) => true,
            Self::Refused(code, _) => code.retryable(),
        }
    }

    /// Whether the same submission may succeed with another token.
    pub const fn asks_for_token(self) -> bool {
        matches!(
            self,
            Self::Refused(
                FailCode::FormTokenInvalid | FailCode::FormTokenExpired | FailCode::ProofOfWorkInvalid,
                _
            )
        )
    }

    /// Whether an earlier submission of the same filled form, whose outcome is open, stays open after this failure of
    /// a later one: that the earlier one had other values, only the proxy knows.
    pub const fn leaves_open(self) -> bool {
        !matches!(self, Self::Refused(FailCode::IdempotencyKeyReused, _))
    }
}
