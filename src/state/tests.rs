use super::*;
use customer_form_contract::Problem;

fn report() -> Report {
    Report(vec![(FieldPath::Email, Problem::Taken)])
}

fn said() -> Vec<Said> {
    vec![Said { path: FieldPath::Email, sentence: "Use your work address.".into() }]
}

fn sending(attempt: u32) -> Phase {
    Phase::Sending { attempt: Attempt(attempt), progress: Progress::Waiting }
}

#[test]
fn a_form_that_has_changed_is_loaded_again_and_says_what_is_new() {
    let sending = Phase::Editing(Notice::None).next(Event::Sent(Attempt(1)));
    let changed = SendError::Refused(FailCode::ConfigChanged, Wait::default());
    let loading = sending.next(Event::SendFailed(Attempt(1), changed));
    assert_eq!(loading, Phase::Loading);
    assert_eq!(loading.next(Event::Renewed(said())), Phase::Editing(Notice::Renewed(said())));
}

#[test]
fn what_is_unknown_stays_so_until_somebody_who_knows_has_answered() {
    for error in [SendError::Unreachable, SendError::Cancelled, SendError::Unreadable(Wait(1))] {
        assert!(error.leaves_open(), "{error:?}");
    }
    assert!(SendError::Refused(FailCode::RateLimited, Wait(60)).leaves_open());
    assert!(!SendError::Refused(FailCode::IdempotencyKeyReused, Wait::default()).leaves_open());
}

#[test]
fn a_form_loads_and_can_be_asked_again_when_it_does_not() {
    let failed = Phase::Loading.next(Event::LoadFailed(LoadError::Unreachable));
    assert_eq!(failed, Phase::Unavailable(LoadError::Unreachable));
    assert_eq!(failed.next(Event::Reload).next(Event::Loaded), Phase::Editing(Notice::None));
}

#[test]
fn all_is_sent_with_the_last_byte_and_not_before_anything_is_known() {
    assert!(!Progress::Uploading { sent: 0, total: 0 }.is_all_sent());
    assert!(!Progress::Uploading { sent: 9, total: 10 }.is_all_sent());
    assert!(Progress::Uploading { sent: 10, total: 10 }.is_all_sent());
    assert!(Progress::Waiting.is_all_sent());
}

#[test]
fn every_outcome_has_its_phase() {
    for (outcome, expected) in [
        (Outcome::Accepted(Customer::default()), Phase::Accepted(Receipt { customer: Customer::default() })),
        (
            Outcome::Rejected(Source::Crm, report()),
            Phase::Editing(Notice::Invalid { source: Source::Crm, report: report() }),
        ),
        (Outcome::Unknown, Phase::Editing(Notice::OutcomeUnknown)),
    ] {
        assert_eq!(sending(1).next(Event::Answered(Attempt(1), outcome)), expected);
    }
}

#[test]
fn what_is_said_of_an_earlier_attempt_changes_nothing() {
    for event in [
        Event::Answered(Attempt(1), Outcome::Unknown),
        Event::SendFailed(Attempt(1), SendError::Cancelled),
        Event::Progressed(Attempt(1), Progress::Uploading { sent: 1, total: 2 }),
    ] {
        assert_eq!(sending(2).next(event), sending(2));
    }
}

#[test]
fn a_second_submit_while_one_is_on_its_way_changes_nothing() {
    assert_eq!(sending(1).next(Event::Sent(Attempt(2))), sending(1));
    assert_eq!(sending(1).next(Event::FoundInvalid(report())), sending(1));
}

#[test]
fn after_success_nothing_happens_any_more_until_the_page_asks_for_an_empty_form() {
    let accepted = Phase::Accepted(Receipt { customer: Customer::default() });
    for event in [
        Event::Reload,
        Event::Loaded,
        Event::Sent(Attempt(2)),
        Event::FoundInvalid(report()),
        Event::Told(said()),
    ] {
        assert_eq!(accepted.clone().next(event), accepted);
    }
    assert_eq!(accepted.next(Event::Reset), Phase::Editing(Notice::None));
}

#[test]
fn a_form_that_is_being_sent_cannot_be_emptied() {
    assert_eq!(sending(1).next(Event::Reset), sending(1));
}

#[test]
fn what_the_page_says_shows_until_it_takes_it_back_or_the_form_has_something_of_its_own_to_say() {
    let told = Phase::Editing(Notice::None).next(Event::Told(said()));
    assert_eq!(told, Phase::Editing(Notice::Told(said())));
    assert_eq!(told.clone().next(Event::Told(vec![])), Phase::Editing(Notice::None));
    let invalid = told.next(Event::FoundInvalid(report()));
    assert_eq!(invalid, Phase::Editing(Notice::Invalid { source: Source::Browser, report: report() }));
    // The page takes back only what it said itself.
    assert_eq!(invalid.clone().next(Event::Told(vec![])), invalid);
}

#[test]
fn a_failed_or_cancelled_submission_goes_back_to_the_filled_form() {
    for error in [
        SendError::Unreachable,
        SendError::Cancelled,
        SendError::Unreadable(Wait::default()),
        SendError::Refused(FailCode::RateLimited, Wait(600)),
    ] {
        let phase = Phase::Editing(Notice::None).next(Event::Sent(Attempt(1)));
        assert_eq!(phase.next(Event::SendFailed(Attempt(1), error)), Phase::Editing(Notice::NotSent(error)));
    }
}
