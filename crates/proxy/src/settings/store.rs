//! `[store]`: where the proxy remembers what was sent.

use std::fmt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::section::Section;
use super::{Environment, SettingsProblem};

/// Where the proxy remembers what was sent. As text, the address without its password.
#[derive(Debug, Clone)]
pub enum StoreSettings {
    /// `sqlite:FILE`, the default with `customer-form.db`: survives a restart. A relative file is taken from the
    /// configuration file's folder, and made if it is not there.
    Sqlite(PathBuf),
    /// `memory:`: a restart forgets everything. For trying out.
    Memory,
    /// `redis://…` or `rediss://…`, with TLS: shared by several proxies.
    Redis(RedisAddress),
}

/// The address of a Redis server.
#[derive(Debug, Clone)]
pub struct RedisAddress {
    /// As it is configured, perhaps with a password.
    pub(crate) url: SecretString,
    shown: String,
}

/// The default's file.
const FILE: &str = "customer-form.db";

impl StoreSettings {
    /// Whether it is the same store, reached in the same way.
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
    /// Without user name and password.
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
        warnings.push("store.url is \"memory:\": a restart forgets which forms were sent".to_owned());
    }
    store.unwrap_or(default)
}

fn parse(text: &str, folder: &Path) -> Result<StoreSettings, SettingsProblem> {
    // Not repeated in a message: a Redis address may carry a password.
    match text.split_once(':') {
        Some(("memory", "")) => Ok(StoreSettings::Memory),
        Some(("sqlite", file)) if !file.is_empty() => sqlite(folder.join(file)),
        Some(("redis" | "rediss", _)) => redis(text).ok_or(SettingsProblem::NotAStore),
        _ => Err(SettingsProblem::NotAStore),
    }
}

/// The file itself may not be there yet, and checking a configuration should not make it.
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
    // Only an address without a host refuses.
    shown.set_username("").ok()?;
    shown.set_password(None).ok()?;
    // A password may stand here, too.
    shown.set_query(None);
    shown.set_fragment(None);
    // A database that is no number, or an option that there is not.
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
