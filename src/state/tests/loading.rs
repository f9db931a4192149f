//! From the first request to a form that can be filled in.

use super::*;

#[test]
fn first_load_shows_the_form() {
    let mut form = new();
    assert_eq!((form.phase(), form.request_id(), form.key()), (&Phase::Loading, "load", "key"));
    let ready = vec![Effect::Show, Effect::Tell(Message::Ready)];
    walk(&mut form, [(loaded(Purpose::First, ticket("one")), ready, Phase::Editing(Notice::None))]);
    assert_eq!(form.request_id(), "proxy");
}

#[test]
fn first_load_without_request_id_keeps_its_own() {
    let mut form = new();
    let event =
        Event::Loaded { purpose: Purpose::First, request_id: None, ticket: ticket("one"), news: vec![] };
    let _ = form.update(event);
    assert_eq!(form.request_id(), "load");
}

#[test]
fn failed_load_can_be_tried_again() {
    let error = LoadError::Refused(FailCode::RateLimited, Wait(60));
    let tell = |error| vec![Effect::Show, Effect::Tell(Message::LoadError(error))];
    let focus = Effect::Focus(Target::Message);
    let mut form = new();
    walk(
        &mut form,
        [
            (load_failed(Purpose::First, error), tell(error), Phase::Unavailable(error)),
            (Event::Reload, vec![Effect::Show, Effect::Load(Purpose::Retry)], Phase::Loading),
            (
                load_failed(Purpose::Retry, LoadError::Unreachable),
                [tell(LoadError::Unreachable), vec![focus]].concat(),
                Phase::Unavailable(LoadError::Unreachable),
            ),
            (Event::Reload, vec![Effect::Show, Effect::Load(Purpose::Retry)], Phase::Loading),
            (
                loaded(Purpose::Retry, ticket("one")),
                vec![Effect::Show, Effect::Focus(Target::FirstField), Effect::Tell(Message::Ready)],
                Phase::Editing(Notice::None),
            ),
        ],
    );
}

#[test]
fn form_without_configuration_takes_no_other_event() {
    let mut form = new();
    let events = || {
        [
            Event::Submit,
            Event::SubmitAsNew("other".into()),
            Event::CheckOutcome("id".into()),
            Event::Checked(Report::default(), "id".into()),
            Event::Asked(true),
            Event::Cancel,
            Event::Changed,
            Event::Told(said()),
            Event::Reset("other".into()),
        ]
    };
    ignores(&mut form, events());
    ignores(&mut form, [Event::Reload]);
    let _ = form.update(load_failed(Purpose::First, LoadError::Unreachable));
    ignores(&mut form, events());
    assert_eq!(form.key(), "key");
}

#[test]
fn changed_configuration_is_loaded_and_its_changes_shown() {
    let mut form = sending();
    let changed = end(Message::SendError(CONFIG_CHANGED));
    walk(
        &mut form,
        fail(1, CONFIG_CHANGED, [changed, vec![Effect::Load(Purpose::Changed)]].concat(), Phase::Loading),
    );
    let news = Event::Loaded {
        purpose: Purpose::Changed,
        request_id: Some("proxy".into()),
        ticket: Ticket { revision: Some("8".into()), token: Some("two".into()), challenge: None },
        news: said(),
    };
    let shown = vec![Effect::Show, Effect::Focus(Target::Message), Effect::Tell(Message::Ready)];
    walk(&mut form, [(news, shown, Phase::Editing(Notice::Renewed(said())))]);
    assert_eq!(send(&mut form, "second"), [begin(), vec![post(2, "second", "two")]].concat());
}

#[test]
fn changed_configuration_that_fails_can_be_loaded_again() {
    let mut form = sending();
    let changed = end(Message::SendError(CONFIG_CHANGED));
    let error = LoadError::Unreadable(Wait(5));
    walk(
        &mut form,
        fail(1, CONFIG_CHANGED, [changed, vec![Effect::Load(Purpose::Changed)]].concat(), Phase::Loading),
    );
    walk(
        &mut form,
        [
            (
                load_failed(Purpose::Changed, error),
                vec![Effect::Show, Effect::Tell(Message::LoadError(error)), Effect::Focus(Target::Message)],
                Phase::Unavailable(error),
            ),
            // The form must still tell the visitor that it has changed.
            (Event::Reload, vec![Effect::Show, Effect::Load(Purpose::Changed)], Phase::Loading),
        ],
    );
}

#[test]
fn every_phase_has_its_name() {
    let phases =
        [Phase::Loading, Phase::Unavailable(LoadError::Unreachable), Phase::Editing(Notice::None), begun()];
    let names: Vec<_> = phases.iter().chain([&Phase::Accepted]).map(Phase::name).collect();
    assert_eq!(names, Phase::NAMES);
}
