//! `[store]`: the store of idempotency records, spent tokens and rate counters.

use std::fmt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::section::Section;
use super::{Environment, SettingsProblem};

/// The store that the proxy uses. The text form contains no user name and no password.
#[derive(Debug, Clone)]
pub enum StoreSettings {
    /// `sqlite:FILE`, a file that survives a restart. The default is `sqlite:customer-form.db`. A relative path is
    /// resolved against the folder of the configuration file. The file is created if it does not exist.
    Sqlite(PathBuf),
    /// `memory:`, for trying out. A restart loses everything.
    Memory,
    /// `redis://…`, or `rediss://…` with TLS: a Redis server that several proxies share.
    Redis(RedisAddress),
}

/// The address of a Redis server.
#[derive(Debug, Clone)]
pub struct RedisAddress {
    /// The configured URL, which may contain a password.
    pub(crate) url: SecretString,
    shown: String,
}

/// The file of the default store.
const FILE: &str = "customer-form.db";

const MEMORY_WARNING: &str = "store.url is \"memory:\": a restart deletes the records of sent forms, so that a form \
    can be sent twice; use \"sqlite:FILE\" or \"redis://HOST\", except for trials";

impl StoreSettings {
    /// Whether both are the same store, reached in the same way.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sqlite(one), Self::Sqlite(other)) => one == other,
            (Self::Memory, Self::Memory) => true,
            (Self::Redis(one), Self::Redis(other)) => one.url.expose_secret() == other.url.expose_secret(),
            (Self::Sqlite(_) | Self::Memory | Self::Redis(_), _) => false,
        }
    }
}

impl fmt::Display for StoreSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
            Self::Memory => f.write_str("memory:"),
            Self::Redis(address) => address.fmt(f),
        }
    }
}

impl fmt::Display for RedisAddress {
    /// Writes the address without user name and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

pub(super) fn read(
    section: Option<Section<'_>>,
    folder: &Path,
    env: Environment<'_>,
    warnings: &mut Vec<String>,
) -> StoreSettings {
    let default = StoreSettings::Sqlite(folder.join(FILE));
    let Some(mut section) = section else { return default };
    let store = match (section.has("url"), section.has("url_env")) {
        (true, true) => {
            section.report("url_env", SettingsProblem::TwoStores);
            None
        }
        (_, true) => section.text("url_env", |name| {
            let url = env(name).ok_or_else(|| SettingsProblem::NoSuchVariable { name: name.to_owned() })?;
            parse(&url, folder)
        }),
        (_, false) => section.text("url", |url| parse(url, folder)),
    };
    section.finish();
    if matches!(store, Some(StoreSettings::Memory)) {
        warnings.push(MEMORY_WARNING.to_owned());
    }
    store.unwrap_or(default)
}

fn parse(text: &str, folder: &Path) -> Result<StoreSettings, SettingsProblem> {
    // The text is not repeated in a message, since a Redis address may contain a password.
    match text.split_once(':') {
        Some(("memory", "")) => Ok(StoreSettings::Memory),
        Some(("sqlite", file)) if !file.is_empty() => sqlite(folder.join(file)),
        Some(("redis" | "rediss", _)) => redis(text).ok_or(SettingsProblem::NotAStore),
        _ => Err(SettingsProblem::NotAStore),
    }
}

/// The file itself may not exist yet, and checking a configuration file must not create it. Only its folder must exist.
fn sqlite(file: PathBuf) -> Result<StoreSettings, SettingsProblem> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.is_dir() {
        Ok(StoreSettings::Sqlite(file))
    } else {
        Err(SettingsProblem::NoStoreFolder { folder: folder.display().to_string() })
    }
}

fn redis(text: &str) -> Option<StoreSettings> {
    let mut shown = Url::parse(text).ok().filter(Url::has_host)?;
    // Only a URL without a host refuses these.
    shown.set_username("").ok()?;
    shown.set_password(None).ok()?;
    // The query may contain a password, too.
    shown.set_query(None);
    shown.set_fragment(None);
    // Refuses a database that is not a number, and unknown options.
    ::redis::Client::open(text).ok()?;
    let address = RedisAddress { url: SecretString::from(text.to_owned()), shown: shown.into() };
    Some(StoreSettings::Redis(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for (text, shown) in [
            ("redis://10.0.0.5", "redis://10.0.0.5"),
            ("redis://:geheim@10.0.0.5:6380/2", "redis://10.0.0.5:6380/2"),
            ("rediss://proxy:geheim@redis.example/?password=geheim#insecure", "rediss://redis.example/"),
        ] {
            let store = parse(text, Path::new("")).unwrap();
            assert_eq!(store.to_string(), shown);
            assert!(!format!("{store:?}").contains("geheim"));
        }
    }

    #[test]
    fn invalid_redis_addresses_are_refused() {
        for text in ["redis://10.0.0.5/forms", "redis://", "rediss:///1"] {
            assert_eq!(parse(text, Path::new("")).err(), Some(SettingsProblem::NotAStore), "{text}");
        }
    }

    #[test]
    fn store_file_is_relative_to_the_configuration() {
        let folder = tempfile::tempdir().unwrap();
        let store = parse("sqlite:forms.db", folder.path()).unwrap();
        assert_eq!(store.to_string(), format!("sqlite:{}/forms.db", folder.path().display()));
        let elsewhere = parse("sqlite:/no/such/folder/forms.db", folder.path());
        let problem = SettingsProblem::NoStoreFolder { folder: "/no/such/folder".to_owned() };
        assert_eq!(elsewhere.err(), Some(problem));
    }
}
