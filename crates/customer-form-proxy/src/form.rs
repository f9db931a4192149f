//! A form of the running proxy: its settings, its CRM account, and its current form configuration.

mod account;
pub(crate) mod cache;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use customer_form::render::{Node, render};
use customer_form::state::{Notice, Phase};
use customer_form_contract::room::Shortage;
use customer_form_contract::{CustomField, FormConfig, Limits, Permission};

use serde::Serialize;

use crate::door::proof::Proofs;
use crate::door::rate::Counters;
use crate::door::token::Tokens;
use crate::form::cache::Unavailable;
use crate::page::Page;
use crate::page::assets::{Asset, Encoding};
use crate::page::short_hash::short_hash;
use crate::settings::{FormSettings, Origin};

pub(crate) use account::Account;

/// A form.
pub(crate) struct Form {
    pub(crate) id: String,
    /// The origins of the pages that may use the form, including the proxy's own origin.
    pub(crate) origins: Vec<Origin>,
    /// The proxy's own origin.
    pub(crate) own: Origin,
    /// The permissions that every customer gets.
    pub(crate) granted: BTreeSet<Permission>,
    pub(crate) page: Page,
    /// The ids of the form's rate counters.
    pub(crate) counters: Counters,
    pub(crate) tokens: Tokens,
    /// `None`: the form asks for no proof of work.
    pub(crate) proofs: Option<Proofs>,
    pub(crate) account: Arc<Account>,
    /// The form configuration without the CRM's fields.
    config: FormConfig,
    current: Mutex<Option<Arc<ServedConfig>>>,
}

/// A name with the media type of JSON.
const JSON: &str = "form.json";

/// A form configuration as the browser gets it.
pub(crate) struct ServedConfig {
    pub(crate) config: FormConfig,
    /// The form configuration as JSON. It is compressed at the first request.
    json: Bytes,
    encoded: OnceLock<Asset>,
    /// The JSON with the rendered form. It is rendered and compressed at the first request.
    rendered: OnceLock<Asset>,
    /// The rendered form, for the onboarding page.
    html: OnceLock<String>,
    /// The revision: a hash of the JSON, in hexadecimal digits. The same form configuration has the same revision on
    /// every proxy, and no other form configuration has it.
    pub(crate) revision: String,
    /// The CRM's fields that the form configuration was made of.
    fields: Arc<Vec<CustomField>>,
}

/// The form configuration, and the rendered form.
#[derive(Serialize)]
struct WithView<'a> {
    #[serde(flatten)]
    config: &'a FormConfig,
    view: Option<Node>,
}

impl ServedConfig {
    /// The JSON in an encoding that the browser's `Accept-Encoding` accepts.
    pub(crate) fn encoded(&self, accept: Option<&str>) -> (Encoding, Bytes) {
        self.encoded.get_or_init(|| Asset::changing(JSON, self.json.clone())).encoded(accept)
    }

    /// The same JSON with one more member: `view`, the rendered form, which a page shows before the form's module is
    /// loaded.
    pub(crate) fn encoded_with_view(&self, accept: Option<&str>) -> (Encoding, Bytes) {
        let rendered = || {
            let view = Node::read(self.html());
            // The form configuration has been written as JSON before. Without the member, the page waits for the module.
            let json = serde_json::to_vec(&WithView { config: &self.config, view });
            Asset::changing(JSON, json.map_or_else(|_| self.json.clone(), Bytes::from))
        };
        self.rendered.get_or_init(rendered).encoded(accept)
    }

    /// The rendered form as HTML.
    pub(crate) fn html(&self) -> &str {
        self.html.get_or_init(|| render(&self.config, Phase::Editing(Notice::None), &[]))
    }
}

impl Form {
    /// Creates the form. `limits` are those of a whole submission, granted permissions included.
    pub(crate) fn new(
        settings: FormSettings,
        own: Origin,
        limits: &Limits,
        page: Page,
        account: Arc<Account>,
    ) -> Self {
        let config = without_fields(&settings, limits);
        let counters = Counters::of(&settings.id, &settings.api_key);
        let tokens = Tokens::of(&settings.id, &settings.api_key);
        let proofs = settings.proof_of_work.map(|asked| Proofs::of(&settings.id, &settings.api_key, asked));
        let mut origins = settings.origins;
        origins.push(own.clone());
        Self {
            id: settings.id,
            origins,
            own,
            granted: settings.granted,
            page,
            counters,
            tokens,
            proofs,
            account,
            config,
            current: Mutex::default(),
        }
    }

    /// The current form configuration, with the CRM's fields of [`Cache::get`](crate::form::cache::Cache::get).
    pub(crate) async fn served_config(&self) -> Result<Arc<ServedConfig>, Unavailable> {
        let fields = self.account.fields().await?;
        // No code that holds the lock can panic in the middle of a change, so the state of a poisoned lock is
        // consistent.
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(served) = &*current
            && Arc::ptr_eq(&served.fields, &fields)
        {
            return Ok(Arc::clone(served));
        }
        let served = Arc::new(self.serve(fields)?);
        *current = Some(Arc::clone(&served));
        Ok(served)
    }

    /// The most that a submission may carry, without the granted permissions.
    pub(crate) fn limits(&self) -> &Limits {
        &self.config.limits
    }

    /// How long ago the CRM sent the fields. `None`: never.
    pub(crate) fn age(&self) -> Option<Duration> {
        self.account.age()
    }

    fn serve(&self, fields: Arc<Vec<CustomField>>) -> Result<ServedConfig, Unavailable> {
        let config = FormConfig { fields: fields.to_vec(), ..self.config.clone() };
        // Logged after every fetch, because no visitor can complete the form until the operator raises the limit.
        if let Some(Shortage { limit, needed, max }) = config.shortage() {
            tracing::error!(
                form = self.id,
                limit,
                needed,
                max,
                "visitors cannot complete the form: the required fields need more than the limit; raise the limit"
            );
        }
        match serde_json::to_vec(&config) {
            Ok(json) => {
                let (revision, json) = (short_hash(&json), json.into());
                Ok(ServedConfig {
                    config,
                    revision,
                    json,
                    encoded: OnceLock::new(),
                    rendered: OnceLock::new(),
                    html: OnceLock::new(),
                    fields,
                })
            }
            Err(error) => {
                tracing::error!(form = self.id, %error, "cannot write the form configuration as JSON");
                Err(Unavailable)
            }
        }
    }
}

/// The form configuration without the CRM's fields. `limits` are those of a whole submission, granted permissions
/// included.
pub(crate) fn without_fields(settings: &FormSettings, limits: &Limits) -> FormConfig {
    let mut limits = limits.clone();
    // The proxy adds the granted permissions to each submission. Their number is subtracted here, so that the browser
    // and the proxy check against the same limit.
    limits.variables = limits.variables.saturating_sub(settings.granted.len() as u64);
    FormConfig {
        form: settings.id.clone(),
        photo: settings.photo,
        fields: Vec::new(),
        offered: settings.offered.iter().copied().collect(),
        limits,
        prefill_from_url: settings.prefill_from_url.clone(),
    }
}
