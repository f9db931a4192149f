//! The state that all routes share.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::SecretString;

use crate::account::Account;
use crate::misbehaviour::Plans;
use crate::options::PhotoRule;
use crate::php::limits::PhpLimits;
use crate::request_log::RequestLog;
use crate::store::{Store, StoreError};

/// The state of the running sandbox.
#[derive(Debug)]
pub(crate) struct SandboxState {
    pub(crate) account: Account,
    pub(crate) api_key: SecretString,
    /// The address without a trailing slash.
    pub(crate) base_url: String,
    pub(crate) incoming: PathBuf,
    pub(crate) log: RequestLog,
    pub(crate) photo: PhotoRule,
    pub(crate) php: PhpLimits,
    pub(crate) plans: Plans,
    pub(crate) store: Arc<Mutex<Store>>,
}

impl SandboxState {
    /// Runs `act` on the store, on a blocking thread. Only one `act` runs at a time, so its reads and writes are one
    /// unit.
    pub(crate) async fn with_store<T, E>(
        &self,
        act: impl FnOnce(&mut Store) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || {
            act(&mut store.lock().unwrap_or_else(PoisonError::into_inner))
        });
        done.await.unwrap_or_else(|error| Err(StoreError::Stopped(error).into()))
    }

    /// Restores the state of a sandbox with a new data directory.
    pub(crate) async fn reset(&self) -> Result<(), StoreError> {
        self.plans.clear();
        self.account.reset();
        self.log.clear();
        self.with_store(Store::reset).await
    }
}
