//! The proxy's configuration file.

use std::fmt;

/// The default origin of the partner page.
pub const ORIGIN: &str = "https://acme.example";

/// A configuration file with one form, `acme`, and with no effective limit on the number of submissions.
///
/// `Display` writes the file. The proxy listens on free ports of 127.0.0.1.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// More lines before the first section.
    pub top: String,
    /// The base URL of the CRM.
    pub crm: String,
    /// The public URL of the proxy. With port 0, the default, the proxy uses the port on which it listens.
    pub public_url: String,
    /// The URL of the store. Default: `memory:`.
    pub store: String,
    /// The only origin that may show the form. Default: [`ORIGIN`].
    pub origin: String,
    /// The photo rule: `required`, `optional` (the default) or `off`.
    pub photo: &'static str,
    /// More lines of `[timeouts]`.
    pub timeouts: String,
    /// More lines of `[limits]`.
    pub limits: String,
    /// More lines of the form's section.
    pub form: String,
    /// The lines of `[forms.permissions.granted]`.
    pub granted: String,
    /// The lines of `[forms.permissions.offered]`.
    pub offered: String,
}

impl Configuration {
    /// A configuration file for the CRM at this base URL.
    pub fn new(crm: impl Into<String>) -> Self {
        Self {
            top: String::new(),
            crm: crm.into(),
            public_url: "http://127.0.0.1:0".to_owned(),
            store: "memory:".to_owned(),
            origin: ORIGIN.to_owned(),
            photo: "optional",
            timeouts: String::new(),
            limits: String::new(),
            form: String::new(),
            granted: "invoice = [\"view-invoice\"]".to_owned(),
            offered: "contract = [\"view-contract\"]".to_owned(),
        }
    }
}

impl fmt::Display for Configuration {
    fn fmt(&self, file: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { top, crm, public_url, store, origin, photo, timeouts, limits, form, granted, offered } =
            self;
        let text = format!(
            r#"
# A configuration file for tests.
listen = "127.0.0.1:0"
admin_listen = "127.0.0.1:0"
public_url = "{public_url}"
{top}
[upstream]
base_url = "{crm}"
[store]
url = "{store}"
[timeouts]
{timeouts}
[limits]
submissions_per_minute_per_address = 0
submissions_per_minute_per_form = 0
{limits}
[[forms]]
id = "acme"
api_key_env = "ACME_API_KEY"
origins = ["{origin}"]
photo = "{photo}"
{form}
[forms.permissions.granted]
{granted}
[forms.permissions.offered]
{offered}
"#
        );
        // Omits empty lines: a member without text leaves its line empty.
        text.lines().filter(|line| !line.is_empty()).try_for_each(|line| writeln!(file, "{line}"))
    }
}
