//! The listeners. Not `axum::serve`, which waits for a request's head for ever, and for whoever does not read.

mod activity;
mod answer;
mod connection;
mod stream;
mod table;

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use ipnet::IpNet;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::settings::{ConnectionLimits, Timeouts};
use crate::visitor::{self, Network, Peer};
use activity::Activity;
use connection::{Place, Requests};
use stream::WatchedStream;
use table::Table;

pub(crate) use connection::Connection;

/// A connection's read buffer, and so the largest chunk of a body: what is read ahead of the parser.
const BUFFER_BYTES: usize = MAX_HEAD_BYTES;

/// The most bytes of a request's head. Ours have one kilobyte. Where the proxy has a subdomain of the partner's, a
/// browser sends the cookies of the parent domain along with the hosted page's requests: up to 64 KB, and some room.
const MAX_HEAD_BYTES: usize = 68 << 10;

/// How long to wait when no connection can be accepted: usually no file descriptor is free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How often it is looked whether a connection that waits can have the place of one that is late by now.
const TICK: Duration = Duration::from_millis(100);

/// What the system takes of an answer before the peer has. It is doubled by Linux, and reports room only once a third
/// of it is free: the larger it is, the less can be seen of how fast a peer reads.
const SEND_BUFFER_BYTES: usize = 64 << 10;

/// Where requests go now.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) router: Router,
    /// The web servers in front, each of which has the connections of many visitors.
    pub(crate) trusted: Arc<[IpNet]>,
}

/// Serves at most `limits.total` connections at once, until `stop`, and then until what is in flight has ended or
/// `timeouts.shutdown` is over.
pub(crate) async fn serve(
    listener: TcpListener,
    target: watch::Receiver<Target>,
    timeouts: Timeouts,
    limits: ConnectionLimits,
    stop: CancellationToken,
) {
    let table = Arc::new(Table::new(limits));
    let connections = GracefulShutdown::new();
    let http = builder(&timeouts);
    loop {
        let (stream, peer) = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            accepted = accept(&listener, &table), if table.has_room_to_wait() => accepted,
            () = sleep(TICK), if table.is_waiting() => {
                table.settle();
                continue;
            }
        };
        let trusted = visitor::is_trusted(peer, &target.borrow().trusted);
        let activity = Arc::new(Activity::new(Network::of(peer), trusted, &timeouts));
        let stream = WatchedStream::new(stream, Arc::clone(&activity));
        let connection = Connection { table: Arc::clone(&table), activity: Arc::clone(&activity) };
        let requests = Requests { peer: Peer(peer), connection: connection.clone(), target: target.clone() };
        let served = connections.watch(http.serve_connection(TokioIo::new(stream), requests));
        table.add(Arc::clone(&activity));
        let (place, stop) = (Place(connection), stop.clone());
        // How a connection ends says nothing about a request; each has its own line in the log.
        tokio::spawn(async move {
            let turn = async {
                tokio::select! {
                    () = activity.turn.notified() => drop(served.await),
                    () = stop.cancelled() => {}
                }
            };
            tokio::select! {
                () = turn => {}
                () = activity.cut.cancelled() => {}
            }
            drop(place);
        });
    }
    drop(listener);
    if timeout(timeouts.shutdown, connections.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

fn builder(timeouts: &Timeouts) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(timeouts.header)
        .max_header_size(MAX_HEAD_BYTES)
        .max_buf_size(BUFFER_BYTES);
    http
}

async fn accept(listener: &TcpListener, table: &Table) -> (TcpStream, IpAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are small; without this they may wait for more. It cannot fail on a fresh socket in a
                // way that matters.
                let _ = stream.set_nodelay(true);
                // Nor can this.
                let _ = SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER_BYTES);
                return (stream, peer.ip());
            }
            // The visitor was gone before we got to it.
            Err(error) if is_the_visitors(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                table.spare_one();
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_the_visitors(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
