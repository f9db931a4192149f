//! Starts, reloads and stops the proxy.

use std::net::SocketAddr;
use std::sync::Arc;
use std::{io, time::Duration};

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::app::{Lasting, ProxyState};
use crate::assets::Assets;
use crate::clock::Clock;
use crate::live::{Fixed, Live};
use crate::metrics::Metrics;
use crate::photo::Photos;
use crate::server;
use crate::settings::{InvalidSettings, PublicUrl, Settings};
use crate::spool::{self, SpoolError};
use crate::store::{self, CountedStore, OpenError};
use crate::upstream::{self, ClientError};

/// The proxy, before it runs.
#[derive(Debug)]
pub struct Proxy;

/// The proxy while it runs. Dropping it stops it as [`RunningProxy::shutdown`] does, without waiting.
#[derive(Debug)]
pub struct RunningProxy {
    address: SocketAddr,
    admin_address: SocketAddr,
    public_url: PublicUrl,
    live: Live,
    stop: DropGuard,
    servers: [JoinHandle<()>; 2],
    submissions: TaskTracker,
    patience: Duration,
}

/// The proxy cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address as it is configured.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The client for the CRM cannot be made.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// Uploads would have no place.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

impl Proxy {
    /// Listens on both addresses and serves until the returned handle is shut down or dropped.
    ///
    /// Where `public_url` has port 0, it takes the port that `listen` got, so that a proxy on ports that the
    /// system chooses knows its own origin.
    ///
    /// # Errors
    /// An address that is taken, no CA certificates for an https CRM, a store's file that cannot be opened, or a folder
    /// for temporary files that is missing or takes none. What may come right by itself is no error: a CRM or a Redis
    /// that is down, a disk that is full. Until then the log and `/readyz` say so, and the forms answer 503.
    pub async fn start(settings: Settings, assets: Assets) -> Result<RunningProxy, StartError> {
        Self::start_with_clock(settings, assets, Clock::system()).await
    }

    /// The same, with another clock for what it remembers of submissions.
    ///
    /// # Errors
    /// The same.
    pub async fn start_with_clock(
        settings: Settings,
        assets: Assets,
        clock: Clock,
    ) -> Result<RunningProxy, StartError> {
        check_machine(&settings).await?;
        let (listener, address) = bind(settings.listen).await?;
        let (admin_listener, admin_address) = bind(settings.admin_listen).await?;
        let public_url = settings.public_url.clone().on_port(address.port());
        for warning in &settings.warnings {
            tracing::warn!("{warning}");
        }
        let (timeouts, connections) = (settings.timeouts, settings.connections);
        let metrics = Arc::new(Metrics::new());
        let (store, store_name) = (store::open(&settings.store)?, settings.store.to_string());
        if let Err(error) = store.ready(clock.now()).await {
            tracing::error!(store = store_name, %error, "nothing is sent until the store can be used");
        }
        let store = Arc::new(CountedStore::new(store, Arc::clone(&metrics)));
        let submissions = TaskTracker::new();
        let photos = Arc::new(Photos::new());
        let lasting = Lasting { store, store_name, clock, metrics, photos, submissions: submissions.clone() };
        let fixed = Fixed::of(&settings);
        let app = ProxyState::new(settings, &public_url, assets, lasting, None)?;
        let live = Live::new(app, fixed, address.port());
        let stop = CancellationToken::new();
        // Each listener has its own connections, so that a flood of visitors does not hide how the proxy is.
        let serve = |listener, routers| {
            tokio::spawn(server::serve(listener, routers, timeouts, connections, stop.clone()))
        };
        let servers = [serve(listener, live.public()), serve(admin_listener, live.private())];
        tracing::info!(%address, %admin_address, %public_url, "listening");
        let patience = timeouts.shutdown;
        let stop = stop.drop_guard();
        Ok(RunningProxy { address, admin_address, public_url, live, stop, servers, submissions, patience })
    }
}

/// Tries what a start and every submission need of this machine, and neither file nor CRM: CA certificates, and a
/// folder for temporary files. A folder without room is logged only.
///
/// # Errors
/// What `serve` would not start with.
pub async fn check_machine(settings: &Settings) -> Result<(), StartError> {
    upstream::client(&settings.upstream, &settings.timeouts)?;
    match spool::try_out(settings.limits.body_bytes).await {
        Err(error) if error.is_lack_of_room() => tracing::error!(%error, "uploads will fail"),
        tried => tried?,
    }
    Ok(())
}

impl RunningProxy {
    /// Where visitors are served.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where `/healthz`, `/readyz` and `/metrics` are.
    pub fn admin_address(&self) -> SocketAddr {
        self.admin_address
    }

    /// Where visitors reach the proxy since its start, with the port that the system chose.
    pub fn public_url(&self) -> &PublicUrl {
        &self.public_url
    }

    /// Goes on with another configuration file: every request that begins from now on goes by it, and those that
    /// began before end by the one that they began with. What a running proxy cannot change (`listen`,
    /// `admin_listen`, `[store]`, `[log]`, the limits of connections, and the timeouts of heads, of answers and of a
    /// stop) stays as it was, and the log says so. What the CRM said is not asked again for a form whose account is
    /// the same.
    ///
    /// A file that is wrong changes nothing; the log says which lines, and the answer is `false`.
    pub fn reload(&self, file: Result<Settings, InvalidSettings>) -> bool {
        self.live.reload(file)
    }

    /// Accepts nothing more, and waits for what is in flight, up to `timeouts.shutdown`.
    pub async fn shutdown(self) {
        let deadline = Instant::now() + self.patience;
        drop(self.stop);
        for server in self.servers {
            // A server that panicked has ended, too.
            let _ = server.await;
        }
        // Those whose visitor has gone.
        self.submissions.close();
        if timeout_at(deadline, self.submissions.wait()).await.is_err() {
            tracing::error!("some submissions did not end in time: customers may have been created");
        }
    }
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}
