//! The accept loop. The sandbox has its own loop because an answer may be to close the connection without a response,
//! which a router alone cannot do.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::misbehaviour::act::CloseConnection;

/// The address of the client; every request carries it as an extension.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The wait after a connection could not be accepted. Without it, a process that has no file descriptors left would
/// loop at full speed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves connections until the future is dropped, which closes every connection at once.
pub(crate) async fn serve(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(serve_connection(stream, Peer(peer), router.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve_connection(stream: TcpStream, peer: Peer, router: Router) {
    let service = TowerToHyperService::new(router);
    let service = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let response = service.call(request);
        async { response.await.map_err(|never| match never {}).and_then(closed_on_purpose) }
    });
    let served =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended early");
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the sandbox closed the connection, because a planned answer says so")]
struct ClosedOnPurpose;

fn closed_on_purpose(response: Response<Body>) -> Result<Response<Body>, ClosedOnPurpose> {
    match response.extensions().get::<CloseConnection>() {
        Some(CloseConnection) => Err(ClosedOnPurpose),
        None => Ok(response),
    }
}
