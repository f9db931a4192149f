//! What becomes of a submission that was read whole: looked up, checked, sent and written down.

use std::sync::Arc;

use bytes::Bytes;
use customer_form_contract::wire::{Created, Customer};
use customer_form_contract::{FieldPath, FieldProblem, FixedField, FormConfig, validate};
use tokio::time::Instant;

use crate::app::ProxyState;
use crate::cache::Unavailable;
use crate::form::{Form, ServedConfig};
use crate::idempotency::{Claim, Completion, IdempotencyKey, IdempotentRequest, Replay};
use crate::intake::{IntakeError, Taken};
use crate::metrics::{self, Endpoint};
use crate::photo::Photos;
use crate::problem::RequestError;
use crate::store::{LeaseId, StoreError};
use crate::submission::Submission;
use crate::token::Token;
use crate::upstream::{CrmError, UnknownReason};

/// A submission that was read whole.
pub(crate) struct Sending {
    pub(crate) form: Arc<Form>,
    /// What it is checked against.
    pub(crate) served: Result<Arc<ServedConfig>, Unavailable>,
    /// The token that came with the configuration by which the form was filled in.
    pub(crate) token: Token,
    pub(crate) key: IdempotencyKey,
    pub(crate) taken: Taken,
}

/// The customer exists.
pub(crate) struct Accepted {
    /// A [`Created`].
    pub(crate) json: Bytes,
    /// Whether an earlier request had the same answer.
    pub(crate) replayed: bool,
}

impl Sending {
    /// Sends it to the CRM, at most once for its key; or says what became of it when it was sent.
    pub(crate) async fn run(self, app: &ProxyState) -> Result<Accepted, RequestError> {
        let Self { form, served, token, key, taken } = self;
        let request = IdempotentRequest::new(key, taken.digest);
        // Before anything is checked: what was sent was right then, whatever is asked for by now.
        if let Some(earlier) =
            app.ledger.look(&request).await.inspect_err(|error| not_sent(&form.id, error))?
        {
            return again(&form.id, earlier);
        }
        if token.has_expired(app.lasting.clock.now()) {
            return Err(RequestError::TokenExpired);
        }
        let served = served.map_err(|_| RequestError::ConfigUnavailable)?;
        let submission =
            check(&served.config, taken.submission, &app.lasting.photos).await.map_err(|error| {
                // What still fits is sent: the visitor need not look at what does not concern them.
                let changed = token.revision != served.revision;
                if changed { RequestError::ConfigChanged } else { error }
            })?;
        // The form has to prove anew that it was given out: one token for many customers would be none.
        if !app.ledger.spend(&token, &request).await.inspect_err(|error| not_sent(&form.id, error))? {
            return Err(RequestError::TokenUsed);
        }
        match app.ledger.claim(&request).await.inspect_err(|error| not_sent(&form.id, error))? {
            Claim::Replay(earlier) => again(&form.id, earlier),
            Claim::Ours(lease_id) => {
                let outcome = send(app, &form, &served, submission).await;
                let json = outcome.map(|customer| json(&Created { customer }));
                write_down(app, &form.id, &request, lease_id, &json).await;
                Ok(Accepted { json: json?, replayed: false })
            }
        }
    }
}

/// What the form checks, too, and then what only the content of the files tells.
async fn check(
    config: &FormConfig,
    submission: Result<Submission, IntakeError>,
    photos: &Photos,
) -> Result<Submission, RequestError> {
    let mut submission = submission?;
    let mut report = validate(config, &submission.entry);
    for path in &submission.mistaken {
        // One problem a file: the validator's comes first.
        if !report.0.iter().any(|(wrong, _)| wrong == path) {
            report.0.push((*path, FieldProblem::FormatNotAllowed));
        }
    }
    let format = submission.entry.photo.as_ref().and_then(|photo| photo.image);
    // Reading the whole photo is work, and not done for what is refused anyway.
    if let (true, Some(format)) = (report.is_empty(), format) {
        let photo =
            submission.files.remove(&FieldPath::Fixed(FixedField::Photo)).ok_or(CrmError::FileMissing)?;
        let max_pixels = config.limits.photo_pixels;
        match photos.check(photo, format, max_pixels).await.map_err(IntakeError::Spool)? {
            Ok(photo) => drop(submission.files.insert(FieldPath::Fixed(FixedField::Photo), photo)),
            Err(problem) => report.0.push((FieldPath::Fixed(FixedField::Photo), problem)),
        }
    }
    if report.is_empty() { Ok(submission) } else { Err(RequestError::Invalid(report)) }
}

fn not_sent(form: &str, error: &StoreError) {
    tracing::error!(form, %error, "nothing is sent: the store cannot be used");
}

/// The answer to a request that is not the first with its key.
fn again(form: &str, earlier: Replay) -> Result<Accepted, RequestError> {
    let unknown = match earlier {
        Replay::Created(json) => {
            tracing::info!(form, "the same answer again");
            return Ok(Accepted { json: json.into(), replayed: true });
        }
        Replay::Running { wait } => return Err(RequestError::StillRunning { wait }),
        Replay::OtherContent => return Err(RequestError::KeyReused),
        Replay::Unknown => UnknownReason::Before,
        Replay::NeverFinished => UnknownReason::NeverFinished,
        Replay::Unreadable => UnknownReason::Unreadable,
    };
    Err(CrmError::Unknown(unknown).into())
}

async fn send(
    app: &ProxyState,
    form: &Form,
    served: &ServedConfig,
    submission: Submission,
) -> Result<Customer, CrmError> {
    let started = Instant::now();
    let outcome = form.account.upstream.create_customer(&served.config, &form.granted, submission).await;
    app.lasting.metrics.upstream(Endpoint::Customers, metrics::created(&outcome), started.elapsed());
    let id = form.id.as_str();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match &outcome {
        Ok(_) => tracing::info!(form = id, ms, "customer created"),
        Err(error @ (CrmError::Rejected(_) | CrmError::RateLimited { .. })) => {
            tracing::info!(form = id, ms, %error, "no customer created");
        }
        Err(error @ (CrmError::Unreachable(_) | CrmError::Unavailable { .. })) => {
            tracing::warn!(form = id, ms, %error, "no customer created");
        }
        Err(error @ CrmError::Unknown(_)) => {
            tracing::error!(form = id, ms, %error, "a customer may have been created");
        }
        Err(error) => {
            tracing::error!(form = id, ms, %error, "no customer created: the operator has to act");
        }
    }
    outcome
}

/// Whatever the store says to it, this visitor is told how it ended. What it does not know how it ended counts as
/// unknown after a while, and is not sent again either.
async fn write_down(
    app: &ProxyState,
    form: &str,
    request: &IdempotentRequest,
    lease_id: LeaseId,
    outcome: &Result<Bytes, CrmError>,
) {
    let end = match outcome {
        Ok(json) => Completion::Created(json),
        Err(CrmError::Unknown(_)) => Completion::Unknown,
        Err(_) => Completion::NotCreated,
    };
    match app.ledger.end(request, lease_id, end).await {
        Ok(true) => {}
        Ok(false) => tracing::error!(form, "the store has forgotten a submission while it was sent"),
        Err(error) => tracing::error!(form, %error, "the store does not know how a submission ended"),
    }
}

/// Four texts, which can always be written.
fn json(created: &Created) -> Bytes {
    serde_json::to_vec(created).unwrap_or_default().into()
}

#[cfg(test)]
mod tests;
