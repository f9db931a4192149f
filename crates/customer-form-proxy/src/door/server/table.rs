//! The connections of one listener: those that are served, and those that wait for a place.
//!
//! When all places are taken, a new connection replaces a served one that is idle, or whose peer is late with its body
//! or with reading its answer. If there is none, the new connection waits. The same rule holds for the places of one
//! network. The newest waiting connection is served first: in a flood of connections, the peers that came first have
//! given up or are attackers.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use super::activity::{Activity, Spare};
use crate::door::visitor::Network;
use crate::settings::ConnectionLimits;

/// The largest number of connections that wait for a place. Each needs a file descriptor and very little memory.
const MAX_WAITING: usize = 512;

/// One of every `KEPT_OF` connections is reserved for requests other than submissions. Pages, scripts and form
/// configurations take milliseconds, but submissions may all take minutes.
const KEPT_OF: usize = 4;

pub(super) struct Table {
    limits: ConnectionLimits,
    lists: Mutex<Lists>,
}

#[derive(Default)]
struct Lists {
    served: Vec<Arc<Activity>>,
    /// In the order of arrival, oldest first.
    waiting: Vec<Arc<Activity>>,
    /// The connections of `served` whose current request is a submission.
    submitting: Vec<Submission>,
}

struct Submission {
    /// The visitor's network, even if the connection comes from a web server in front of the proxy.
    visitor: Network,
    connection: Arc<Activity>,
}

impl Submission {
    /// Whether the visitor's network is known. A web server in front of the proxy may not send the visitor's address.
    fn has_visitor(&self) -> bool {
        !self.connection.trusted || self.visitor != self.connection.network
    }
}

impl Table {
    pub(super) fn new(limits: ConnectionLimits) -> Self {
        Self { limits, lists: Mutex::default() }
    }

    /// Adds a new connection to the waiting list. It is served at once if there is a place.
    pub(super) fn add(&self, connection: Arc<Activity>) {
        let mut lists = self.lock();
        lists.waiting.push(connection);
        lists.settle(&self.limits, Instant::now());
        if lists.waiting.len() > MAX_WAITING {
            let first = lists.first_of_the_largest_share();
            lists.end(first.as_ref());
        }
    }

    /// Removes a connection that has ended.
    pub(super) fn remove(&self, connection: &Arc<Activity>) {
        let mut lists = self.lock();
        lists.forget(connection);
        lists.settle(&self.limits, Instant::now());
    }

    /// Gives free places to waiting connections. Connections that can be spared by now are ended to free places.
    pub(super) fn settle(&self) {
        self.lock().settle(&self.limits, Instant::now());
    }

    pub(super) fn is_waiting(&self) -> bool {
        !self.lock().waiting.is_empty()
    }

    /// Whether one more connection can wait: the list has room, or [`Self::add`] can make room. If not, new connections
    /// stay in the kernel's queue.
    pub(super) fn has_room_to_wait(&self) -> bool {
        let lists = self.lock();
        lists.waiting.len() < MAX_WAITING || lists.first_of_the_largest_share().is_some()
    }

    /// Ends one connection that waits or can be spared, if there is one. Called when the system has no resources for
    /// another connection.
    pub(super) fn spare_one(&self) {
        let mut lists = self.lock();
        let first = lists.first_of_the_largest_share();
        let _ = lists.end(first.as_ref()) || lists.cut(Instant::now(), |_| true);
    }

    /// Registers the connection's request as a submission of `visitor`. `false`: too many submissions are open.
    pub(super) fn submit(&self, connection: &Arc<Activity>, visitor: Network) -> bool {
        let mut lists = self.lock();
        let max = self.limits.total - self.limits.total / KEPT_OF;
        let room = lists.submitting.len() < max || lists.cut_submission(visitor, Instant::now());
        if room {
            lists.submitting.push(Submission { visitor, connection: Arc::clone(connection) });
            lists.settle(&self.limits, Instant::now());
        }
        room
    }

    pub(super) fn end_submission(&self, connection: &Arc<Activity>) {
        self.lock().submitting.retain(|other| !Arc::ptr_eq(&other.connection, connection));
    }

    fn lock(&self) -> MutexGuard<'_, Lists> {
        // No code that holds the lock can panic in the middle of a change, so the state of a poisoned lock is
        // consistent.
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lists {
    fn settle(&mut self, limits: &ConnectionLimits, now: Instant) {
        let mut still_waiting = Vec::new();
        // `exhausted`: the networks without a connection that can be spared. `full`: the whole table has no such
        // connection. A second search, for the next waiting connection, would find none either.
        let (mut exhausted, mut full) = (HashSet::new(), false);
        for newcomer in std::mem::take(&mut self.waiting).into_iter().rev() {
            let network = newcomer.network;
            let room = if !newcomer.trusted && self.count(network) >= limits.per_address {
                !exhausted.contains(&network) && {
                    let cut = self.cut(now, |other| other.network == network);
                    cut || !exhausted.insert(network)
                }
            } else {
                full = full || self.served.len() >= limits.total && !self.cut(now, |_| true);
                !full
            };
            if room {
                newcomer.admit();
                self.served.push(newcomer);
            } else {
                still_waiting.push(newcomer);
            }
        }
        still_waiting.reverse();
        self.waiting = still_waiting;
    }

    fn count(&self, network: Network) -> usize {
        self.served.iter().filter(|connection| connection.network == network).count()
    }

    /// Ends the connection that can be spared best, among those that `of` accepts. `false`: there is none.
    fn cut(&mut self, now: Instant, of: impl Fn(&Activity) -> bool) -> bool {
        let candidates = self.served.iter().filter(|connection| of(connection));
        let victim = candidates.filter_map(|connection| Some((connection.spare(now)?, connection)));
        let victim = victim.max_by_key(|(spare, _)| *spare).map(|(_, victim)| Arc::clone(victim));
        self.end(victim.as_ref())
    }

    /// Ends a submission whose body has not arrived completely: the one that is late for the longest time, or else one
    /// of the network with the most submissions. `false`: there is none.
    fn cut_submission(&mut self, newcomer: Network, now: Instant) -> bool {
        let connections = self.submitting.iter().map(|submission| &submission.connection);
        let late = connections.filter_map(|connection| match connection.spare(now)? {
            Spare::Slow(late) => Some((late, connection)),
            Spare::Idle(_) => None,
        });
        let victim = late.max_by_key(|(late, _)| *late).map(|(_, victim)| Arc::clone(victim));
        let victim = victim.or_else(|| self.of_the_largest_share_received(newcomer));
        self.end(victim.as_ref())
    }

    /// The oldest submission whose body is being read, of the network with the most submissions. `None` unless that
    /// network has more submissions than the newcomer's network would have with the new one.
    fn of_the_largest_share_received(&self, newcomer: Network) -> Option<Arc<Activity>> {
        let known = || self.submitting.iter().filter(|submission| submission.has_visitor());
        let shares = shares(known().map(|submission| submission.visitor));
        let (network, share) = shares.iter().max_by_key(|(_, share)| **share)?;
        if *share <= shares.get(&newcomer).copied().unwrap_or_default() + 1 {
            return None;
        }
        let theirs = known().filter(|submission| submission.visitor == *network);
        let connections = theirs.map(|submission| &submission.connection);
        let receiving =
            connections.filter_map(|connection| Some((connection.receiving_since()?, connection)));
        receiving.min_by_key(|(since, _)| *since).map(|(_, connection)| Arc::clone(connection))
    }

    /// The oldest waiting connection of the network with the most waiting connections. `None` unless that network has
    /// more than one. Web servers in front of the proxy are not counted.
    fn first_of_the_largest_share(&self) -> Option<Arc<Activity>> {
        let networks = self.waiting.iter().filter(|connection| !connection.trusted).map(|one| one.network);
        let (network, share) = shares(networks).into_iter().max_by_key(|(_, share)| *share)?;
        let mut theirs = self.waiting.iter().filter(|connection| connection.network == network);
        theirs.find(|connection| share > 1 && !connection.trusted).cloned()
    }

    fn end(&mut self, connection: Option<&Arc<Activity>>) -> bool {
        if let Some(connection) = connection {
            connection.cut.cancel();
            // The place is free at once, although the connection's task ends a moment later.
            self.forget(connection);
        }
        connection.is_some()
    }

    fn forget(&mut self, connection: &Arc<Activity>) {
        for list in [&mut self.served, &mut self.waiting] {
            list.retain(|other| !Arc::ptr_eq(other, connection));
        }
        self.submitting.retain(|other| !Arc::ptr_eq(&other.connection, connection));
    }
}

/// How often each network occurs.
fn shares(networks: impl Iterator<Item = Network>) -> HashMap<Network, usize> {
    let mut shares = HashMap::new();
    for network in networks {
        *shares.entry(network).or_default() += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::advance;

    use super::*;
    use crate::door::pace::SharedPace;
    use crate::settings::Timeouts;

    fn table(total: usize, per_address: usize) -> Table {
        Table::new(ConnectionLimits { total, per_address })
    }

    fn come(table: &Table, network: u8) -> Arc<Activity> {
        let network = Network::V4([127, 0, 0, network]);
        let connection = Arc::new(Activity::new(network, false, &Timeouts::default()));
        table.add(Arc::clone(&connection));
        connection
    }

    fn is_served(table: &Table, connection: &Arc<Activity>) -> bool {
        table.lock().served.iter().any(|other| Arc::ptr_eq(other, connection))
    }

    #[tokio::test(start_paused = true)]
    async fn longest_idle_connection_is_closed_for_a_newcomer() {
        let table = table(2, 2);
        let first = come(&table, 1);
        advance(Duration::from_secs(1)).await;
        let (second, third) = (come(&table, 2), come(&table, 3));
        assert!(first.cut.is_cancelled() && !second.cut.is_cancelled());
        assert!(is_served(&table, &second) && is_served(&table, &third));
        let fourth = come(&table, 4);
        assert!(!is_served(&table, &fourth), "the other connections may send a request soon");
        second.begin();
        advance(Duration::from_secs(1)).await;
        table.settle();
        assert!(is_served(&table, &fourth) && third.cut.is_cancelled() && !second.cut.is_cancelled());
    }

    #[tokio::test(start_paused = true)]
    async fn last_waiting_connection_is_served_first() {
        let table = table(1, 1);
        let busy = come(&table, 1);
        busy.begin();
        let (early, late) = (come(&table, 2), come(&table, 3));
        table.remove(&busy);
        assert!(is_served(&table, &late) && !is_served(&table, &early));
    }

    #[tokio::test(start_paused = true)]
    async fn full_queue_drops_a_connection_of_the_largest_network() {
        let table = table(1, 1);
        come(&table, 1).begin();
        let other = come(&table, 2);
        let crowd: Vec<_> = (0..MAX_WAITING).map(|_| come(&table, 3)).collect();
        assert!(crowd[0].cut.is_cancelled() && !crowd[1].cut.is_cancelled() && !other.cut.is_cancelled());
        assert_eq!(table.lock().waiting.len(), MAX_WAITING);
        assert!(table.has_room_to_wait());
    }

    #[tokio::test(start_paused = true)]
    async fn visitor_behind_a_web_server_has_a_fair_share() {
        let table = table(8, 1);
        let server = Network::V4([127, 0, 0, 1]);
        let submission = |visitor: u8| {
            let connection = Arc::new(Activity::new(server, true, &Timeouts::default()));
            table.add(Arc::clone(&connection));
            let taken = table.submit(&connection, Network::V4([192, 0, 2, visitor]));
            connection.receive(SharedPace::new(Timeouts::default().body_rate()));
            (taken, connection)
        };
        // A quarter of all connections is reserved for requests other than submissions.
        let crowd: Vec<_> = (0..6).map(|_| submission(1)).collect();
        assert!(crowd.iter().all(|(taken, _)| *taken));
        let (taken, other) = submission(2);
        assert!(taken && !other.cut.is_cancelled());
        let cut: Vec<_> = crowd.iter().map(|(_, connection)| connection.cut.is_cancelled()).collect();
        assert_eq!(cut, [true, false, false, false, false, false]);
        assert!(!submission(1).0, "submissions use all connections that are not reserved");
    }

    #[tokio::test(start_paused = true)]
    async fn received_submission_is_not_ended_for_a_newcomer() {
        let table = table(1, 1);
        let connection = come(&table, 1);
        assert!(table.submit(&connection, connection.network));
        let pace = SharedPace::new(Timeouts::default().body_rate());
        connection.receive(pace.clone());
        pace.lock().wait(Instant::now());
        connection.received();
        advance(Duration::from_secs(100)).await;
        let newcomer = come(&table, 2);
        assert!(!connection.cut.is_cancelled() && !is_served(&table, &newcomer));
        connection.receive(pace);
        table.settle();
        assert!(connection.cut.is_cancelled() && is_served(&table, &newcomer));
    }
}
