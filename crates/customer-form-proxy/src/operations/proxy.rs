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

use crate::door::server;
use crate::operations::clock::Clock;
use crate::operations::live::{Fixed, Live};
use crate::operations::metrics::Metrics;
use crate::operations::state::{Lasting, ProxyState};
use crate::page::assets::Assets;
use crate::settings::{InvalidSettings, PublicUrl, Settings};
use crate::spool::{self, SpoolError};
use crate::store::{self, CountedStore, OpenError};
use crate::submission::photo::Photos;
use crate::upstream::{self, ClientError};

/// The entry point for starting a proxy.
#[derive(Debug)]
pub struct Proxy;

/// A running proxy. Dropping it stops the proxy as [`RunningProxy::shutdown`] does, but does not wait.
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
        /// The configured address.
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
    /// The client for the CRM cannot be created.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// Temporary files for uploads cannot be written.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

impl Proxy {
    /// Listens on both addresses and serves until the returned handle is shut down or dropped.
    ///
    /// If `public_url` has port 0, it gets the port of `listen`, so that a proxy on a port that the system chose knows
    /// its own origin.
    ///
    /// # Errors
    /// An address is in use, an https CRM needs CA certificates and there are none, the store's file cannot be opened,
    /// or the folder for temporary files is missing or not writable. Conditions that can end by themselves are not
    /// errors: a CRM or a Redis server that is down, or a full disk. Until they end, the log and `/readyz` report them,
    /// and the forms answer 503.
    pub async fn start(settings: Settings, assets: Assets) -> Result<RunningProxy, StartError> {
        Self::start_with_clock(settings, assets, Clock::system()).await
    }

    /// Does the same as [`Proxy::start`], with another clock for the times in the store.
    ///
    /// # Errors
    /// See [`Proxy::start`].
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
            tracing::error!(store = store_name, %error, "cannot use the store: the proxy refuses submissions");
        }
        let store = Arc::new(CountedStore::new(store, Arc::clone(&metrics)));
        let submissions = TaskTracker::new();
        let photos = Arc::new(Photos::new());
        let lasting = Lasting { store, store_name, clock, metrics, photos, submissions: submissions.clone() };
        let fixed = Fixed::of(&settings);
        let app = ProxyState::new(settings, &public_url, assets, lasting, None)?;
        let live = Live::new(app, fixed, address.port());
        let stop = CancellationToken::new();
        // Each listener has its own connection limit, so that a flood of visitors does not block the private listener.
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

/// Checks what the proxy and every submission need from this machine: CA certificates, and a folder for temporary
/// files. It needs neither the store nor the CRM. A folder without free room is only logged.
///
/// # Errors
/// The errors that would keep `serve` from starting.
pub async fn check_machine(settings: &Settings) -> Result<(), StartError> {
    upstream::client(&settings.upstream, &settings.timeouts)?;
    match spool::try_out(settings.limits.body_bytes).await {
        Err(error) if error.is_lack_of_room() => {
            tracing::error!(%error, "too little free disk space: uploads will fail");
        }
        tried => tried?,
    }
    Ok(())
}

impl RunningProxy {
    /// The address of the public listener.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the private listener with `/healthz`, `/readyz` and `/metrics`.
    pub fn admin_address(&self) -> SocketAddr {
        self.admin_address
    }

    /// The public URL at the proxy's start, with the port that the system chose. A reload does not change it.
    pub fn public_url(&self) -> &PublicUrl {
        &self.public_url
    }

    /// Replaces the configuration file. Requests that begin from now on use the new file. Requests that began before
    /// end with the old one. Settings that need a restart stay as they were, and the log names those that changed:
    /// `listen`, `admin_listen`, `[store]`, `[log]`, the connection limits, and the timeouts of request heads, answers
    /// and shutdown. A form whose account has not changed keeps its cached fields.
    ///
    /// An invalid file changes nothing. The log names the lines, and the result is `false`.
    pub fn reload(&self, file: Result<Settings, InvalidSettings>) -> bool {
        self.live.reload(file)
    }

    /// Stops accepting connections and waits for running requests and submissions, for `timeouts.shutdown` at most.
    pub async fn shutdown(self) {
        let deadline = Instant::now() + self.patience;
        drop(self.stop);
        for server in self.servers {
            // A server task that panicked has ended, too.
            let _ = server.await;
        }
        // Submissions whose visitors have left.
        self.submissions.close();
        if timeout_at(deadline, self.submissions.wait()).await.is_err() {
            tracing::error!(
                "some submissions did not end within `timeouts.shutdown_seconds`: look in the CRM whether the customers exist"
            );
        }
    }
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}
