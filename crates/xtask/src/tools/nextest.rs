//! Checks whether the cargo-nextest of the machine is new enough.

use crate::error::TaskError;
use crate::shell::{Shell, on_path};

/// Whether PATH has a cargo-nextest of version `wanted` or newer.
pub(super) fn machine_has(shell: &Shell, wanted: &str) -> Result<bool, TaskError> {
    if on_path("cargo-nextest").is_none() {
        return Ok(false);
    }
    let mut command = shell.command("cargo-nextest");
    let finished = shell.run_to_end("Looking for cargo-nextest", command.args(["nextest", "--version"]))?;
    Ok(finished.status.success() && new_enough(&finished.output, wanted))
}

/// Compares versions. `output` has the form `cargo-nextest 0.9.143 (60fa45f63 2026-08-04)`.
fn new_enough(output: &str, wanted: &str) -> bool {
    let found = output.split_whitespace().nth(1).and_then(numbers);
    match (found, numbers(wanted)) {
        (Some(found), Some(wanted)) => found >= wanted,
        _ => false,
    }
}

fn numbers(version: &str) -> Option<Vec<u64>> {
    version.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::new_enough;

    #[test]
    fn same_or_newer_version_is_accepted() {
        assert!(new_enough("cargo-nextest 0.9.143 (60fa45f63 2026-08-04)\nrelease: 0.9.143", "0.9.143"));
        assert!(new_enough("cargo-nextest 0.10.2", "0.9.143"));
    }

    #[test]
    fn older_version_is_refused_even_if_later_as_text() {
        assert!(!new_enough("cargo-nextest 0.9.99 (abc)", "0.9.143"));
    }

    #[test]
    fn output_without_a_version_is_refused() {
        assert!(!new_enough("error: no such command", "0.9.143"));
        assert!(!new_enough("", "0.9.143"));
    }
}
