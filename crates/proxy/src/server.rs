//! The listeners. Not `axum::serve`, which waits for a request's head for ever.

use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::settings::Timeouts;
use crate::visitor::Peer;

/// A connection's read buffer, and so the largest chunk of a body: what is read ahead of the parser.
const BUFFER_BYTES: usize = 32 << 10;

/// The most bytes of a request's head. Ours have one kilobyte; what a browser adds for us is cookies, which it
/// does not send.
const MAX_HEAD_BYTES: usize = 16 << 10;

/// How long to wait when no connection can be accepted: usually no file descriptor is free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves at most `max_connections` at once, until `stop`, and then until what is in flight has ended or
/// `timeouts.shutdown` is over.
pub(crate) async fn serve(
    listener: TcpListener,
    routers: watch::Receiver<Router>,
    timeouts: Timeouts,
    max_connections: usize,
    stop: CancellationToken,
) {
    let free = Arc::new(Semaphore::new(max_connections));
    let connections = GracefulShutdown::new();
    let http = builder(&timeouts);
    loop {
        // Past the cap nobody is turned away: whoever comes waits in the system's own queue, which costs us nothing,
        // until a connection ends. The timeouts see to it that one does.
        let accepted = async {
            let place = Arc::clone(&free).acquire_owned().await;
            (accept(&listener).await, place)
        };
        let ((stream, peer), place) = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            accepted = accepted => accepted,
        };
        let service = Connection { peer: Peer(peer), routers: routers.clone() };
        let connection = connections.watch(http.serve_connection(TokioIo::new(stream), service));
        // How a connection ends says nothing about a request; each has its own line in the log.
        tokio::spawn(async move {
            drop(connection.await);
            drop(place);
        });
    }
    drop(listener);
    if timeout(timeouts.shutdown, connections.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

/// Hands each request to the router of its moment, and tells the handlers who it is from.
struct Connection {
    peer: Peer,
    routers: watch::Receiver<Router>,
}

impl Service<Request<Incoming>> for Connection {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(self.peer);
        TowerToHyperService::new(self.routers.borrow().clone()).call(request)
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

async fn accept(listener: &TcpListener) -> (TcpStream, IpAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are small; without this they may wait for more. It cannot fail on a fresh socket in a
                // way that matters.
                let _ = stream.set_nodelay(true);
                return (stream, peer.ip());
            }
            // The visitor was gone before we got to it.
            Err(error) if is_the_visitors(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_the_visitors(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
