//! Requests of the page that contains the form.

use leptos::prelude::{Owner, RwSignal};

use super::*;

#[test]
fn page_problems_show_until_the_page_removes_them() {
    let mut form = editing();
    let show = vec![Effect::MarkAnswered, Effect::Show, Effect::Focus(Target::Message)];
    walk(
        &mut form,
        [
            (Event::PageProblems(said()), show, Phase::Editing(Notice::Told(said()))),
            (
                Event::PageProblems(vec![]),
                vec![Effect::MarkAnswered, Effect::Show],
                Phase::Editing(Notice::None),
            ),
        ],
    );
}

#[test]
fn page_removes_only_its_own_problems() {
    let mut form = editing();
    let _ = form.update(Event::PageProblems(said()));
    let _ = form.update(Event::Submit);
    let message = Message::ValidationError(Source::Browser, report());
    let shown = || invalid(Source::Browser, report());
    walk(
        &mut form,
        [
            (Event::Checked(report(), "id".into()), end(message), shown()),
            (Event::PageProblems(vec![]), vec![Effect::MarkAnswered], shown()),
        ],
    );
}

#[test]
fn reset_empties_the_form_and_begins_another() {
    let mut form = editing();
    let _ = form.update(Event::PageProblems(said()));
    let cleared = vec![Effect::Clear, Effect::Show];
    walk(&mut form, [(Event::Reset("other".into()), cleared, Phase::Editing(Notice::None))]);
    assert_eq!(form.key(), "other");
}

#[test]
fn reset_after_success_gets_a_new_token() {
    let mut form = sending();
    let _ = form.update(Event::Answered(AttemptNumber(1), Outcome::Accepted(Customer::default())));
    ignores(
        &mut form,
        [
            Event::Reload,
            Event::Submit,
            Event::Changed,
            Event::Cancel,
            Event::PageProblems(said()),
            Event::Checked(report(), "id".into()),
        ],
    );
    let again = vec![Effect::Clear, Effect::Show, Effect::Load(Purpose::Next)];
    walk(&mut form, [(Event::Reset("key".into()), again, Phase::Editing(Notice::None))]);
    ignores(&mut form, [loaded(Purpose::Next, ticket("two"))]);
    assert_eq!(send(&mut form, "second"), [begin(), vec![post(2, "second", "two")]].concat());
}

#[test]
fn reset_while_the_page_is_asked_stops_the_submission() {
    let mut form = editing();
    let _ = form.update(Event::Submit);
    let _ = form.update(Event::Checked(Report::default(), "id".into()));
    let _ = form.update(Event::Reset("other".into()));
    ignores(&mut form, [Event::PageDecided(true)]);
}

#[test]
fn restored_draft_brings_its_key() {
    let mut form = new();
    assert_eq!(form.update(Event::Restored("earlier".into())), []);
    assert_eq!(form.key(), "earlier");
}

#[test]
fn restored_draft_does_not_change_the_key_of_a_submission() {
    let checking = || {
        let mut form = editing();
        let _ = form.update(Event::Submit);
        form
    };
    let asking = || {
        let mut form = checking();
        let _ = form.update(Event::Checked(Report::default(), "id".into()));
        form
    };
    let proving = || {
        let mut form = with_ticket(Ticket { challenge: Some("sum".into()), ..ticket("one") });
        send(&mut form, "id");
        form
    };
    let failed = |error| {
        let mut form = sending();
        let _ = form.update(Event::Failed(AttemptNumber(1), error));
        form
    };
    let (renewing, failing) = (failed(EXPIRED), failed(SendError::Unreachable));
    for mut form in [checking(), asking(), proving(), sending(), renewing, failing] {
        ignores(&mut form, [Event::Restored("earlier".into())]);
        assert_eq!(form.key(), "key", "{form:?}");
    }
}

#[test]
fn unmounted_form_takes_no_event() {
    let owner = Owner::new();
    let form = owner.with(|| RwSignal::new(sending()));
    let progressed = || Event::Progressed(AttemptNumber(1), Progress::Waiting);
    assert_eq!(update(form, progressed()), [Effect::LeaveCancel, Effect::Show]);
    owner.cleanup();
    assert_eq!(update(form, progressed()), []);
    assert_eq!(update(form, Event::Answered(AttemptNumber(1), Outcome::Unknown)), []);
}
