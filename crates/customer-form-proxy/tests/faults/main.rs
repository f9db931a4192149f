//! What happens to a submission when the line to the CRM breaks. A TCP proxy between the proxy and the sandbox breaks
//! the line in several ways, and the visitor submits again several times. The tests count the sandbox's customers:
//! there are never two.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "clippy.toml allows them in tests, but clippy does not treat the helper functions of tests as tests"
)]

mod line;
mod world;

use futures_util::future::join_all;
use line::Fault;
use world::{Told, World};

/// The effect of a fault on a submission: the first answer to the visitor, the answer to each further try after the
/// line is repaired, and the number of customers at the end.
struct Case {
    fault: Fault,
    first: Told,
    then: Told,
    customers: usize,
}

const UNKNOWN: Told = (504, "outcome_unknown");
const UNAVAILABLE: Told = (503, "upstream_unavailable");
const CREATED: Told = (201, "");

/// A submission that failed before the first byte of the body was sent can be sent again. A later failure forbids this.
const CASES: &[Case] = &[
    Case { fault: Fault::Refuse, first: UNAVAILABLE, then: CREATED, customers: 1 },
    Case { fault: Fault::CutDuringRequest, first: UNKNOWN, then: UNKNOWN, customers: 0 },
    Case { fault: Fault::ResetDuringRequest, first: UNKNOWN, then: UNKNOWN, customers: 0 },
    Case { fault: Fault::CutAfterRequest, first: UNKNOWN, then: UNKNOWN, customers: 1 },
    Case { fault: Fault::ResetAfterRequest, first: UNKNOWN, then: UNKNOWN, customers: 1 },
    Case { fault: Fault::CutAnswerInHead, first: UNKNOWN, then: UNKNOWN, customers: 1 },
    // The status is sufficient: 201 means that the customer exists.
    Case { fault: Fault::CutAnswerInBody, first: CREATED, then: CREATED, customers: 1 },
    Case { fault: Fault::ResetAnswerInBody, first: CREATED, then: CREATED, customers: 1 },
    Case { fault: Fault::DelayAnswer, first: UNKNOWN, then: UNKNOWN, customers: 1 },
    Case { fault: Fault::StandStillInRequest, first: UNKNOWN, then: UNKNOWN, customers: 0 },
    Case { fault: Fault::Garbage, first: UNKNOWN, then: UNKNOWN, customers: 1 },
    Case { fault: Fault::GarbageInsteadOfTaking, first: UNKNOWN, then: UNKNOWN, customers: 0 },
];

/// How often the visitor tries again.
const RETRIES: usize = 4;

async fn run(case: &Case) {
    let Case { fault, first, then, customers } = case;
    let world = World::start().await;
    let submission = world.submission().await;
    world.line.break_with(*fault).await;
    let told = world.send(&submission).await;
    assert_eq!((told.0, told.1.as_str()), *first, "{fault:?}");
    println!("{fault:?}: the visitor is told {} {}", told.0, told.1);
    // Another try, immediately, with the line still broken.
    let meanwhile = if *first == UNAVAILABLE { first } else { then };
    let told = world.send(&submission).await;
    assert_eq!((told.0, told.1.as_str()), *meanwhile, "{fault:?}: while the line is broken");
    world.line.mend().await;
    for retry in 0..RETRIES {
        let told = world.send(&submission).await;
        assert_eq!((told.0, told.1.as_str()), *then, "{fault:?}: retry {retry}");
    }
    world.settled(*customers).await;
    assert_eq!(world.customers().await, *customers, "{fault:?}");
    assert_eq!(world.sent(), 1, "{fault:?}: the submission is sent once, however often the visitor tries");
    // The fault does not delay another submission.
    let other = world.submission().await;
    assert_eq!(world.send(&other).await.0, 201, "{fault:?}: another submission");
    assert_eq!(world.customers().await, customers + 1, "{fault:?}: another submission");
}

#[tokio::test]
async fn network_fault_never_makes_two_customers() {
    // Two of the cases wait for a timeout. Therefore, all cases run at the same time.
    join_all(CASES.iter().map(run)).await;
}

#[tokio::test]
async fn parallel_retries_over_a_slow_network_make_one_customer() {
    let world = World::start().await;
    let submission = world.submission().await;
    world.line.break_with(Fault::DelayAnswer).await;
    let told = join_all((0..8).map(|_| world.send(&submission))).await;
    let allowed = ["outcome_unknown", "still_running"];
    assert!(told.iter().all(|(_, code)| allowed.contains(&code.as_str())), "{told:?}");
    world.line.mend().await;
    assert_eq!(world.send(&submission).await.1, "outcome_unknown");
    world.settled(1).await;
    assert_eq!(world.customers().await, 1);
}

/// Whether the first bytes of the body were sent before the reset depends on the timing. The test checks both results.
#[tokio::test]
async fn network_that_closes_at_once_makes_at_most_one_customer() {
    let world = World::start().await;
    for _ in 0..10 {
        let before = world.customers().await;
        let submission = world.submission().await;
        world.line.break_with(Fault::CloseAtOnce).await;
        let told = world.send(&submission).await;
        world.line.mend().await;
        let again = [world.send(&submission).await, world.send(&submission).await];
        let made = world.customers().await - before;
        match told.1.as_str() {
            "upstream_unavailable" => {
                assert!(made == 1 && again.iter().all(|told| told.0 == 201), "{again:?}");
            }
            "outcome_unknown" => {
                assert!(made == 0 && again.iter().all(|again| *again == told), "{again:?}");
            }
            _ => panic!("{told:?}"),
        }
    }
}
