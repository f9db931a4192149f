//! An unknown outcome, and how the form finds out the outcome later.

use super::*;

/// A form whose first submission may have created the customer.
fn unknown() -> Lifecycle {
    let mut form = sending();
    let _ = form.update(Event::Answered(AttemptNumber(1), Outcome::Unknown));
    form
}

#[test]
fn only_a_break_after_the_last_byte_is_an_unknown_outcome() {
    let broken = || Event::Failed(AttemptNumber(1), SendError::Unreachable);
    for progress in ALL_SENT {
        let mut form = sending();
        let _ = form.update(Event::Progressed(AttemptNumber(1), progress));
        let effects = answered(Message::OutcomeUnknown);
        walk(&mut form, [(broken(), effects, Phase::Editing(Notice::OutcomeUnknown))]);
    }
    let progress = Progress::Uploading { sent: 8, total: 9 };
    let read = vec![Effect::ReadFiles(AttemptNumber(1), SendError::Unreachable)];
    let mut form = sending();
    let _ = form.update(Event::Progressed(AttemptNumber(1), progress));
    walk(&mut form, [(broken(), read, Phase::Sending(progress))]);
}

#[test]
fn broken_renewal_after_the_last_byte_is_no_unknown_outcome() {
    let renewal = Purpose::Renewal(AttemptNumber(1));
    let mut form = sending();
    let _ = form.update(Event::Progressed(AttemptNumber(1), Progress::Waiting));
    let _ = form.update(Event::Failed(AttemptNumber(1), EXPIRED));
    let read = vec![Effect::ReadFiles(AttemptNumber(1), SendError::Unreachable)];
    walk(&mut form, [(load_failed(renewal, LoadError::Unreachable), read, begun())]);
}

fn asked_again() -> (Event, Vec<Effect>, Phase) {
    // The snapshot is sent again, even if the visitor has changed values since.
    let effects = vec![Effect::Show, Effect::Focus(Target::Message), post(2, "again", "one")];
    (Event::CheckOutcome("again".into()), effects, begun())
}

#[test]
fn check_again_sends_the_same_body_and_key() {
    let mut form = unknown();
    walk(
        &mut form,
        [
            asked_again(),
            (
                Event::Answered(AttemptNumber(2), Outcome::Accepted(Customer::default())),
                answered(Message::Success(Customer::default())),
                Phase::Accepted,
            ),
        ],
    );
}

#[test]
fn check_again_needs_an_unknown_outcome() {
    ignores(&mut editing(), [Event::CheckOutcome("again".into())]);
    ignores(&mut sending(), [Event::CheckOutcome("again".into())]);
}

#[test]
fn unknown_outcome_stays_unknown_after_a_failure() {
    // The codes of `RENEWED` have their own tests.
    for error in every_error_except(&[&RENEWED[..], &[FailCode::IdempotencyKeyReused]].concat()) {
        let mut form = unknown();
        walk(&mut form, [asked_again()]);
        walk(
            &mut form,
            fail(2, error, answered(Message::OutcomeUnknown), Phase::Editing(Notice::OutcomeUnknown)),
        );
    }
}

#[test]
fn unknown_outcome_stays_unknown_after_cancel() {
    let mut form = unknown();
    let effects = [vec![Effect::Abort], answered(Message::OutcomeUnknown)].concat();
    walk(&mut form, [asked_again(), (Event::Cancel, effects, Phase::Editing(Notice::OutcomeUnknown))]);
}

#[test]
fn reused_key_shows_that_the_earlier_customer_exists() {
    let error = SendError::Refused(FailCode::IdempotencyKeyReused, Wait(0));
    let mut form = unknown();
    assert_eq!(send(&mut form, "second"), [begin(), vec![post(2, "second", "one")]].concat());
    walk(&mut form, fail(2, error, end(Message::SendError(error)), not_sent(error)));
    // The visitor sends the values as another customer.
    walk(&mut form, [(Event::SubmitAsNew("other".into()), vec![Effect::Check], not_sent(error))]);
    assert_eq!(form.key(), "other");
}

#[test]
fn outcome_is_known_again_after_an_answer() {
    let mut form = unknown();
    walk(
        &mut form,
        [
            asked_again(),
            (
                Event::Answered(AttemptNumber(2), Outcome::Rejected(Source::Proxy, report())),
                answered(Message::ValidationError(Source::Proxy, report())),
                invalid(Source::Proxy, report()),
            ),
        ],
    );
    let _ = send(&mut form, "third");
    let error = SendError::Unreachable;
    walk(&mut form, fail(3, error, end(Message::SendError(error)), not_sent(error)));
}

#[test]
fn new_filled_form_has_no_unknown_outcome() {
    let error = SendError::Unreachable;
    for event in [Event::Reset("key".into()), Event::SubmitAsNew("key".into())] {
        let mut form = unknown();
        let _ = form.update(event);
        let _ = send(&mut form, "second");
        let _ = form.update(Event::Checked(Report::default(), "second".into()));
        let _ = form.update(Event::PageDecided(true));
        walk(&mut form, fail(2, error, end(Message::SendError(error)), not_sent(error)));
    }
}

#[test]
fn only_a_reused_key_settles_an_unknown_outcome() {
    for error in every_error_except(&[FailCode::IdempotencyKeyReused]) {
        assert!(error.keeps_outcome_unknown(), "{error:?}");
    }
    assert!(!SendError::Refused(FailCode::IdempotencyKeyReused, Wait::default()).keeps_outcome_unknown());
}
