//! The setup of a world.

use std::path::Path;

use crm_sandbox::PhotoRule;
use serde_json::{Value, json};
use test_support::configuration::Configuration;

/// The setup of a world. The default is a form without custom fields, photo and offered permissions.
pub(crate) struct Setup {
    /// The list in `data` of the CRM's custom fields.
    pub(crate) fields: Value,
    /// The photo rule: `required`, `optional` or `off`.
    pub(crate) photo: &'static str,
    /// More lines of the form's section.
    pub(crate) form: &'static str,
    /// Lines of `[forms.permissions.granted]`.
    pub(crate) granted: &'static str,
    /// Lines of `[forms.permissions.offered]`.
    pub(crate) offered: &'static str,
    /// Lines of `[limits]`.
    pub(crate) limits: &'static str,
    /// Lines of `[timeouts]`.
    pub(crate) timeouts: &'static str,
    /// The forms in the partner page.
    pub(crate) embedded: &'static [&'static str],
    /// More HTML in the head of the partner page.
    pub(crate) head: &'static str,
    /// HTML that replaces the forms in the partner page's body; `{proxy}` is the proxy's address.
    pub(crate) body: &'static str,
    /// The partner page's Content Security Policy; `{proxy}` is the proxy's address.
    pub(crate) policy: &'static str,
    /// The service worker that the partner page may register, as `/worker.js`.
    pub(crate) worker: &'static str,
    /// More HTTP headers of the partner page.
    pub(crate) headers: &'static [(&'static str, &'static str)],
    /// The example under `examples/` that replaces the partner page; none if empty.
    pub(crate) example: &'static str,
    /// A script that runs in every page before the page's own scripts.
    pub(crate) script: &'static str,
    /// Whether the proxy's configuration file lists the partner page's origin.
    pub(crate) knows_partner: bool,
    /// Whether the browser reaches the proxy through a line that the test can hold up and cut.
    pub(crate) has_line: bool,
}

/// The narrowest policy for a page with a form, as in the README. `data:` is for the page's own icon.
pub(crate) const DOCUMENTED_POLICY: &str =
    "default-src 'none'; script-src {proxy} 'wasm-unsafe-eval'; connect-src {proxy}; img-src blob: data:";

impl Default for Setup {
    fn default() -> Self {
        Self {
            fields: json!([]),
            photo: "off",
            form: "",
            granted: "invoice = [\"view-invoice\"]",
            offered: "",
            limits: "",
            timeouts: "",
            embedded: &["acme"],
            head: "",
            body: "",
            policy: DOCUMENTED_POLICY,
            worker: "",
            headers: &[],
            example: "",
            script: "",
            knows_partner: true,
            has_line: false,
        }
    }
}

impl Setup {
    /// A setup with these custom fields.
    pub(crate) fn with_fields(fields: impl IntoIterator<Item = Value>) -> Self {
        Self { fields: fields.into_iter().collect(), ..Self::default() }
    }

    /// The photo rule of the CRM, which matches the form's setup.
    pub(crate) fn crm_photo(&self) -> PhotoRule {
        if self.photo == "required" { PhotoRule::Required } else { PhotoRule::Optional }
    }

    /// The text of the proxy's configuration file.
    pub(crate) fn toml(&self, crm: &str, partner: &str, public_url: &str, store: &Path) -> String {
        let Self { photo, form, granted, offered, limits, timeouts, .. } = *self;
        let origin = if self.knows_partner { partner } else { "https://elsewhere.example" };
        let configuration = Configuration {
            public_url: public_url.to_owned(),
            store: format!("sqlite:{}", store.display()),
            origin: origin.to_owned(),
            photo,
            timeouts: timeouts.to_owned(),
            limits: limits.to_owned(),
            form: form.to_owned(),
            granted: granted.to_owned(),
            offered: offered.to_owned(),
            ..Configuration::new(crm)
        };
        configuration.to_string()
    }
}
