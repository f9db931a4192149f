//! The Redis server for the proxy's tests; each test starts its own.

use super::debian;
use crate::error::TaskError;
use crate::shell::{Shell, on_path};

/// The name of the program and of Debian's package.
const REDIS: &str = "redis-server";

pub(super) fn is_there() -> bool {
    on_path(REDIS).is_some()
}

/// Fails if this program cannot install Debian's packages here, or lacks the rights to do so.
pub(super) fn check_prerequisites(shell: &Shell) -> Result<(), TaskError> {
    if debian::can_install(shell) { Ok(()) } else { Err(to_install()) }
}

pub(super) fn install(shell: &Shell) -> Result<(), TaskError> {
    debian::install(shell, "Installing redis-server", &[REDIS])
}

fn to_install() -> TaskError {
    TaskError::Missing {
        what: "A Redis server for the tests",
        remedy: format!("Install what puts `{REDIS}` on PATH; on Debian: sudo apt-get install {REDIS}"),
    }
}

#[cfg(test)]
mod tests {
    use super::to_install;

    #[test]
    fn message_names_the_package_to_install() {
        assert_eq!(
            to_install().to_string(),
            "A Redis server for the tests is missing. Install what puts `redis-server` on PATH; \
             on Debian: sudo apt-get install redis-server"
        );
    }
}
