//! The proof of work.

use super::*;

fn demanding(token: &str, challenge: &str) -> Ticket {
    Ticket { challenge: Some(challenge.into()), ..ticket(token) }
}

fn proved(challenge: &str, proof: Option<&str>) -> Event {
    Event::Proved { challenge: challenge.into(), proof: proof.map(Into::into) }
}

fn prove(challenge: &str) -> Effect {
    Effect::Prove(challenge.into())
}

#[test]
fn work_begins_with_the_first_change_and_once() {
    let mut form = with_ticket(demanding("one", "sum"));
    assert_eq!(form.update(Event::Changed), [prove("sum")]);
    ignores(&mut form, [Event::Changed, proved("sum", Some("42")), Event::Changed]);
    let sent = vec![post_with(1, "id", "one", Some("42"))];
    assert_eq!(send(&mut form, "id"), [begin(), sent].concat());
}

#[test]
fn form_without_challenge_does_no_work() {
    ignores(&mut editing(), [Event::Changed]);
}

#[test]
fn request_waits_for_the_proof() {
    let mut form = with_ticket(demanding("one", "sum"));
    assert_eq!(send(&mut form, "id"), [begin(), vec![prove("sum")]].concat());
    ignores(&mut form, [proved("another", Some("1"))]);
    assert_eq!(form.update(proved("sum", Some("42"))), [post_with(1, "id", "one", Some("42"))]);
}

#[test]
fn work_without_result_is_sent_without_proof() {
    let mut form = with_ticket(demanding("one", "sum"));
    let _ = send(&mut form, "id");
    assert_eq!(form.update(proved("sum", None)), [post_with(1, "id", "one", None)]);
}

#[test]
fn refused_proof_gets_a_new_challenge() {
    let invalid = SendError::Refused(FailCode::ProofOfWorkInvalid, Wait(0));
    let renewal = Purpose::Renewal(AttemptNumber(1));
    let mut form = with_ticket(demanding("one", "sum"));
    let _ = form.update(Event::Changed);
    let _ = form.update(proved("sum", Some("42")));
    let _ = send(&mut form, "id");
    walk(
        &mut form,
        [
            (Event::Failed(AttemptNumber(1), invalid), vec![Effect::Show, Effect::Load(renewal)], begun()),
            (loaded(renewal, demanding("two", "product")), vec![prove("product")], begun()),
        ],
    );
    ignores(&mut form, [proved("sum", Some("42"))]);
    assert_eq!(form.update(proved("product", Some("7"))), [post_with(1, "id", "two", Some("7"))]);
}

#[test]
fn proof_after_cancel_is_for_the_next_submission() {
    let mut form = with_ticket(demanding("one", "sum"));
    let _ = send(&mut form, "id");
    let _ = form.update(Event::Cancel);
    ignores(&mut form, [proved("sum", Some("42"))]);
    let sent = vec![post_with(2, "second", "one", Some("42"))];
    assert_eq!(send(&mut form, "second"), [begin(), sent].concat());
}

#[test]
fn token_during_the_work_does_not_replace_the_earlier_token() {
    let mut form = with_ticket(demanding("one", "sum"));
    let _ = send(&mut form, "id");
    ignores(&mut form, [loaded(Purpose::Next, demanding("two", "product"))]);
    assert_eq!(form.update(proved("sum", Some("42"))), [post_with(1, "id", "one", Some("42"))]);
}
