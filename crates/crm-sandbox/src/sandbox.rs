//! The public interface of a running sandbox.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::account::{Account, FieldsAnswer};
use crate::app::SandboxState;
use crate::misbehaviour::{Misbehaviour, Plans};
use crate::options::SandboxOptions;
use crate::request_log::{Endpoint, RecordedRequest, RequestLog};
use crate::routes;
use crate::server;
use crate::store::{Store, StoreError};
use crate::stored::StoredCustomer;

/// A running sandbox. It stops when it is dropped; its data stays on disk.
#[derive(Debug)]
pub struct Sandbox {
    app: Arc<SandboxState>,
    server: JoinHandle<()>,
}

/// The reason why a sandbox could not start or answer.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Another program listens on the address, or the address does not belong to this machine.
    #[error("cannot listen on {address}")]
    Listen {
        /// The requested address.
        address: SocketAddr,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The data directory cannot be created, read or written, or another version of the sandbox wrote it.
    #[error("cannot use the data directory {path}")]
    DataDir {
        /// The requested directory.
        path: PathBuf,
        /// The cause of the error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Sandbox {
    /// Opens the data directory and starts to accept connections.
    ///
    /// # Errors
    /// [`SandboxError::DataDir`] if the data directory cannot be used, and [`SandboxError::Listen`] if the address
    /// cannot be used.
    pub async fn start(options: SandboxOptions) -> Result<Self, SandboxError> {
        let data_dir = options.data_dir;
        let in_data_dir = |error: StoreError| data_dir_error(data_dir.clone(), error);

        let directory = data_dir.clone();
        let opened = tokio::task::spawn_blocking(move || Store::open(&directory)).await;
        let store = opened.map_err(StoreError::from).and_then(|opened| opened).map_err(in_data_dir)?;

        let address = options.listen;
        let in_listening = |source| SandboxError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(in_listening)?;
        let bound = listener.local_addr().map_err(in_listening)?;

        let app = Arc::new(SandboxState {
            account: Account::new(options.fields),
            api_key: options.api_key,
            base_url: format!("http://{bound}"),
            incoming: store.incoming().to_owned(),
            log: RequestLog::default(),
            photo: options.photo,
            php: options.php,
            plans: Plans::default(),
            store: Arc::new(Mutex::new(store)),
        });
        let server = tokio::spawn(server::serve(listener, routes::router(Arc::clone(&app))));
        Ok(Self { app, server })
    }

    /// The address of the sandbox without a trailing slash, such as `http://127.0.0.1:8090`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.app.base_url
    }

    /// All customers, oldest first.
    ///
    /// # Errors
    /// [`SandboxError::DataDir`], if the database cannot be read.
    pub async fn customers(&self) -> Result<Vec<StoredCustomer>, SandboxError> {
        let read = self.app.with_store(|store| store.customers()).await;
        read.map_err(|error| data_dir_error(self.app.incoming.clone(), error))
    }

    /// Replaces the answer of `GET /api/custom-fields`. If the answer cannot be read as custom fields, customers are
    /// still checked against the previous fields.
    pub fn set_fields(&self, answer: FieldsAnswer) {
        self.app.account.set(answer);
    }

    /// Plans a wrong answer. The plans for one endpoint are used in the order in which they were added.
    pub fn next_answer(&self, misbehaviour: Misbehaviour) {
        self.app.plans.add(misbehaviour);
    }

    /// The requests to the two endpoints since the start or the last reset, oldest first. Only the newest 10,000 are
    /// kept.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.app.log.all()
    }

    /// The [`requests`](Self::requests) to one endpoint.
    #[must_use]
    pub fn requests_to(&self, endpoint: Endpoint) -> Vec<RecordedRequest> {
        self.requests().into_iter().filter(|request| request.endpoint == endpoint).collect()
    }

    /// Removes customers, files, plans and recorded requests, and restores the custom fields of the start.
    ///
    /// # Errors
    /// [`SandboxError::DataDir`], if any data cannot be removed.
    pub async fn reset(&self) -> Result<(), SandboxError> {
        self.app.reset().await.map_err(|error| data_dir_error(self.app.incoming.clone(), error))
    }

    /// Stops at once: accepts no more connections and closes the open ones.
    pub async fn shutdown(mut self) {
        self.server.abort();
        // The task ends with a "cancelled" error, which is expected.
        let _ = (&mut self.server).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn data_dir_error(path: PathBuf, error: StoreError) -> SandboxError {
    SandboxError::DataDir { path, source: error.into() }
}
