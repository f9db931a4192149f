//! Creates a customer: checks the rules and writes to the store as one unit.

use std::sync::Arc;

use crate::account::Definitions;
use crate::app::SandboxState;
use crate::laravel::errors::ValidationErrors;
use crate::php::form::PhpForm;
use crate::rules::{self, Circumstances};
use crate::store::StoreError;
use crate::stored::StoredCustomer;

/// A stored customer, and the fields of the account at the time of storing.
#[derive(Debug)]
pub(crate) struct Created {
    pub(crate) customer: StoredCustomer,
    pub(crate) definitions: Definitions,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum CreateError {
    #[error("the submission does not satisfy the CRM's rules")]
    Invalid(ValidationErrors),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks a form and stores the customer. If two forms with the same email arrive at the same time, one is stored and
/// the other is refused.
pub(crate) async fn create(app: &SandboxState, form: PhpForm) -> Result<Created, CreateError> {
    let definitions = app.account.definitions();
    let photo = app.photo;
    app.with_store(move |store| {
        let email_is_taken = match rules::email_key(&form) {
            Some(key) => store.email_is_taken(&key)?,
            None => false,
        };
        let circumstances = Circumstances { definitions: &definitions, photo, email_is_taken };
        let customer = rules::check(&form, circumstances).map_err(CreateError::Invalid)?;
        let id = store.insert(&customer)?;
        Ok(Created { customer: store.customer(id)?, definitions: Arc::clone(&definitions) })
    })
    .await
}
