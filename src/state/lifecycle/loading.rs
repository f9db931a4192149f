//! The form configuration, its token, and the proof of work.

use super::{Lifecycle, Proof, Step};
use crate::state::{
    CONFIG_CHANGED, Effect, FieldMessage, LoadError, Message, Notice, Phase, Purpose, Target, Ticket,
};

impl Lifecycle {
    /// Shows the form that was built from the answer, or takes over a token.
    ///
    /// The phase needs no check: a request whose answer builds the form begins only together with [`Phase::Loading`],
    /// and only its answer ends that phase. Therefore, such an answer never replaces a form that is being filled in. An
    /// element that is mounted anew has another lifecycle, and `app` drops the answers to the earlier one.
    pub(super) fn loaded(
        &mut self,
        purpose: Purpose,
        request_id: Option<String>,
        ticket: Ticket,
        news: Vec<FieldMessage>,
        to: &mut Vec<Effect>,
    ) {
        if !purpose.builds_form() {
            return self.token_came(purpose, Ok(ticket), to);
        }
        self.was_shown = true;
        self.take_request_id(request_id);
        self.take(ticket);
        let changed = purpose == Purpose::Changed;
        self.show(Phase::Editing(if changed { Notice::Renewed(news) } else { Notice::None }), to);
        match purpose {
            Purpose::First => {}
            // The button "Try again" had the focus, and no longer exists.
            Purpose::Retry => to.push(Effect::Focus(Target::FirstField)),
            _ => to.push(Effect::Focus(Target::Message)),
        }
        to.push(Effect::Tell(Message::Ready));
    }

    pub(super) fn load_failed(
        &mut self,
        purpose: Purpose,
        request_id: Option<String>,
        error: LoadError,
        to: &mut Vec<Effect>,
    ) {
        if !purpose.builds_form() {
            return self.token_came(purpose, Err(error), to);
        }
        self.take_request_id(request_id);
        self.show(Phase::Unavailable(error), to);
        to.push(Effect::Tell(Message::LoadError(error)));
        if purpose != Purpose::First {
            to.push(Effect::Focus(Target::Message));
        }
    }

    /// Takes over the request id that the proxy gave to the request for the form configuration. The form does not send
    /// an id of its own with that request, because this would require a CORS preflight.
    pub(super) fn take_request_id(&mut self, request_id: Option<String>) {
        if let Some(id) = request_id {
            self.request_id = id;
        }
    }

    pub(super) fn take(&mut self, ticket: Ticket) {
        self.ticket = ticket;
        self.proof = Proof::NotBegun;
    }

    /// Takes over a token that was fetched for the shown form. If a submission waits for the token, sends the
    /// submission or ends it with the error. Otherwise, the next submission uses the token; if the token could not be
    /// fetched, the next submission fetches one after the proxy has refused the old token.
    pub(super) fn token_came(
        &mut self,
        purpose: Purpose,
        ticket: Result<Ticket, LoadError>,
        to: &mut Vec<Effect>,
    ) {
        let same = ticket.map(|ticket| {
            // A token contains its revision. With a token of another revision, the proxy would assume that the visitor
            // filled in the form of that revision.
            let same = ticket.revision == self.ticket.revision;
            // The proof that is being done belongs to the current token, so this token is kept.
            if same && self.step != Step::Proving {
                self.take(ticket);
            }
            same
        });
        let Purpose::Renewal(of) = purpose else { return };
        if !self.is_at(Step::Renewing, of) {
            return;
        }
        let error = match same {
            Ok(true) => return self.post(to),
            Ok(false) => CONFIG_CHANGED,
            Err(error) => error.of_submission(),
        };
        self.request_failed(of, error, to);
    }

    pub(super) fn begin_proof(&mut self, to: &mut Vec<Effect>) {
        if self.proof == Proof::NotBegun
            && let Some(challenge) = &self.ticket.challenge
        {
            self.proof = Proof::Begun(challenge.clone());
            to.push(Effect::Prove(challenge.clone()));
        }
    }

    pub(super) fn proved(&mut self, challenge: &str, proof: Option<String>, to: &mut Vec<Effect>) {
        if matches!(&self.proof, Proof::Begun(begun) if begun == challenge) {
            self.proof = Proof::Done(proof);
            if self.step == Step::Proving {
                self.post(to);
            }
        }
    }
}
