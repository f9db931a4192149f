//! An input that showed a fault, and the instructions for it.

use super::target::Target;
use std::path::Path;

/// The data that libFuzzer prints when it stops at an input.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// The reason: the lines of the panic, or the summary of the sanitizer.
    reason: String,
    /// The path of the file that contains the input.
    input: String,
}

impl Finding {
    /// Reads the output of a run. `None` if the run found no fault.
    pub(super) fn read(output: &str) -> Option<Self> {
        const WRITTEN: &str = "Test unit written to ";
        let input = output.lines().find_map(|line| line.split_once(WRITTEN).map(|(_, path)| path.trim()))?;
        Some(Self { reason: reason(output), input: input.to_owned() })
    }

    /// The path of the input, how to run the target on it again, and how to keep it as a seed. Paths are relative to
    /// `root`.
    pub(super) fn explained(&self, root: &Path, target: &Target, programs: &Path) -> String {
        let from_root = |path: &Path| path.strip_prefix(root).unwrap_or(path).display().to_string();
        let input = from_root(Path::new(&self.input));
        format!(
            "{}: {}\n  the input       {input}\n  once more       {} {input}\n  \
             as a test, too  cp {input} {}/ && cargo xtask test --only native\n",
            target.name,
            self.reason.replace('\n', "\n  "),
            from_root(&target.program(programs)),
            from_root(&target.seeds()),
        )
    }
}

/// The lines from the panic to the start of the backtrace; the sanitizer's summary if there was no panic.
fn reason(output: &str) -> String {
    let lines = || output.lines().map(str::trim_end);
    let panicked = lines().skip_while(|line| !line.contains("panicked at ")).take_while(|line| {
        !line.is_empty()
            && !line.starts_with("note: ")
            && !line.starts_with("stack backtrace")
            && !line.starts_with("==")
    });
    let panicked: Vec<_> = panicked.collect();
    if panicked.is_empty() {
        lines().find_map(|line| line.strip_prefix("SUMMARY: ")).unwrap_or("no reason given").to_owned()
    } else {
        panicked.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::{Finding, Target};
    use std::path::Path;

    #[test]
    fn panic_is_reported_with_its_input_and_the_next_step() {
        let output = "#2\tINITED cov: 9 ft: 9 corp: 1/1b exec/s: 0 rss: 40Mb\n\n\
            thread '<unnamed>' (7) panicked at src/fuzzing/intake.rs:40:17:\nit depends on the pieces\n\
            note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n\
            ==7== ERROR: libFuzzer: deadly signal\nSUMMARY: libFuzzer: deadly signal\n\
            artifact_prefix='/p/crates/proxy/fuzz/artifacts/intake/'; \
            Test unit written to /p/crates/proxy/fuzz/artifacts/intake/crash-1\nBase64: YQ==\n";
        let finding = Finding::read(output).unwrap();
        let target = Target { name: "intake".to_owned(), folder: "/p/crates/proxy/fuzz".into() };
        let explained = finding.explained(Path::new("/p"), &target, Path::new("/p/target/fuzz/host/release"));
        assert_eq!(
            explained,
            "intake: thread '<unnamed>' (7) panicked at src/fuzzing/intake.rs:40:17:\n  it depends on the pieces\n  \
             the input       crates/proxy/fuzz/artifacts/intake/crash-1\n  \
             once more       target/fuzz/host/release/intake crates/proxy/fuzz/artifacts/intake/crash-1\n  \
             as a test, too  cp crates/proxy/fuzz/artifacts/intake/crash-1 crates/proxy/fuzz/seeds/intake/ \
             && cargo xtask test --only native\n"
        );
    }

    #[test]
    fn finding_without_a_panic_has_the_summary_as_reason() {
        let output = "==7== ERROR: libFuzzer: timeout after 10 seconds\nSUMMARY: libFuzzer: timeout\n\
            artifact_prefix='a/'; Test unit written to a/timeout-1\n";
        let expected = Finding { reason: "libFuzzer: timeout".to_owned(), input: "a/timeout-1".to_owned() };
        assert_eq!(Finding::read(output), Some(expected));
    }

    #[test]
    fn a_run_without_a_fault_found_nothing() {
        assert_eq!(Finding::read("#2\tDONE   cov: 9 ft: 9 corp: 1/1b\nDone 2 runs in 1 second(s)\n"), None);
    }
}
