//! The state of a connection. It decides which connection is ended when there is no room for another one.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::door::pace::{Pace, SharedPace};
use crate::door::visitor::Network;
use crate::settings::Timeouts;

/// A connection that has been idle for less time is kept: its first or next request may be about to arrive.
const IDLE_GRACE: Duration = Duration::from_millis(500);

/// The state of one connection, shared by its stream, its requests and the connection table.
pub(super) struct Activity {
    pub(super) network: Network,
    /// Whether the peer is a trusted web server in front of the proxy. Such a peer has the connections of many
    /// visitors.
    pub(super) trusted: bool,
    state: Mutex<State>,
    /// The longest time from the start of an answer until the peer has taken all of it.
    answer_timeout: Duration,
    /// Cancelled to end the connection.
    pub(super) cut: CancellationToken,
    /// Notified when the connection gets a place in the table.
    pub(super) turn: Notify,
}

struct State {
    phase: Phase,
    /// When the phase began.
    since: Instant,
    answer: Pace,
    /// The time since which a part of an answer has not reached the kernel yet.
    unflushed: Option<Instant>,
}

enum Phase {
    /// No complete request head has arrived: before the first request, between requests, or within a head.
    Idle,
    /// A request is being handled, or its answer is being written.
    Serving,
    /// The body of a submission is being read.
    Receiving(SharedPace),
    /// A complete submission is being checked or sent to the CRM.
    Submitting,
    /// The rest of a refused body is being read, so that the browser reads the answer.
    Draining,
    /// The answer's body has ended, but the kernel may not have taken all of it yet.
    Answered,
}

/// Why a connection may be ended to make room for another one, and for how long this has been so. The table ends the
/// connection with the greatest value first: any idle connection before a slow one, and of two idle connections the one
/// that has been idle for longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spare {
    /// The peer is late: it does not read its answer or does not send its body.
    Slow(Duration),
    /// No request is in progress. Ending the connection loses nothing.
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

    /// The connection has got a place in the table.
    pub(super) fn admit(&self) {
        self.enter(Phase::Idle);
        self.turn.notify_one();
    }

    /// A request's head has arrived completely.
    pub(super) fn begin(&self) {
        self.enter(Phase::Serving);
    }

    /// The request is a submission. `pace` measures how fast its body arrives.
    pub(super) fn receive(&self, pace: SharedPace) {
        self.enter(Phase::Receiving(pace));
    }

    /// The submission's body has arrived completely. From now on the submission may reach the CRM, so the connection is
    /// not ended to make room for others.
    pub(super) fn received(&self) {
        self.enter(Phase::Submitting);
    }

    /// The request is refused. The rest of its body is read for a short time.
    pub(super) fn drain(&self) {
        self.enter(Phase::Draining);
    }

    /// The answer's head is ready to be written.
    pub(super) fn answer(&self) {
        self.enter(Phase::Serving);
        self.lock().unflushed.get_or_insert_with(Instant::now);
    }

    /// The answer's body has ended.
    pub(super) fn answered(&self) {
        self.enter(Phase::Answered);
    }

    /// The kernel has taken everything that was written.
    pub(super) fn flushed(&self) {
        let mut state = self.lock();
        state.unflushed = None;
        if matches!(state.phase, Phase::Answered) {
            (state.phase, state.since) = (Phase::Idle, Instant::now());
        }
    }

    /// The kernel took `bytes` bytes of an answer.
    pub(super) fn wrote(&self, bytes: usize) {
        self.lock().answer.moved(bytes as u64, Instant::now());
    }

    /// A write has to wait for the peer. Returns the time by which the peer must have taken a byte.
    pub(super) fn wait(&self) -> Instant {
        let now = Instant::now();
        let mut state = self.lock();
        let end = *state.unflushed.get_or_insert(now) + self.answer_timeout;
        state.answer.wait(now).min(end)
    }

    /// Why the connection may be ended to make room. `None`: it must not be ended.
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

    /// The time since which the body of a submission is being read. `None`: no such body is being read.
    pub(super) fn receiving_since(&self) -> Option<Instant> {
        let state = self.lock();
        matches!(state.phase, Phase::Receiving(_)).then_some(state.since)
    }

    fn enter(&self, phase: Phase) {
        let mut state = self.lock();
        (state.phase, state.since) = (phase, Instant::now());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code that holds the lock can panic in the middle of a change, so the state of a poisoned lock is
        // consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
