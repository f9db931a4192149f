//! The sentences that a visitor reads. They are written out here, so that a test does not compute the expected sentence
//! with the code of the form.
#![allow(dead_code, reason = "each test program uses a part of it")]

use customer_form_contract::wire::FailCode;

pub(crate) const UNREACHABLE_AT_LOAD: &str =
    "The form could not be loaded. Check your internet connection, then try again.";

pub(crate) const UNAVAILABLE: &str =
    "The form is not available right now. Please try again in a few minutes.";

pub(crate) const UNREACHABLE: &str = "The connection broke, so your details have probably not been saved. What you \
    entered is still here. Check your internet connection, then submit again; you will not be registered twice.";

pub(crate) const CANCELLED: &str = "You cancelled. Nothing was sent, and what you entered is still here.";

pub(crate) const NOT_SAVED: &str = "Your details could not be saved right now. What you entered is still here. Please \
    submit again in a few minutes.";

pub(crate) const TOO_LARGE: &str =
    "Your files are too large for this website. Choose smaller ones or fewer, then submit again.";

pub(crate) const OUTCOME_UNKNOWN: &str = "We could not find out whether your details were saved: the connection \
    broke while we waited for the answer. Check again in a moment; you will not be registered twice. If it still \
    cannot be found out, please ask the company that you are registering with. What you entered is still here.";

const NOT_SET_UP: &str = "This form is not set up for this website. If you run this website, ask the form’s provider \
    to add it.";

const FAULT: &str = "Your details could not be saved because of a fault on our side. What you entered is still here. \
    Please contact the company that you are registering with.";

/// The sentence for a form that cannot be loaded, for an answer without `Retry-After`.
pub(crate) fn load_failure(code: FailCode) -> &'static str {
    match code {
        FailCode::UnknownForm | FailCode::NotFound => {
            "This form does not exist. If you run this page, check the form’s name and address in it."
        }
        FailCode::OriginNotAllowed => NOT_SET_UP,
        FailCode::RateLimited => {
            "Too many people are opening this form right now. Please try again in a few minutes."
        }
        FailCode::Invalid
        | FailCode::MalformedRequest
        | FailCode::IdempotencyKeyMissing
        | FailCode::IdempotencyKeyInvalid
        | FailCode::FormTokenInvalid
        | FailCode::FormTokenExpired
        | FailCode::ProofOfWorkInvalid
        | FailCode::LooksAutomated
        | FailCode::MethodNotAllowed
        | FailCode::RequestTimeout
        | FailCode::StillRunning
        | FailCode::ConfigChanged
        | FailCode::BodyTooLarge
        | FailCode::UnsupportedMediaType
        | FailCode::IdempotencyKeyReused
        | FailCode::Internal
        | FailCode::UpstreamRefused
        | FailCode::UpstreamUnavailable
        | FailCode::ConfigUnavailable
        | FailCode::StoreUnavailable
        | FailCode::OutcomeUnknown => UNAVAILABLE,
    }
}

/// The sentence for a submission that failed, for an answer without `Retry-After`. `None`: the form acts on the code
/// and shows no sentence for the code.
pub(crate) fn send_failure(code: FailCode) -> Option<&'static str> {
    Some(match code {
        FailCode::Invalid
        | FailCode::StillRunning
        | FailCode::ConfigChanged
        | FailCode::FormTokenInvalid
        | FailCode::FormTokenExpired
        | FailCode::ProofOfWorkInvalid => return None,
        FailCode::OutcomeUnknown => OUTCOME_UNKNOWN,
        FailCode::RateLimited => {
            "Too many forms are being sent right now, so yours was not saved. What you entered is still here. Please \
             submit again in a few minutes."
        }
        FailCode::IdempotencyKeyReused => {
            "This form was sent before with other details than it has now, so these were not saved. What you entered \
             is still here. If it is for another customer, send it as a new one."
        }
        FailCode::BodyTooLarge => TOO_LARGE,
        FailCode::LooksAutomated => {
            "Nothing was saved, because a program seems to have filled in what people do not see here. What you \
             entered is still here. If you are a person, check it, then submit again."
        }
        FailCode::RequestTimeout => {
            "Sending took too long, so nothing was saved. What you entered is still here. Try again, on a better \
             connection if you can."
        }
        FailCode::OriginNotAllowed => NOT_SET_UP,
        FailCode::UnknownForm | FailCode::NotFound => {
            "This form can no longer be sent from this website. What you entered was not saved. Please contact the \
             company that runs this website."
        }
        FailCode::MalformedRequest
        | FailCode::IdempotencyKeyMissing
        | FailCode::IdempotencyKeyInvalid
        | FailCode::MethodNotAllowed
        | FailCode::UnsupportedMediaType
        | FailCode::UpstreamRefused => FAULT,
        FailCode::Internal
        | FailCode::UpstreamUnavailable
        | FailCode::ConfigUnavailable
        | FailCode::StoreUnavailable => NOT_SAVED,
    })
}
