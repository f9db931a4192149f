//! The configuration file of the tests.

/// The page that embeds the form.
pub(crate) const ORIGIN: &str = "https://acme.example";

/// One form `acme`, no photo asked for, and as many submissions as a test likes.
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
