//! Valid configuration files and their meaning. The module `mistakes` tests invalid ones.

mod mistakes;
mod page;

use std::fs;
use std::path::Path;

use customer_form_contract::{Limits, Permission, PhotoRule};
use customer_form_proxy::Settings;
use customer_form_proxy::settings::{ConnectionLimits, LogFormat, Rates, Timeouts};
use secrecy::ExposeSecret;

/// A configuration file that sets most of the settings.
const COMPLETE: &str = r#"
listen = "127.0.0.1:8080"
admin_listen = "127.0.0.1:9090"
public_url = "https://forms.example.com"
trusted_proxies = []

[upstream]
base_url = "https://app.getmanageit.io"

[store]
url = "sqlite:customer-form.db"

[limits]
body_bytes = 33554432
file_bytes = 10485760
photo_bytes = 5242880
text_bytes = 4096
textarea_bytes = 65536
variables = 1000
files = 20
submissions_per_minute_per_address = 10

[[forms]]
id = "acme"
api_key_env = "ACME_API_KEY"
origins = ["https://acme.example"]
photo = "required"
[forms.permissions.granted]
invoice = ["view-invoice"]
[forms.permissions.offered]
contract = ["view-contract"]
"#;

fn env(name: &str) -> Option<String> {
    match name {
        "ACME_API_KEY" => Some("key-5d1f0c9e".to_owned()),
        "REDIS_URL" => Some("redis://:key-5d1f0c9e@redis.example:6380/1".to_owned()),
        "EMPTY_KEY" => Some(String::new()),
        "SPACED_KEY" => Some("two words".to_owned()),
        "UNICODE_KEY" => Some("schlüssel".to_owned()),
        _ => None,
    }
}

fn read(toml: &str) -> Result<Settings, Vec<String>> {
    Settings::from_toml(toml, Path::new(""), &env)
        .map_err(|invalid| invalid.mistakes.iter().map(ToString::to_string).collect())
}

#[test]
fn documented_file_is_valid() {
    let settings = read(COMPLETE).unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.public_url.to_string(), "https://forms.example.com");
    assert_eq!(settings.limits, Limits::default());
    assert_eq!(settings.connections, ConnectionLimits { total: 1024, per_address: 64 });
    assert_eq!(settings.timeouts, Timeouts::default());
    assert_eq!(settings.log, LogFormat::Text);
    let form = &settings.forms[0];
    assert_eq!((form.id.as_str(), form.photo), ("acme", PhotoRule::Required));
    assert_eq!(form.api_key.expose_secret(), "key-5d1f0c9e");
    assert_eq!(form.origins[0].as_str(), "https://acme.example");
    assert!(form.granted.contains(&Permission::from_name("view-invoice").unwrap()));
    assert!(form.offered.contains(&Permission::from_name("view-contract").unwrap()));
    assert_eq!(settings.rates, Rates { per_address: Some(10), per_form: Some(120) });
    assert!(settings.trusted_proxies.is_empty() && settings.warnings.is_empty());
    assert_eq!(settings.store.to_string(), "sqlite:customer-form.db");
}

#[test]
fn form_asks_for_proof_of_work_only_if_configured() {
    let asked = |lines: &str| {
        let toml =
            COMPLETE.replace("[forms.permissions.granted]", &format!("{lines}[forms.permissions.granted]"));
        let settings = read(&toml).unwrap();
        (
            settings.forms[0].proof_of_work.map(|work| work.max_number),
            settings.summary().contains("proof of work"),
        )
    };
    assert_eq!(asked(""), (None, false));
    assert_eq!(asked("[forms.proof_of_work]\n"), (Some(200_000), true));
    assert_eq!(asked("[forms.proof_of_work]\nmax_number = 7\n"), (Some(7), true));
}

#[test]
fn the_example_shows_the_defaults() {
    let example = read(include_str!("../../example.toml")).unwrap();
    assert_eq!(example.limits, Limits::default());
    assert_eq!(example.connections, ConnectionLimits::default());
    assert_eq!(example.timeouts, Timeouts::default());
    assert_eq!(example.rates, Rates::default());
    assert!(example.trusted_proxies.is_empty());
    assert_eq!(example.log, LogFormat::default());
    assert_eq!(example.store.to_string(), "sqlite:customer-form.db");
    assert!(example.warnings.is_empty(), "{:?}", example.warnings);
    assert_eq!(example.forms[0].photo, PhotoRule::default());
}

#[test]
fn every_setting_with_a_default_may_be_left_out() {
    let settings = read(
        r#"
public_url = "http://127.0.0.1:8080/"
upstream = { base_url = "http://127.0.0.1:8081/crm/" }
log = { format = "json" }
timeouts = { upstream_answer_seconds = 7 }
[[forms]]
id = "a"
api_key_env = "ACME_API_KEY"
permissions.granted = { invoice = ["view-invoice"] }
"#,
    )
    .unwrap();
    assert_eq!(settings.limits, Limits::default());
    assert_eq!(settings.log, LogFormat::Json);
    assert_eq!(settings.timeouts.upstream_answer.as_secs(), 7);
    assert_eq!(settings.upstream.as_str(), "http://127.0.0.1:8081/crm");
    assert!(settings.forms[0].origins.is_empty() && settings.forms[0].offered.is_empty());
    assert!(settings.warnings.is_empty());
    assert_eq!(settings.store.to_string(), "sqlite:customer-form.db");
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.admin_listen.to_string(), "127.0.0.1:9090");
}

#[test]
fn rate_0_means_no_limit_and_trusted_proxies_are_networks() {
    let toml = COMPLETE
        .replace("per_address = 10", "per_address = 0\nsubmissions_per_minute_per_form = 7")
        .replace("trusted_proxies = []", "trusted_proxies = [\"10.0.0.0/8\", \"::1/128\"]");
    let settings = read(&toml).unwrap();
    assert_eq!(settings.rates, Rates { per_address: None, per_form: Some(7) });
    assert!(settings.warnings.is_empty());
    let summary = settings.summary();
    for line in [
        "\nMost submissions per minute from one address: no limit\n",
        "\nMost submissions per minute to one form: 7\n",
        "\nTrusted web servers (trusted_proxies): 10.0.0.0/8, ::1/128\n",
    ] {
        assert!(summary.contains(line), "{line}{summary}");
    }
}

#[test]
fn trusting_every_address_gives_a_warning() {
    let toml = COMPLETE.replace("trusted_proxies = []", "trusted_proxies = [\"::/0\"]");
    let expected = "trusted_proxies: ::/0 contains every address, so that every visitor can send a false address in X-Forwarded-For; list only the networks of your web servers";
    assert_eq!(read(&toml).unwrap().warnings, [expected]);
}

/// Operators try the README's example first.
#[test]
fn file_in_the_readme_is_valid() {
    let readme = include_str!("../../../../README.md");
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let (file, _) = rest.split_once("```").unwrap();
    let settings = read(file).unwrap();
    assert_eq!(settings.forms[0].id, "acme");
    assert!(settings.warnings.is_empty(), "{:?}", settings.warnings);
}

#[test]
fn key_can_be_read_from_a_file_beside_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("key"), "key-from-file\n").unwrap();
    let toml = COMPLETE.replace("api_key_env = \"ACME_API_KEY\"", "api_key_file = \"key\"");
    let file = folder.path().join("proxy.toml");
    fs::write(&file, toml).unwrap();
    let settings = Settings::load(&file, &env).unwrap();
    assert_eq!(settings.forms[0].api_key.expose_secret(), "key-from-file");
    let missing = Settings::load(&folder.path().join("none.toml"), &env).unwrap_err();
    assert!(missing.to_string().starts_with("cannot read the configuration file: "), "{missing}");
}

#[test]
fn settings_never_show_the_key() {
    let settings =
        read(&COMPLETE.replace("url = \"sqlite:customer-form.db\"", "url_env = \"REDIS_URL\"")).unwrap();
    assert_eq!(settings.store.to_string(), "redis://redis.example:6380/1");
    let shown = format!("{settings:?}\n{settings:#?}\n{}", settings.summary());
    assert!(!shown.contains("5d1f0c9e"), "{shown}");
}

#[test]
fn summary_describes_the_settings() {
    let expected = "\
Public listener: 127.0.0.1:8080
Private listener: 127.0.0.1:9090
Public URL: https://forms.example.com
CRM: https://app.getmanageit.io
Store: sqlite:customer-form.db
Most submissions per minute from one address: 10
Most submissions per minute to one form: 120
Trusted web servers (trusted_proxies): none
Form acme
  page     https://forms.example.com/onboarding/acme
  origins  https://acme.example
  photo    required
  prefill  none
  granted  view-invoice
  offered  view-contract
  title    Become a customer
  text     Tell us who you are, and we will set up your account.
  language en
  logo     none
  accent   default colour
  terms    none
  privacy  none
  success  none
";
    assert_eq!(read(COMPLETE).unwrap().summary(), expected);
}
