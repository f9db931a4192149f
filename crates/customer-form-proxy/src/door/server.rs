//! The HTTP/1 server of both listeners. It is not `axum::serve`, because `axum::serve` has no timeout for a request's
//! head and none for a peer that does not read its answer.

mod activity;
mod connection;
mod stream;
mod table;
mod tracked_body;

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

use crate::door::visitor::{self, Network, Peer};
use crate::settings::{ConnectionLimits, Timeouts};
use activity::Activity;
use connection::{Place, Requests};
use stream::WatchedStream;
use table::Table;

pub(crate) use connection::Connection;

/// Size in bytes of a connection's read buffer. It is also the largest chunk of a body that the parser passes on.
const BUFFER_BYTES: usize = MAX_HEAD_BYTES;

/// The largest request head in bytes. The form's own requests have heads of about 1 KB. Where the proxy runs on a
/// subdomain of the partner's domain, a browser also sends the parent domain's cookies with the hosted page's requests:
/// up to 64 KB. The limit leaves some room above that.
const MAX_HEAD_BYTES: usize = 68 << 10;

/// The pause after `accept` has failed, usually because no file descriptor is free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How often the server checks whether a waiting connection can replace one that has become idle or slow.
const TICK: Duration = Duration::from_millis(100);

/// The size of a socket's send buffer: the bytes of an answer that the kernel takes before the peer does. Linux doubles
/// the value and reports room only when a third of the buffer is free. The larger the buffer, the less exactly the
/// proxy sees how fast a peer reads.
const SEND_BUFFER_BYTES: usize = 64 << 10;

/// The router that serves new requests. A reload of the configuration file replaces it.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) router: Router,
    /// The networks of the web servers in front of the proxy. Each such server has the connections of many visitors.
    pub(crate) trusted: Arc<[IpNet]>,
}

/// Serves at most `limits.total` connections at once until `stop` is cancelled. After that it waits until all open
/// connections have ended, for `timeouts.shutdown` at most.
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
        // The connection's result is dropped: each of its requests has its own log line.
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
        tracing::warn!("some connections did not end within `timeouts.shutdown_seconds`");
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
                // Answers are small, and with Nagle's algorithm they could wait for more data. On a new socket a
                // failure has no consequence.
                let _ = stream.set_nodelay(true);
                // A failure has no consequence here either.
                let _ = SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER_BYTES);
                return (stream, peer.ip());
            }
            // The peer closed the connection before it was accepted.
            Err(error) if is_aborted_by_peer(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept a connection");
                table.spare_one();
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_aborted_by_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
