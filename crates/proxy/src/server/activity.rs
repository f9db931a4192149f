//! What a connection is doing, so that one can be chosen when there is no room for another.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::pace::{Pace, SharedPace};
use crate::settings::Timeouts;
use crate::visitor::Network;

/// A connection that is idle for less may be about to send its request, or its next one.
const IDLE_GRACE: Duration = Duration::from_millis(500);

/// A connection, as its stream, its requests and the table of all connections see it.
pub(super) struct Activity {
    pub(super) network: Network,
    /// Whether the peer is a web server in front, whose connections are those of many.
    pub(super) trusted: bool,
    state: Mutex<State>,
    /// The longest time with an answer on its way.
    answer_timeout: Duration,
    /// Ends the connection.
    pub(super) cut: CancellationToken,
    /// Wakes a connection that waits for a place.
    pub(super) turn: Notify,
}

struct State {
    phase: Phase,
    /// When the phase began.
    since: Instant,
    answer: Pace,
    /// Since when a part of an answer is on its way to the system.
    unflushed: Option<Instant>,
}

enum Phase {
    /// Between requests, before the first one, or in a head that is not whole.
    Idle,
    /// A request is carried out, or its answer written.
    Serving,
    /// The body of a submission is read.
    Receiving(SharedPace),
    /// A submission is checked or sent.
    Submitting,
    /// The rest of a refused body is read, so that the answer can be.
    Draining,
    /// The answer is made whole.
    Answered,
}

/// How well a connection can be spared, the best last. Each with the time that it has been so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spare {
    /// The peer does not read its answer, or does not send its body.
    Slow(Duration),
    /// Nothing is lost.
    Idle(Duration),
}

impl Activity {
    pub(super) fn new(network: Network, trusted: bool, timeouts: &Timeouts) -> Self {
        let answer = Pace::new(timeouts.answer_rate());
        let state = State { phase: Phase::Idle, since: Instant::now(), answer, unflushed: None };
        Self {
            network,
            trusted,
            state: Mutex::new(state),
            answer_timeout: timeouts.answer,
            cut: CancellationToken::new(),
            turn: Notify::new(),
        }
    }

    /// The connection has a place.
    pub(super) fn admit(&self) {
        self.enter(Phase::Idle);
        self.turn.notify_one();
    }

    /// A request's head is whole.
    pub(super) fn begin(&self) {
        self.enter(Phase::Serving);
    }

    /// The request is a submission, whose body comes at this pace.
    pub(super) fn receive(&self, pace: SharedPace) {
        self.enter(Phase::Receiving(pace));
    }

    /// The submission's body is whole. From now on it may reach the CRM, so that it is not cut off for others.
    pub(super) fn received(&self) {
        self.enter(Phase::Submitting);
    }

    /// The request is refused, and the rest of its body read for a while.
    pub(super) fn drain(&self) {
        self.enter(Phase::Draining);
    }

    /// The answer's head is made.
    pub(super) fn answer(&self) {
        self.enter(Phase::Serving);
        self.lock().unflushed.get_or_insert_with(Instant::now);
    }

    /// The answer's body has ended.
    pub(super) fn answered(&self) {
        self.enter(Phase::Answered);
    }

    /// Everything that was written has gone to the system.
    pub(super) fn flushed(&self) {
        let mut state = self.lock();
        state.unflushed = None;
        if matches!(state.phase, Phase::Answered) {
            (state.phase, state.since) = (Phase::Idle, Instant::now());
        }
    }

    /// The peer took so many bytes.
    pub(super) fn wrote(&self, bytes: usize) {
        self.lock().answer.moved(bytes as u64, Instant::now());
    }

    /// The peer takes no byte. Returns until when it may do so.
    pub(super) fn wait(&self) -> Instant {
        let now = Instant::now();
        let mut state = self.lock();
        let end = *state.unflushed.get_or_insert(now) + self.answer_timeout;
        state.answer.wait(now).min(end)
    }

    /// How well the connection can be spared. `None`: not at all.
    pub(super) fn spare(&self, now: Instant) -> Option<Spare> {
        let state = self.lock();
        if let Some(late) = state.answer.late(now) {
            return Some(Spare::Slow(late));
        }
        match &state.phase {
            Phase::Idle | Phase::Draining => {
                let idle = now.saturating_duration_since(state.since);
                (idle >= IDLE_GRACE).then_some(Spare::Idle(idle))
            }
            Phase::Receiving(pace) => pace.lock().late(now).map(Spare::Slow),
            Phase::Serving | Phase::Submitting | Phase::Answered => None,
        }
    }

    /// Since when the body of a submission is read, if it is.
    pub(super) fn receiving_since(&self) -> Option<Instant> {
        let state = self.lock();
        matches!(state.phase, Phase::Receiving(_)).then_some(state.since)
    }

    fn enter(&self, phase: Phase) {
        let mut state = self.lock();
        (state.phase, state.since) = (phase, Instant::now());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing that holds the lock can panic halfway through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
