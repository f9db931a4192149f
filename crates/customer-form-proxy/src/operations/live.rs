//! Holds the state that new requests use, and replaces it at a reload of the configuration file.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::door::routes;
use crate::door::server::Target;
use crate::operations::state::ProxyState;
use crate::settings::{ConnectionLimits, InvalidSettings, LogFormat, Settings, StoreSettings, Timeouts};

/// The current state of a running proxy.
pub(crate) struct Live {
    app: Mutex<Arc<ProxyState>>,
    public: watch::Sender<Target>,
    private: watch::Sender<Target>,
    fixed: Fixed,
    /// The port that replaces port 0 in `public_url`.
    port: u16,
}

/// The settings that a reload cannot change.
pub(crate) struct Fixed {
    listen: SocketAddr,
    admin_listen: SocketAddr,
    store: StoreSettings,
    log: LogFormat,
    timeouts: Timeouts,
    connections: ConnectionLimits,
}

impl Fixed {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            listen: settings.listen,
            admin_listen: settings.admin_listen,
            store: settings.store.clone(),
            log: settings.log,
            timeouts: settings.timeouts,
            connections: settings.connections,
        }
    }

    /// The keys of the fixed settings that are different in `settings`.
    fn changed(&self, settings: &Settings) -> Vec<&'static str> {
        let timeouts = (&self.timeouts, &settings.timeouts);
        let changed = [
            ("listen", self.listen != settings.listen),
            ("admin_listen", self.admin_listen != settings.admin_listen),
            ("store", !self.store.is(&settings.store)),
            ("log.format", self.log != settings.log),
            ("limits.connections", self.connections.total != settings.connections.total),
            (
                "limits.connections_per_address",
                self.connections.per_address != settings.connections.per_address,
            ),
            ("timeouts.header_seconds", timeouts.0.header != timeouts.1.header),
            ("timeouts.answer_idle_seconds", timeouts.0.answer_idle != timeouts.1.answer_idle),
            ("timeouts.answer_seconds", timeouts.0.answer != timeouts.1.answer),
            (
                "timeouts.answer_min_bytes_per_second",
                timeouts.0.answer_min_rate != timeouts.1.answer_min_rate,
            ),
            ("timeouts.shutdown_seconds", timeouts.0.shutdown != timeouts.1.shutdown),
        ];
        changed.into_iter().filter(|(_, changed)| *changed).map(|(key, _)| key).collect()
    }
}

impl Live {
    pub(crate) fn new(app: ProxyState, fixed: Fixed, port: u16) -> Self {
        let app = Arc::new(app);
        let (public, _) = watch::channel(public(&app));
        let (private, _) = watch::channel(private(&app));
        Self { app: Mutex::new(app), public, private, fixed, port }
    }

    /// The routes of the public listener.
    pub(crate) fn public(&self) -> watch::Receiver<Target> {
        self.public.subscribe()
    }

    /// The routes of the private listener.
    pub(crate) fn private(&self) -> watch::Receiver<Target> {
        self.private.subscribe()
    }

    /// See [`RunningProxy::reload`](crate::RunningProxy::reload).
    pub(crate) fn reload(&self, file: Result<Settings, InvalidSettings>) -> bool {
        let mut app = self.app.lock().unwrap_or_else(PoisonError::into_inner);
        let reloaded = match file {
            Ok(settings) => self.next(settings, &app),
            Err(invalid) => {
                for mistake in &invalid.mistakes {
                    tracing::error!("the configuration file has a mistake: {mistake}");
                }
                None
            }
        };
        app.lasting.metrics.reload(reloaded.is_some());
        match reloaded {
            Some(next) => {
                let next = Arc::new(next);
                drop(self.public.send_replace(public(&next)));
                drop(self.private.send_replace(private(&next)));
                *app = next;
                tracing::info!(forms = app.forms.len(), "the proxy uses the new configuration file");
                true
            }
            None => {
                tracing::error!("the reload failed: the proxy continues with the previous settings");
                false
            }
        }
    }

    fn next(&self, settings: Settings, before: &ProxyState) -> Option<ProxyState> {
        for warning in &settings.warnings {
            tracing::warn!("{warning}");
        }
        for key in self.fixed.changed(&settings) {
            tracing::warn!(key, "the changed setting has no effect until the proxy restarts");
        }
        let public_url = settings.public_url.clone().on_port(self.port);
        // The old logos are kept, because pages that were served before still load them.
        let (assets, lasting) = (before.assets.clone(), before.lasting.clone());
        ProxyState::new(settings, &public_url, assets, lasting, Some(before))
            .inspect_err(|error| tracing::error!(%error, "cannot use the new configuration file"))
            .ok()
    }
}

fn public(app: &Arc<ProxyState>) -> Target {
    Target { router: routes::public(Arc::clone(app)), trusted: Arc::clone(&app.trusted_proxies) }
}

fn private(app: &Arc<ProxyState>) -> Target {
    Target { router: routes::private(Arc::clone(app)), trusted: Arc::clone(&app.trusted_proxies) }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").finish_non_exhaustive()
    }
}
