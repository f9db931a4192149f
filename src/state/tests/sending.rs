//! From "Submit" to the answer.

use super::*;

#[test]
fn valid_form_is_checked_announced_and_sent() {
    let mut form = editing();
    let editing = || Phase::Editing(Notice::None);
    let customer = Customer { id: Some("5".into()), ..Customer::default() };
    let (some, all) = (Progress::Uploading { sent: 5, total: 9 }, Progress::Uploading { sent: 9, total: 9 });
    let tell = |sent| Effect::Tell(Message::Progress(sent, 9));
    walk(
        &mut form,
        [
            (Event::Submit, vec![Effect::Check], editing()),
            (Event::Checked(Report::default(), "id".into()), vec![Effect::Ask], editing()),
            (Event::PageDecided(true), [begin(), vec![post(1, "id", "one")]].concat(), begun()),
            (Event::Progressed(AttemptNumber(1), some), vec![Effect::Show, tell(5)], Phase::Sending(some)),
            (
                Event::Progressed(AttemptNumber(1), all),
                vec![Effect::LeaveCancel, Effect::Show, tell(9)],
                Phase::Sending(all),
            ),
            (
                Event::Progressed(AttemptNumber(1), Progress::Waiting),
                vec![Effect::LeaveCancel, Effect::Show],
                Phase::Sending(Progress::Waiting),
            ),
            (
                Event::Answered(AttemptNumber(1), Outcome::Accepted(customer.clone())),
                answered(Message::Success(customer)),
                Phase::Accepted,
            ),
        ],
    );
}

#[test]
fn invalid_form_is_not_sent() {
    let mut form = editing();
    let message = Message::ValidationError(Source::Browser, report());
    walk(
        &mut form,
        [
            (Event::Submit, vec![Effect::Check], Phase::Editing(Notice::None)),
            (Event::Checked(report(), "id".into()), end(message), invalid(Source::Browser, report())),
        ],
    );
    assert_eq!(form.request_id(), "id");
    ignores(&mut form, [Event::PageDecided(true)]);
}

#[test]
fn second_submit_while_one_is_checked_or_sent_is_ignored() {
    let mut form = editing();
    let _ = form.update(Event::Submit);
    ignores(&mut form, [Event::Submit]);
    let _ = form.update(Event::Checked(Report::default(), "id".into()));
    ignores(&mut form, [Event::Submit, Event::Checked(report(), "other".into())]);
    let _ = form.update(Event::PageDecided(true));
    ignores(
        &mut form,
        [
            Event::Submit,
            Event::SubmitAsNew("other".into()),
            Event::Checked(report(), "other".into()),
            Event::PageDecided(true),
            Event::PageProblems(said()),
            Event::Reset("other".into()),
            Event::Reload,
        ],
    );
    assert_eq!((form.key(), form.request_id()), ("key", "id"));
}

#[test]
fn submission_stopped_by_the_page_leaves_its_id_to_the_next() {
    let mut form = editing();
    let _ = form.update(Event::Submit);
    let _ = form.update(Event::Checked(Report::default(), "first".into()));
    walk(&mut form, [(Event::PageDecided(false), vec![], Phase::Editing(Notice::None))]);
    assert_eq!(send(&mut form, "second"), [begin(), vec![post(1, "first", "one")]].concat());
}

#[test]
fn every_outcome_has_its_phase_and_message() {
    let unknown = Phase::Editing(Notice::OutcomeUnknown);
    let rejected = Message::ValidationError(Source::Crm, report());
    for (outcome, message, phase) in [
        (Outcome::Accepted(Customer::default()), Message::Success(Customer::default()), Phase::Accepted),
        (Outcome::Rejected(Source::Crm, report()), rejected, invalid(Source::Crm, report())),
        (Outcome::Unknown, Message::OutcomeUnknown, unknown),
    ] {
        walk(&mut sending(), [(Event::Answered(AttemptNumber(1), outcome), answered(message), phase)]);
    }
}

#[test]
fn failed_submission_goes_back_to_the_filled_form() {
    for error in [
        SendError::Unreachable,
        SendError::Unreadable(Wait(0)),
        SendError::Refused(FailCode::RateLimited, Wait(600)),
        SendError::Refused(FailCode::IdempotencyKeyReused, Wait(0)),
    ] {
        let mut form = sending();
        walk(&mut form, fail(1, error, end(Message::SendError(error)), not_sent(error)));
        // The same filled form keeps its key.
        assert_eq!(send(&mut form, "second"), [begin(), vec![post(2, "second", "one")]].concat());
    }
}

#[test]
fn request_that_breaks_with_a_changed_file_names_the_file() {
    let unreadable = Report(vec![(FieldPath::Fixed(FixedField::Photo), FieldProblem::FileUnreadable)]);
    let message = Message::ValidationError(Source::Browser, unreadable.clone());
    let mut form = sending();
    walk(
        &mut form,
        [
            (
                Event::Failed(AttemptNumber(1), SendError::Unreachable),
                vec![Effect::ReadFiles(AttemptNumber(1), SendError::Unreachable)],
                begun(),
            ),
            (
                Event::FilesRead(AttemptNumber(1), SendError::Unreachable, unreadable.clone()),
                end(message),
                invalid(Source::Browser, unreadable),
            ),
        ],
    );
}

#[test]
fn cancelled_submission_is_stopped_and_its_answer_ignored() {
    let cancelled = [vec![Effect::Abort], end(Message::SendError(SendError::Cancelled))].concat();
    let mut form = sending();
    walk(&mut form, [(Event::Cancel, cancelled, not_sent(SendError::Cancelled))]);
    let late = || {
        [
            Event::Progressed(AttemptNumber(1), Progress::Waiting),
            Event::Answered(AttemptNumber(1), Outcome::Unknown),
            Event::Failed(AttemptNumber(1), SendError::Unreachable),
            Event::FilesRead(AttemptNumber(1), SendError::Unreachable, report()),
            Event::Cancel,
        ]
    };
    ignores(&mut form, late());
    assert_eq!(send(&mut form, "second"), [begin(), vec![post(2, "second", "one")]].concat());
    ignores(&mut form, late().into_iter().take(4));
}

#[test]
fn submission_can_be_cancelled_while_its_files_are_read() {
    let mut form = sending();
    let _ = form.update(Event::Failed(AttemptNumber(1), SendError::Unreachable));
    let cancelled = [vec![Effect::Abort], end(Message::SendError(SendError::Cancelled))].concat();
    walk(&mut form, [(Event::Cancel, cancelled, not_sent(SendError::Cancelled))]);
    ignores(&mut form, [Event::FilesRead(AttemptNumber(1), SendError::Unreachable, Report::default())]);
}

#[test]
fn submission_cannot_be_cancelled_after_the_last_byte() {
    for progress in ALL_SENT {
        let mut form = sending();
        let _ = form.update(Event::Progressed(AttemptNumber(1), progress));
        ignores(&mut form, [Event::Cancel]);
        // The answer still belongs to the submission.
        walk(
            &mut form,
            [(
                Event::Answered(AttemptNumber(1), Outcome::Accepted(Customer::default())),
                answered(Message::Success(Customer::default())),
                Phase::Accepted,
            )],
        );
    }
}

#[test]
fn refused_submission_can_be_cancelled_while_files_are_read() {
    let error = SendError::Refused(FailCode::RateLimited, Wait(60));
    let cancelled = || [vec![Effect::Abort], end(Message::SendError(SendError::Cancelled))].concat();
    for progress in ALL_SENT {
        let mut form = sending();
        let _ = form.update(Event::Progressed(AttemptNumber(1), progress));
        let _ = form.update(Event::Failed(AttemptNumber(1), error));
        walk(&mut form, [(Event::Cancel, cancelled(), not_sent(SendError::Cancelled))]);
    }
}

#[test]
fn last_byte_means_that_all_is_sent() {
    assert!(!Progress::Uploading { sent: 0, total: 0 }.is_all_sent());
    assert!(!Progress::Uploading { sent: 9, total: 10 }.is_all_sent());
    assert!(Progress::Uploading { sent: 10, total: 10 }.is_all_sent());
    assert!(Progress::Waiting.is_all_sent());
}
