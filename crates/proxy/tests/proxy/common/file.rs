//! The configuration file of the tests.

/// The origin of the partner page.
pub(crate) const ORIGIN: &str = "https://acme.example";

/// One form `acme` without a photo, and with no effective limit on the number of submissions.
pub(crate) fn toml(crm: &str) -> String {
    format!(
        r#"
listen = "127.0.0.1:0"
admin_listen = "127.0.0.1:0"
public_url = "http://127.0.0.1:0"
[upstream]
base_url = "{crm}"
[store]
url = "memory:"
[timeouts]
[limits]
submissions_per_minute_per_address = 0
submissions_per_minute_per_form = 0
[[forms]]
id = "acme"
api_key_env = "ACME_API_KEY"
origins = ["{ORIGIN}"]
photo = "optional"
[forms.permissions.granted]
invoice = ["view-invoice"]
[forms.permissions.offered]
contract = ["view-contract"]
"#
    )
}
