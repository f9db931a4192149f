//! The configuration file: read once at start, every mistake at once, each with its line.

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
pub use timeouts::Timeouts;

use lines::Lines;
use section::{Mistakes, Section};

/// Everything that the configuration file says.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where visitors are served. Port 0: the system chooses one. Default: 127.0.0.1:8080.
    pub listen: SocketAddr,
    /// Where `/healthz`, `/readyz` and `/metrics` are served; keep it private. Port 0: the system chooses one. Default:
    /// 127.0.0.1:9090.
    pub admin_listen: SocketAddr,
    /// Where visitors reach `listen` from outside.
    pub public_url: PublicUrl,
    /// Whose `X-Forwarded-For` is believed. Default: nobody's.
    pub trusted_proxies: Vec<IpNet>,
    /// The CRM's base address, without a trailing slash in its path.
    pub upstream: Url,
    /// Where it is remembered what was sent.
    pub store: StoreSettings,
    /// The most that one submission may carry, granted permissions included.
    pub limits: Limits,
    /// How many connections are open at once on each listener.
    pub connections: ConnectionLimits,
    /// How often somebody may submit.
    pub rates: Rates,
    /// How long anything may take.
    pub timeouts: Timeouts,
    /// How the log is written.
    pub log: LogFormat,
    /// The forms, at least one, ids distinct.
    pub forms: Vec<FormSettings>,
    /// What is no mistake and yet not as it should be, as sentences: what has no effect yet, what hardly shows.
    pub warnings: Vec<String>,
}

/// Where visitors are served by default: to this machine only, since a web server with TLS belongs in front.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// Where the operator's machines look by default.
const ADMIN_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9090);

/// How the log is written: `[log] format`. Default: `text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// Finds an environment variable. A parameter rather than the process's own, so that tests need no `unsafe`.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Settings {
    /// Reads the file. A relative `api_key_file`, `logo` or store is taken from the file's own folder.
    ///
    /// # Errors
    /// Every mistake that can be found in one go; the file that cannot be read is one, too.
    pub fn load(file: &Path, env: Environment<'_>) -> Result<Self, InvalidSettings> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            let problem = SettingsProblem::Unreadable { why: error.to_string() };
            InvalidSettings { mistakes: vec![Mistake { line: None, key: String::new(), problem }] }
        })?;
        Self::from_toml(&text, file.parent().unwrap_or(Path::new("")), env)
    }

    /// Reads the text of a file. A relative `api_key_file`, `logo` or store is taken from `folder`.
    ///
    /// # Errors
    /// Every mistake that can be found in one go.
    pub fn from_toml(text: &str, folder: &Path, env: Environment<'_>) -> Result<Self, InvalidSettings> {
        let mistakes = Mistakes::new(Lines::of(text));
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let problem = SettingsProblem::Syntax { message: error.message().to_owned() };
            mistakes.add(error.span().map(|span| span.start), String::new(), problem);
        }
        // What was recovered from a broken file would only add mistakes that are none.
        let settings =
            if mistakes.is_empty() { read(document.get_ref(), folder, env, &mistakes) } else { None };
        mistakes.or(settings)
    }
}

/// `None`: something is missing, and `mistakes` says what.
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
