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
fn first_load_without_request_id_keeps_the_id_of_the_form() {
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
            Event::PageDecided(true),
            Event::Cancel,
            Event::Changed,
            Event::PageProblems(said()),
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

/// The answer to such a request replaces the draft before the state handles the answer. The test shows that no event
/// lets the answer come in another phase than `Loading`, and that there are never two such requests.
#[test]
fn configuration_that_builds_the_form_comes_only_while_loading() {
    let (mut random, mut changed) = (1_u64, 0);
    // A linear congruential generator (Knuth's constants): each run makes the same walks.
    let mut choose = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % below
    };
    for _ in 0..200 {
        let (mut form, mut pending, mut attempt) = (new(), Some(Purpose::First), AttemptNumber(0));
        for _ in 0..500 {
            let mut events = every_event_but_built(attempt);
            if let Some(purpose) = pending {
                events.push(loaded(purpose, ticket("one")));
                events.push(load_failed(purpose, LoadError::Unreachable));
            }
            let event = events.swap_remove(choose(events.len()));
            let said = format!("{event:?} in {:?}", form.phase());
            if let Event::Loaded { purpose, .. } | Event::LoadFailed { purpose, .. } = &event
                && purpose.builds_form()
            {
                pending = None;
            }
            for effect in form.update(event) {
                match effect {
                    Effect::Post(request) => attempt = request.attempt,
                    Effect::Load(purpose) if purpose.builds_form() => {
                        assert_eq!(pending.replace(purpose), None, "{said}");
                        changed += u32::from(purpose == Purpose::Changed);
                    }
                    _ => {}
                }
            }
            assert_eq!(pending.is_some(), *form.phase() == Phase::Loading, "{said}");
        }
    }
    assert!(changed > 0, "no walk came to a form that is built again");
}

/// Every event except the answer from which the form is built.
fn every_event_but_built(attempt: AttemptNumber) -> Vec<Event> {
    vec![
        Event::Reload,
        Event::Restored("other".into()),
        Event::Reset("other".into()),
        Event::PageProblems(said()),
        Event::Changed,
        Event::Submit,
        Event::SubmitAsNew("other".into()),
        Event::CheckOutcome("id".into()),
        Event::Checked(Report::default(), "id".into()),
        Event::Checked(report(), "id".into()),
        Event::PageDecided(true),
        Event::PageDecided(false),
        Event::Progressed(attempt, Progress::Waiting),
        Event::Answered(attempt, Outcome::Accepted(Customer::default())),
        Event::Answered(attempt, Outcome::Unknown),
        Event::Failed(attempt, EXPIRED),
        Event::Failed(attempt, CONFIG_CHANGED),
        Event::FilesRead(attempt, CONFIG_CHANGED, Report::default()),
        Event::Cancel,
        loaded(Purpose::Renewal(attempt), ticket("two")),
        load_failed(Purpose::Next, LoadError::Unreachable),
    ]
}

#[test]
fn every_phase_has_its_name() {
    let phases =
        [Phase::Loading, Phase::Unavailable(LoadError::Unreachable), Phase::Editing(Notice::None), begun()];
    let names: Vec<_> = phases.iter().chain([&Phase::Accepted]).map(Phase::name).collect();
    assert_eq!(names, Phase::NAMES);
}
