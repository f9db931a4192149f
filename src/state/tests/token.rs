//! Tokens that are too old or used up.

use super::*;

const RENEWAL: Purpose = Purpose::Renewal(AttemptNumber(1));

fn refused(error: SendError) -> (Event, Vec<Effect>, Phase) {
    (Event::Failed(AttemptNumber(1), error), vec![Effect::Show, Effect::Load(RENEWAL)], begun())
}

#[test]
fn refused_token_is_renewed_once_and_the_request_repeated() {
    for code in RENEWED {
        let error = SendError::Refused(code, Wait(0));
        let mut form = sending();
        walk(
            &mut form,
            [refused(error), (loaded(RENEWAL, ticket("two")), vec![post(1, "id", "two")], begun())],
        );
        // The form does not request a second token.
        walk(&mut form, fail(1, error, end(Message::SendError(error)), not_sent(error)));
    }
}

#[test]
fn next_submission_may_renew_its_token_too() {
    let mut form = sending();
    walk(
        &mut form,
        [refused(EXPIRED), (loaded(RENEWAL, ticket("two")), vec![post(1, "id", "two")], begun())],
    );
    walk(&mut form, fail(1, EXPIRED, end(Message::SendError(EXPIRED)), not_sent(EXPIRED)));
    let _ = send(&mut form, "second");
    let second = AttemptNumber(2);
    let load = vec![Effect::Show, Effect::Load(Purpose::Renewal(second))];
    walk(&mut form, [(Event::Failed(second, EXPIRED), load, begun())]);
}

#[test]
fn other_errors_ask_for_no_token() {
    // After `ConfigChanged`, the form is built again.
    for error in every_error_except(&[&RENEWED[..], &[FailCode::ConfigChanged]].concat()) {
        let mut form = sending();
        walk(&mut form, fail(1, error, end(Message::SendError(error)), not_sent(error)));
    }
}

#[test]
fn renewal_that_fails_ends_the_submission() {
    for (error, shown) in [
        (LoadError::Unreachable, SendError::Unreachable),
        (LoadError::Unreadable(Wait(9)), SendError::Unreadable(Wait(9))),
        (
            LoadError::Refused(FailCode::RateLimited, Wait(60)),
            SendError::Refused(FailCode::RateLimited, Wait(60)),
        ),
    ] {
        let mut form = sending();
        let read = vec![Effect::ReadFiles(AttemptNumber(1), shown)];
        walk(
            &mut form,
            [
                refused(EXPIRED),
                (load_failed(RENEWAL, error), read, begun()),
                (
                    Event::FilesRead(AttemptNumber(1), shown, Report::default()),
                    end(Message::SendError(shown)),
                    not_sent(shown),
                ),
            ],
        );
    }
}

#[test]
fn renewed_token_of_another_revision_reloads_configuration() {
    let mut form = sending();
    let other = Ticket { revision: Some("8".into()), token: Some("two".into()), challenge: None };
    let changed = [end(Message::SendError(CONFIG_CHANGED)), vec![Effect::Load(Purpose::Changed)]].concat();
    walk(
        &mut form,
        [
            refused(EXPIRED),
            (loaded(RENEWAL, other), vec![Effect::ReadFiles(AttemptNumber(1), CONFIG_CHANGED)], begun()),
            (Event::FilesRead(AttemptNumber(1), CONFIG_CHANGED, Report::default()), changed, Phase::Loading),
        ],
    );
}

#[test]
fn token_that_comes_after_cancel_is_for_the_next_submission() {
    let mut form = sending();
    walk(&mut form, [refused(EXPIRED)]);
    let _ = form.update(Event::Cancel);
    ignores(&mut form, [loaded(RENEWAL, ticket("two"))]);
    assert_eq!(send(&mut form, "second"), [begin(), vec![post(2, "second", "two")]].concat());
}

#[test]
fn renewed_token_begins_the_upload_anew() {
    let cancelled = || [vec![Effect::Abort], end(Message::SendError(SendError::Cancelled))].concat();
    for progress in ALL_SENT {
        let mut form = sending();
        let _ = form.update(Event::Progressed(AttemptNumber(1), progress));
        walk(
            &mut form,
            [
                refused(EXPIRED),
                (loaded(RENEWAL, ticket("two")), vec![post(1, "id", "two")], begun()),
                (Event::Cancel, cancelled(), not_sent(SendError::Cancelled)),
            ],
        );
    }
}

#[test]
fn two_pending_tokens_repeat_the_request_once() {
    let mut form = sending();
    let _ = form.update(Event::Answered(AttemptNumber(1), Outcome::Accepted(Customer::default())));
    let _ = form.update(Event::Reset("key".into()));
    let _ = send(&mut form, "second");
    let second = AttemptNumber(2);
    let renewal = Purpose::Renewal(second);
    walk(&mut form, [(Event::Failed(second, EXPIRED), vec![Effect::Show, Effect::Load(renewal)], begun())]);
    ignores(&mut form, [loaded(Purpose::Next, ticket("two"))]);
    walk(&mut form, [(loaded(renewal, ticket("three")), vec![post(2, "second", "three")], begun())]);
}

#[test]
fn token_of_another_revision_is_not_used() {
    let mut form = editing();
    let other = Ticket { revision: Some("8".into()), token: Some("two".into()), challenge: None };
    ignores(&mut form, [loaded(Purpose::Next, other), load_failed(Purpose::Next, LoadError::Unreachable)]);
    assert_eq!(send(&mut form, "id"), [begin(), vec![post(1, "id", "one")]].concat());
}
