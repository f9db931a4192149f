//! From "Submit" to the answer.

use customer_form_contract::wire::{FailCode, Outcome, Source};
use customer_form_contract::{FieldProblem, Report};

use super::{Lifecycle, Proof, Step};
use crate::state::{
    AttemptNumber, Effect, Message, Notice, Phase, Progress, Purpose, Request, SendError, Target,
};

impl Lifecycle {
    pub(super) fn submit(&mut self, to: &mut Vec<Effect>) {
        if self.phase.is_editing() && self.step == Step::None {
            self.step = Step::Checking;
            to.push(Effect::Check);
        }
    }

    pub(super) fn checked(&mut self, report: Report, id: String, to: &mut Vec<Effect>) {
        if self.step != Step::Checking {
            return;
        }
        self.begin_attempt(id);
        if report.is_empty() {
            self.step = Step::Asking;
            to.push(Effect::Ask);
        } else {
            self.invalid(Source::Browser, report, to);
        }
    }

    /// Gives the submission its request id, which the proxy logs too. If the page cancelled the last submission, the
    /// new submission keeps the unused id of that submission.
    pub(super) fn begin_attempt(&mut self, id: String) {
        if !std::mem::take(&mut self.id_is_unused) {
            self.request_id = id;
        }
        self.token_renewed = false;
    }

    pub(super) fn page_decided(&mut self, goes_on: bool, to: &mut Vec<Effect>) {
        if self.step != Step::Asking {
            return;
        }
        if goes_on {
            to.push(Effect::TakeSnapshot);
            self.send(to);
        } else {
            self.step = Step::None;
            self.id_is_unused = true;
        }
    }

    /// Sends the snapshot. If the snapshot has been sent before, the proxy answers with the known outcome, and creates
    /// no second customer.
    pub(super) fn send(&mut self, to: &mut Vec<Effect>) {
        self.attempt.0 += 1;
        self.show(Phase::Sending(Progress::BEGUN), to);
        to.push(Effect::Focus(Target::Message));
        self.post(to);
    }

    pub(super) fn post(&mut self, to: &mut Vec<Effect>) {
        self.begin_proof(to);
        let proof = match &self.proof {
            Proof::NotBegun => None,
            Proof::Begun(_) => return self.step = Step::Proving,
            Proof::Done(proof) => proof.clone(),
        };
        self.step = Step::Posting;
        to.push(Effect::Post(Request {
            attempt: self.attempt,
            id: self.request_id.clone(),
            key: self.key.clone(),
            token: self.ticket.token.clone(),
            proof,
        }));
    }

    pub(super) fn progressed(&mut self, of: AttemptNumber, progress: Progress, to: &mut Vec<Effect>) {
        if !self.is_at(Step::Posting, of) {
            return;
        }
        if progress.is_all_sent() {
            to.push(Effect::LeaveCancel);
        }
        self.show(Phase::Sending(progress), to);
        if let Progress::Uploading { sent, total } = progress {
            to.push(Effect::Tell(Message::Progress(sent, total)));
        }
    }

    pub(super) fn request_failed(&mut self, of: AttemptNumber, error: SendError, to: &mut Vec<Effect>) {
        if self.attempt != of || !matches!(self.step, Step::Posting | Step::Renewing) {
            return;
        }
        // The connection broke after the last byte, so the proxy may have created the customer.
        if error == SendError::Unreachable && self.is_all_sent() {
            return self.answered(Outcome::Unknown, to);
        }
        // The page was open for too long, or the token was used for another customer. The form requests a new token and
        // sends the snapshot again, without a message to the visitor.
        if error.asks_for_token() && !self.token_renewed {
            self.token_renewed = true;
            self.step = Step::Renewing;
            // The upload begins anew, so the visitor can cancel again.
            self.show(Phase::Sending(Progress::BEGUN), to);
            to.push(Effect::Load(Purpose::Renewal(of)));
        } else {
            self.step = Step::Failing;
            to.push(Effect::ReadFiles(of, error));
        }
    }

    pub(super) fn answered(&mut self, outcome: Outcome, to: &mut Vec<Effect>) {
        to.push(Effect::MarkAnswered);
        self.outcome_unknown = matches!(outcome, Outcome::Unknown);
        match outcome {
            Outcome::Accepted(customer) => self.end(Phase::Accepted, Message::Success(customer), to),
            Outcome::Rejected(source, report) => self.invalid(source, report, to),
            Outcome::Unknown => {
                self.end(Phase::Editing(Notice::OutcomeUnknown), Message::OutcomeUnknown, to);
            }
        }
    }

    pub(super) fn invalid(&mut self, source: Source, report: Report, to: &mut Vec<Effect>) {
        let message = Message::ValidationError(source, report.clone());
        self.end(Phase::Editing(Notice::Invalid { source, report }), message, to);
    }

    /// Ends a submission that created no customer. `report` contains the current problems, such as files that can no
    /// longer be read.
    pub(super) fn failed(&mut self, error: SendError, report: Report, to: &mut Vec<Effect>) {
        // A file that is changed or removed during the upload makes the request fail, too.
        if report.0.iter().any(|(_, problem)| *problem == FieldProblem::FileUnreadable) {
            return self.invalid(Source::Browser, report, to);
        }
        // After this failure, the outcome of the earlier submission is still unknown.
        if error.keeps_outcome_unknown() && self.outcome_unknown {
            return self.answered(Outcome::Unknown, to);
        }
        let changed = matches!(error, SendError::Refused(FailCode::ConfigChanged, _));
        let next = if changed { Phase::Loading } else { Phase::Editing(Notice::NotSent(error)) };
        self.end(next, Message::SendError(error), to);
        if changed {
            to.push(Effect::Load(Purpose::Changed));
        }
    }
}
