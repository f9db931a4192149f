//! Reads the configuration file. It reports all mistakes at once, each with its line.

mod address;
mod form;
mod key;
mod limits;
mod lines;
mod mistake;
pub mod page;
mod permissions;
mod prefill;
mod proof_of_work;
mod section;
mod store;
mod summary;
mod timeouts;
mod trust;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use customer_form_contract::Limits;
use ipnet::IpNet;
use toml::de::DeTable;
use url::Url;

pub use address::{InvalidOrigin, Origin, PublicUrl};
pub use form::FormSettings;
pub use limits::{ConnectionLimits, Rates};
pub use mistake::{InvalidSettings, Mistake, SettingsProblem};
pub use page::PageSettings;
pub use proof_of_work::ProofOfWork;
pub use store::{RedisAddress, StoreSettings};
pub(crate) use timeouts::LeastRate;
pub use timeouts::Timeouts;

use lines::Lines;
use section::{Mistakes, Section};

/// Everything in the configuration file.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address of the public listener, which serves visitors. With port 0 the system chooses a port. Default:
    /// 127.0.0.1:8080.
    pub listen: SocketAddr,
    /// The address of the private listener with `/healthz`, `/readyz` and `/metrics`. It must not be reachable by
    /// visitors. With port 0 the system chooses a port. Default: 127.0.0.1:9090.
    pub admin_listen: SocketAddr,
    /// The URL at which visitors reach `listen`.
    pub public_url: PublicUrl,
    /// The networks of the web servers whose `X-Forwarded-For` is trusted. Default: none.
    pub trusted_proxies: Vec<IpNet>,
    /// The CRM's base URL, without a trailing slash in its path.
    pub upstream: Url,
    /// The store of idempotency records, spent tokens and rate counters.
    pub store: StoreSettings,
    /// The limits of one submission, granted permissions included.
    pub limits: Limits,
    /// The largest number of open connections on each listener.
    pub connections: ConnectionLimits,
    /// The rate limits of submissions.
    pub rates: Rates,
    /// The timeouts.
    pub timeouts: Timeouts,
    /// The format of the log.
    pub log: LogFormat,
    /// The forms: at least one, with distinct ids.
    pub forms: Vec<FormSettings>,
    /// Warnings as sentences: settings that are valid but have no effect or a bad effect.
    pub warnings: Vec<String>,
}

/// The default of `listen`: reachable from this machine only, since a web server with TLS belongs in front of the
/// proxy.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// The default of `admin_listen`.
const ADMIN_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9090);

/// The format of the log: `[log] format`. Default: `text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object in each line, for programs.
    Json,
}

/// Looks up an environment variable. It is a parameter, so that tests need not change the process's environment, which
/// would need `unsafe`.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Settings {
    /// Reads the configuration file. A relative path of `api_key_file`, `logo` or the store is resolved against the
    /// file's folder.
    ///
    /// # Errors
    /// All mistakes that can be found at once. A file that cannot be read counts as one mistake.
    pub fn load(file: &Path, env: Environment<'_>) -> Result<Self, InvalidSettings> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            let problem = SettingsProblem::Unreadable { why: error.to_string() };
            InvalidSettings { mistakes: vec![Mistake { line: None, key: String::new(), problem }] }
        })?;
        Self::from_toml(&text, file.parent().unwrap_or(Path::new("")), env)
    }

    /// Parses the text of a configuration file. A relative path of `api_key_file`, `logo` or the store is resolved
    /// against `folder`.
    ///
    /// # Errors
    /// All mistakes that can be found at once.
    pub fn from_toml(text: &str, folder: &Path, env: Environment<'_>) -> Result<Self, InvalidSettings> {
        let mistakes = Mistakes::new(Lines::of(text));
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let problem = SettingsProblem::Syntax { message: error.message().to_owned() };
            mistakes.add(error.span().map(|span| span.start), String::new(), problem);
        }
        // A document that was recovered from a file with syntax errors would only cause misleading mistakes.
        let settings =
            if mistakes.is_empty() { read(document.get_ref(), folder, env, &mistakes) } else { None };
        mistakes.or(settings)
    }
}

/// `None`: a required setting is missing, and `mistakes` contains it.
fn read(
    document: &DeTable<'_>,
    folder: &Path,
    env: Environment<'_>,
    mistakes: &Mistakes,
) -> Option<Settings> {
    let mut root = Section::root(document, mistakes);
    let mut warnings = Vec::new();

    let listen = root.text("listen", address::listener).unwrap_or(LISTEN);
    let admin_listen = root.text("admin_listen", address::listener).unwrap_or(ADMIN_LISTEN);
    if listen.port() == admin_listen.port() && listen.port() != 0 {
        root.report("admin_listen", SettingsProblem::SamePort { port: listen.port() });
    }
    let public_url = root.required_text("public_url", address::public_url);
    let upstream = root.required_table("upstream").and_then(|mut section| {
        let base_url = section.required_text("base_url", address::base_url);
        section.finish();
        base_url
    });
    let store = store::read(root.table("store"), folder, env, &mut warnings);
    let (limits, connections, rates) = limits::read(root.table("limits"));
    let timeouts = timeouts::read(root.table("timeouts"));
    let log = root.table("log").and_then(|mut section| {
        let format = section.text("format", log_format);
        section.finish();
        format
    });
    let trusted_proxies = trust::read(&mut root, &mut warnings);
    let forms =
        form::read_all(&mut root, &form::Surroundings { folder, env, limits: &limits }, &mut warnings);
    root.finish();

    Some(Settings {
        listen,
        admin_listen,
        public_url: public_url?,
        trusted_proxies,
        upstream: upstream?,
        store,
        limits,
        connections,
        rates,
        timeouts,
        log: log.unwrap_or_default(),
        forms,
        warnings,
    })
}

fn log_format(text: &str) -> Result<LogFormat, SettingsProblem> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(SettingsProblem::NotAChoice { choices: "\"text\", \"json\"" }),
    }
}
