//! All sentences that a visitor reads, in English.
//!
//! The sentence of a problem says what to do. It names the field, because it is also shown in the summary.

mod numbers;
mod problems;

use customer_form_contract::wire::FailCode;
use customer_form_contract::{Action, FieldPath, FixedField, FormConfig, Module, Permission};

use crate::state::{LoadError, Progress, SendError, Wait};

use numbers::when;
pub(crate) use numbers::{bytes, percent, unequal};
pub(crate) use problems::{formats, problem};

/// The text while the form is loading.
pub(crate) const LOADING: &str = "Loading the form…";

/// The note above the fields.
pub(crate) const NOTE: &str = "Fields marked with * have to be filled in.";

/// The label of the button that submits the form.
pub(crate) const SUBMIT: &str = "Submit";

/// The title after the customer was created; [`SAVED`] is the sentence below it.
pub(crate) const THANKS: &str = "Thank you";
/// See [`THANKS`].
pub(crate) const SAVED: &str = "Your details have been saved.";

/// The label of the permissions.
pub(crate) const PERMISSIONS: &str = "Permissions";

/// Returns the label of a fixed field, of a custom field (from the CRM), or of a part of the form.
pub(crate) fn label(path: FieldPath, config: &FormConfig) -> String {
    let fixed = match path {
        FieldPath::Fixed(FixedField::Email) => "Email",
        FieldPath::Fixed(FixedField::Name) => "First name",
        FieldPath::Fixed(FixedField::LastName) => "Last name",
        FieldPath::Fixed(FixedField::Phone) => "Phone",
        FieldPath::Fixed(FixedField::CompanyName) => "Company",
        FieldPath::Fixed(FixedField::Photo) => "Profile photo",
        FieldPath::Permissions | FieldPath::PermissionsOf(_) | FieldPath::Permission(_) => PERMISSIONS,
        FieldPath::Form => "Form",
        FieldPath::Custom(id, _) => {
            return config.field(id).map_or_else(|| id.to_string(), |field| field.label.clone());
        }
    };
    fixed.to_owned()
}

/// Returns a module's name, for a row of the permissions.
pub(crate) const fn module(module: Module) -> &'static str {
    match module {
        Module::Invoice => "Invoices",
        Module::Contract => "Contracts",
        Module::Proposal => "Proposals",
        Module::Meeting => "Meetings",
    }
}

/// Returns an action's name, for a column of the permissions.
pub(crate) const fn action(action: Action) -> &'static str {
    match action {
        Action::View => "View",
        Action::Create => "Create",
        Action::Edit => "Edit",
        Action::Delete => "Delete",
    }
}

/// Returns the label of one permission, for screen readers that do not read the table around the checkbox.
pub(crate) fn permission(permission: Permission) -> String {
    [action(permission.action), " ", &module(permission.module).to_ascii_lowercase()].concat()
}

/// Returns why the form cannot be shown, and what to do.
pub(crate) fn load_error(error: LoadError) -> String {
    match error {
        LoadError::Unreachable => {
            "The form could not be loaded. Check your internet connection, then try again.".to_owned()
        }
        LoadError::Refused(FailCode::UnknownForm | FailCode::NotFound, _) => {
            "This form does not exist. If you run this page, check the form’s name and address in it."
                .to_owned()
        }
        LoadError::Refused(FailCode::OriginNotAllowed, _) => NOT_SET_UP.to_owned(),
        LoadError::Refused(FailCode::RateLimited, wait) => {
            ["Too many people are opening this form right now. Please try again ", &when(wait), "."].concat()
        }
        LoadError::Refused(_, wait) | LoadError::Unreadable(wait) => {
            ["The form is not available right now. Please try again ", &when(wait), "."].concat()
        }
    }
}

/// The sentence for a page whose origin is not among the origins of the form.
const NOT_SET_UP: &str = "This form is not set up for this website. If you run this website, ask the form’s provider to \
     add it.";

/// Returns why the form was not sent, and what to do.
pub(crate) fn send_error(error: SendError) -> String {
    let sentence = match error {
        SendError::Unreachable => {
            "The connection broke, so your details have probably not been saved. What you entered is still here. \
             Check your internet connection, then submit again; you will not be registered twice."
        }
        SendError::Cancelled => "You cancelled. Nothing was sent, and what you entered is still here.",
        SendError::Refused(FailCode::RateLimited, wait) => {
            return later("Too many forms are being sent right now, so yours was not saved", wait);
        }
        SendError::Refused(FailCode::IdempotencyKeyReused, _) => {
            "This form was sent before with other details than it has now, so these were not saved. \
             What you entered is still here. If it is for another customer, send it as a new one."
        }
        SendError::Refused(FailCode::ConfigChanged, _) => {
            "Nothing was saved yet, because other details are asked for by now. What you entered is still here, \
             as far as it is asked for. Check what is new, then submit again."
        }
        SendError::Refused(FailCode::BodyTooLarge, _) => {
            "Your files are too large for this website. Choose smaller ones or fewer, then submit again."
        }
        SendError::Refused(FailCode::LooksAutomated, _) => {
            "Nothing was saved, because a program seems to have filled in what people do not see here. \
             What you entered is still here. If you are a person, check it, then submit again."
        }
        SendError::Refused(FailCode::RequestTimeout, _) => {
            "Sending took too long, so nothing was saved. What you entered is still here. \
             Try again, on a better connection if you can."
        }
        SendError::Refused(FailCode::OriginNotAllowed, _) => NOT_SET_UP,
        SendError::Refused(FailCode::UnknownForm | FailCode::NotFound, _) => {
            "This form can no longer be sent from this website. What you entered was not saved. \
             Please contact the company that runs this website."
        }
        SendError::Refused(code, _) if !code.retryable() => {
            "Your details could not be saved because of a fault on our side. What you entered is still here. \
             Please contact the company that you are registering with."
        }
        SendError::Refused(_, wait) | SendError::Unreadable(wait) => {
            return later("Your details could not be saved right now", wait);
        }
    };
    sentence.to_owned()
}

fn later(why: &str, wait: Wait) -> String {
    [why, ". What you entered is still here. Please submit again ", &when(wait), "."].concat()
}

/// The title above the list of new fields.
pub(crate) const RENEWED: &str = "This form has changed while you filled it in";

/// Returns the sentence for a field that is new or has changed.
pub(crate) fn renewed(label: &str) -> String {
    ["“", label, "” is new or has changed."].concat()
}

/// The sentence for an unknown outcome: the customer may or may not exist.
pub(crate) const OUTCOME_UNKNOWN: &str = "We could not find out whether your details were saved: the connection broke \
     while we waited for the answer. Check again in a moment; you will not be registered twice. If it still cannot be \
     found out, please ask the company that you are registering with. What you entered is still here.";

/// Returns the progress of a submission.
pub(crate) fn progress(progress: Progress) -> String {
    match progress {
        Progress::Uploading { total: 0, .. } => "Sending…".to_owned(),
        Progress::Uploading { sent, total } => {
            ["Sending… ", &percent(sent, total).to_string(), " %"].concat()
        }
        Progress::Waiting => "Everything is sent. Waiting for the answer…".to_owned(),
    }
}

/// Returns the sentence for a form that cannot be completed, with the labels of the fields that prevent it.
pub(crate) fn impossible(labels: &[&str]) -> String {
    [
        "This form cannot be completed at the moment: “",
        &labels.join("”, “"),
        "” has to be filled in, but there is nothing to choose from. \
         Please contact the company that you are registering with.",
    ]
    .concat()
}

/// The sentence for a form that requires more than can be sent.
pub(crate) const NO_ROOM: &str = "This form cannot be completed at the moment: it asks for more than can be sent. \
     Please contact the company that you are registering with.";

/// Returns the title of the summary, with the number of problems.
pub(crate) fn summary_title(problems: usize) -> String {
    match problems {
        1 => "There is a problem with what you entered".to_owned(),
        n => ["There are ", &n.to_string(), " problems with what you entered"].concat(),
    }
}
