//! The lifecycle of a form: each test passes a sequence of events to the form.

mod loading;
mod outcome;
mod page;
mod proof;
mod sending;
mod token;

use customer_form_contract::wire::{Customer, FailCode, Outcome, Source};
use customer_form_contract::{FieldPath, FieldProblem, FixedField, Report};

use super::*;

/// The progress of a request whose last byte has left the browser.
const ALL_SENT: [Progress; 2] = [Progress::Uploading { sent: 9, total: 9 }, Progress::Waiting];

/// The codes after which the form fetches a new token.
const RENEWED: [FailCode; 3] =
    [FailCode::FormTokenInvalid, FailCode::FormTokenExpired, FailCode::ProofOfWorkInvalid];

const EXPIRED: SendError = SendError::Refused(FailCode::FormTokenExpired, Wait(0));

/// Passes the events to the form one after the other. Compares the effects and the phase after each event.
fn walk(form: &mut Lifecycle, path: impl IntoIterator<Item = (Event, Vec<Effect>, Phase)>) {
    for (number, (event, effects, phase)) in path.into_iter().enumerate() {
        let said = format!("event {number}, {event:?}");
        assert_eq!(form.update(event), effects, "effects of {said}");
        assert_eq!(*form.phase(), phase, "phase after {said}");
    }
}

/// Asserts that events have no effect and do not change the phase.
fn ignores(form: &mut Lifecycle, events: impl IntoIterator<Item = Event>) {
    for event in events {
        let (said, before) = (format!("{event:?}"), form.phase().clone());
        assert_eq!(form.update(event), [], "{said}");
        assert_eq!(*form.phase(), before, "{said}");
    }
}

fn new() -> Lifecycle {
    Lifecycle::new("key".into(), "load".into())
}

fn ticket(token: &str) -> Ticket {
    Ticket { revision: Some("7".into()), token: Some(token.into()), challenge: None }
}

fn loaded(purpose: Purpose, ticket: Ticket) -> Event {
    Event::Loaded { purpose, request_id: Some("proxy".into()), ticket, news: vec![] }
}

fn load_failed(purpose: Purpose, error: LoadError) -> Event {
    Event::LoadFailed { purpose, request_id: None, error }
}

/// A form that can be filled in.
fn editing() -> Lifecycle {
    with_ticket(ticket("one"))
}

fn with_ticket(ticket: Ticket) -> Lifecycle {
    let mut form = new();
    let _ = form.update(loaded(Purpose::First, ticket));
    form
}

/// A form whose first submission is being sent.
fn sending() -> Lifecycle {
    let mut form = editing();
    send(&mut form, "id");
    form
}

/// Submits a form without problems. The page does not cancel the submission.
fn send(form: &mut Lifecycle, id: &str) -> Vec<Effect> {
    let _ = form.update(Event::Submit);
    let _ = form.update(Event::Checked(Report::default(), id.into()));
    form.update(Event::PageDecided(true))
}

fn post(attempt: u32, id: &str, token: &str) -> Effect {
    post_with(attempt, id, token, None)
}

fn post_with(attempt: u32, id: &str, token: &str, proof: Option<&str>) -> Effect {
    Effect::Post(Request {
        attempt: AttemptNumber(attempt),
        id: id.into(),
        key: "key".into(),
        token: Some(token.into()),
        proof: proof.map(Into::into),
    })
}

/// The effects of a submission that is about to be sent, without [`Effect::Post`].
fn begin() -> Vec<Effect> {
    vec![Effect::TakeSnapshot, Effect::Show, Effect::Focus(Target::Message)]
}

/// The effects of a submission that ends.
fn end(message: Message) -> Vec<Effect> {
    vec![Effect::Show, Effect::Focus(Target::Message), Effect::Tell(message)]
}

/// The effects of a submission that ends with an answer of the proxy.
fn answered(message: Message) -> Vec<Effect> {
    [vec![Effect::MarkAnswered], end(message)].concat()
}

fn begun() -> Phase {
    Phase::Sending(Progress::BEGUN)
}

fn not_sent(error: SendError) -> Phase {
    Phase::Editing(Notice::NotSent(error))
}

fn invalid(source: Source, report: Report) -> Phase {
    Phase::Editing(Notice::Invalid { source, report })
}

fn report() -> Report {
    Report(vec![(FieldPath::Fixed(FixedField::Email), FieldProblem::Taken)])
}

fn said() -> Vec<FieldMessage> {
    vec![FieldMessage {
        path: FieldPath::Fixed(FixedField::Email),
        sentence: "Use your work address.".into(),
    }]
}

/// Every error of a submission, except the refusals with these codes.
fn every_error_except(codes: &[FailCode]) -> Vec<SendError> {
    let refused = FailCode::ALL.iter().filter(|code| !codes.contains(code));
    let refused = refused.map(|code| SendError::Refused(*code, Wait(60)));
    let own = [SendError::Unreachable, SendError::Cancelled, SendError::Unreadable(Wait(1))];
    refused.chain(own).collect()
}

/// Fails the request of a submission whose files can still be read.
fn fail(
    attempt: u32,
    error: SendError,
    after: Vec<Effect>,
    phase: Phase,
) -> [(Event, Vec<Effect>, Phase); 2] {
    let attempt = AttemptNumber(attempt);
    [
        (Event::Failed(attempt, error), vec![Effect::ReadFiles(attempt, error)], begun()),
        (Event::FilesRead(attempt, error, Report::default()), after, phase),
    ]
}
