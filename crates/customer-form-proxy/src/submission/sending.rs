//! Processes a submission that was read completely: it looks for an earlier request with the same key, checks the
//! submission, sends it to the CRM, and records the outcome.

use std::sync::Arc;

use bytes::Bytes;
use customer_form_contract::wire::{Created, Customer};
use customer_form_contract::{FieldPath, FieldProblem, FixedField, FormConfig, validate};
use tokio::time::Instant;

use crate::door::problem::RequestError;
use crate::door::token::Token;
use crate::form::cache::Unavailable;
use crate::form::{Form, ServedConfig};
use crate::idempotency::{Claim, Completion, IdempotencyKey, IdempotentRequest, Replay};
use crate::operations::metrics::{self, Endpoint};
use crate::operations::state::ProxyState;
use crate::store::{LeaseId, StoreError};
use crate::submission::Submission;
use crate::submission::intake::{IntakeError, Taken};
use crate::submission::photo::Photos;
use crate::upstream::{CrmError, UnknownReason};

/// A submission that was read completely.
pub(crate) struct Sending {
    pub(crate) form: Arc<Form>,
    /// The form configuration that the submission is checked against.
    pub(crate) served: Result<Arc<ServedConfig>, Unavailable>,
    /// The token that came with the form configuration that the visitor filled in.
    pub(crate) token: Token,
    pub(crate) key: IdempotencyKey,
    pub(crate) taken: Taken,
}

/// The answer to a submission whose customer exists.
pub(crate) struct Accepted {
    /// A [`Created`] as JSON.
    pub(crate) json: Bytes,
    /// Whether this is a replay of an earlier request's answer.
    pub(crate) replayed: bool,
}

impl Sending {
    /// Sends the submission to the CRM, at most once for its key, or returns the result of the earlier request with
    /// this key.
    pub(crate) async fn run(self, app: &ProxyState) -> Result<Accepted, RequestError> {
        let Self { form, served, token, key, taken } = self;
        let request = IdempotentRequest::new(key, taken.digest);
        // The earlier request is looked up before any check: its content was valid then, even if the form configuration
        // has changed since.
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
                // A submission that is valid under the new form configuration is sent, so that the visitor need not
                // look at changes that do not concern them.
                let changed = token.revision != served.revision;
                if changed { RequestError::ConfigChanged } else { error }
            })?;
        // Each filled form needs a token of its own. Otherwise a program could create many customers with one token.
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

/// Checks the submission: first what the form in the browser checks, too, and then the content of the files.
async fn check(
    config: &FormConfig,
    submission: Result<Submission, IntakeError>,
    photos: &Photos,
) -> Result<Submission, RequestError> {
    let mut submission = submission?;
    let mut report = validate(config, &submission.entry);
    for path in &submission.mistaken {
        // Each file gets one problem only. The validator's problem comes first.
        if !report.0.iter().any(|(wrong, _)| wrong == path) {
            report.0.push((*path, FieldProblem::FormatNotAllowed));
        }
    }
    let format = submission.entry.photo.as_ref().and_then(|photo| photo.image);
    // Reading the whole photo is expensive, so it is not done for a submission that is refused anyway.
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
    tracing::error!(form, %error, "submission refused: cannot use the store");
}

/// The answer to a retry.
fn again(form: &str, earlier: Replay) -> Result<Accepted, RequestError> {
    let unknown = match earlier {
        Replay::Created(json) => {
            tracing::info!(form, "sent the stored answer of an earlier submission");
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
            tracing::error!(
                form = id,
                ms,
                %error,
                "a customer may have been created: look in the CRM whether the customer exists"
            );
        }
        Err(error) => {
            tracing::error!(form = id, ms, %error, "no customer created: correct the cause of the error");
        }
    }
    outcome
}

/// Records how the submission ended. A failure is only logged: this visitor gets the right answer in any case. Without
/// the outcome, the record's lease ends, and then a retry gets "outcome unknown" and is not sent either.
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
        Ok(false) => tracing::error!(
            form,
            "the store lost the record of a submission while the proxy sent the submission"
        ),
        Err(error) => {
            tracing::error!(form, %error, "cannot write the outcome of a submission to the store");
        }
    }
}

/// The answer as JSON. It consists of texts, so that writing it cannot fail.
fn json(created: &Created) -> Bytes {
    serde_json::to_vec(created).unwrap_or_default().into()
}

#[cfg(test)]
mod tests;
