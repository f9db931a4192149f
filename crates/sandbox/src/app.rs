//! What every route shares.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::SecretString;

use crate::account::Account;
use crate::misbehaviour::Plans;
use crate::options::PhotoRule;
use crate::php::limits::PhpLimits;
use crate::request_log::RequestLog;
use crate::store::{Store, StoreError};

/// The running sandbox, as its routes see it.
#[derive(Debug)]
pub(crate) struct SandboxState {
    pub(crate) account: Account,
    pub(crate) api_key: SecretString,
    /// Without a slash at its end.
    pub(crate) base_url: String,
    pub(crate) incoming: PathBuf,
    pub(crate) log: RequestLog,
    pub(crate) photo: PhotoRule,
    pub(crate) php: PhpLimits,
    pub(crate) plans: Plans,
    pub(crate) store: Arc<Mutex<Store>>,
}

impl SandboxState {
    /// Lets `act` use the store on a blocking thread. Work on the store is one after the other, so what one
    /// call reads and then writes is a unit.
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

    /// Back to how the sandbox was when its data directory was new.
    pub(crate) async fn reset(&self) -> Result<(), StoreError> {
        self.plans.clear();
        self.account.reset();
        self.log.clear();
        self.with_store(Store::reset).await
    }
}
