//! Links a connection to the connection table and to the handlers of its requests.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use http::Request;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::sync::watch;

use super::Target;
use super::activity::Activity;
use super::table::Table;
use super::tracked_body::TrackedBody;
use crate::door::pace::SharedPace;
use crate::door::visitor::{Network, Peer};

/// A handle to a connection, for the handlers of its requests.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(super) table: Arc<Table>,
    pub(super) activity: Arc<Activity>,
}

impl Connection {
    /// Registers the request as a submission of `visitor`, whose body arrives at `pace`. `None`: too many submissions
    /// are open.
    pub(crate) fn submit(&self, visitor: Network, pace: SharedPace) -> Option<SubmissionPlace> {
        self.table.submit(&self.activity, visitor).then(|| {
            self.activity.receive(pace);
            SubmissionPlace(self.clone())
        })
    }

    /// Marks the request as refused. The rest of its body is read for a short time.
    pub(crate) fn drain(&self) {
        self.activity.drain();
    }
}

/// The place of an open submission in the table. Dropping it frees the place.
pub(crate) struct SubmissionPlace(Connection);

impl SubmissionPlace {
    /// The submission's body has arrived completely.
    pub(crate) fn received(&self) {
        self.0.activity.received();
    }
}

impl Drop for SubmissionPlace {
    fn drop(&mut self) {
        self.0.table.end_submission(&self.0.activity);
    }
}

/// A connection's place in the table. Dropping it frees the place.
pub(super) struct Place(pub(super) Connection);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.table.remove(&self.0.activity);
    }
}

/// Passes each request to the router that is current when the request begins, with the peer's address and the
/// connection as extensions.
pub(super) struct Requests {
    pub(super) peer: Peer,
    pub(super) connection: Connection,
    pub(super) target: watch::Receiver<Target>,
}

impl Service<Request<Incoming>> for Requests {
    type Response = Response<TrackedBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<TrackedBody>, Infallible>> + Send>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        self.connection.activity.begin();
        request.extensions_mut().insert(self.peer);
        request.extensions_mut().insert(self.connection.clone());
        let router = self.target.borrow().router.clone();
        let activity = Arc::clone(&self.connection.activity);
        Box::pin(async move {
            let response: Response<Body> = TowerToHyperService::new(router).call(request).await?;
            activity.answer();
            Ok(response.map(|body| TrackedBody::new(body, activity)))
        })
    }
}
