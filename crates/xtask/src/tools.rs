//! The programs that the tasks need: which programs, in which version, and how a missing one is installed.

mod debian;
mod folder;
mod tool;

use crate::error::TaskError;
use crate::progress::Progress;
use crate::project::Project;
use crate::shell::Shell;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsString;
use tool::Source;

pub(crate) use debian::{CHROMIUM, Engine, FIREFOX, REDIS, WEBKIT, chromedriver};
pub(crate) use tool::{Tool, dependencies};

/// Builds the page and the form. The newest version that the project's Rust can build: 0.22 requires Rust 1.96.
const TRUNK: Tool = Tool {
    minutes: 3,
    ..Tool::new("trunk", "0.21.14", Source::Cargo("--locked --no-default-features --features rustls"))
};

/// Generates the JavaScript glue code, and runs component tests. Must have the version of the crate `wasm-bindgen`. Not
/// `--locked`: the package's own lock file names a dependency that some registries do not have.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    program: "wasm-bindgen",
    // The program processes the whole module, which takes minutes without any optimisation.
    opt_level: "1",
    minutes: 3,
    ..Tool::new("wasm-bindgen-cli", "0.2.130", Source::Cargo(""))
};

/// Runs the native and the end-to-end tests. A nextest on PATH is used if .config/nextest.toml accepts its version.
pub(crate) const NEXTEST: Tool = Tool {
    on_path: Some("nextest show-config version"),
    minutes: 4,
    ..Tool::new("cargo-nextest", "0.9.143", Source::Cargo("--locked --no-default-features"))
};

/// Drives Firefox. This driver is the only one that Debian does not package.
pub(crate) const GECKODRIVER: Tool =
    Tool { minutes: 2, ..Tool::new("geckodriver", "0.37.1", Source::Cargo("--locked")) };

/// Checks the licenses and the sources of all crates.
pub(crate) const CARGO_DENY: Tool =
    Tool { minutes: 4, ..Tool::new("cargo-deny", "0.20.2", Source::Cargo("--locked --no-default-features")) };

/// Builds programs for fuzzing with libFuzzer.
pub(crate) const CARGO_FUZZ: Tool =
    Tool { minutes: 1, ..Tool::new("cargo-fuzz", "0.13.2", Source::Cargo("--locked")) };

/// Reduces the size of the module. wasm-opt reports `version_132`, as in Trunk.toml.
const BINARYEN: Tool = Tool { program: "wasm-opt", ..Tool::new("binaryen", "132.0.0", Source::Npm) };

/// Minifies JavaScript and CSS. Trunk's own minifier for JavaScript is no longer maintained.
const ESBUILD: Tool = Tool::new("esbuild", "0.28.2", Source::Npm);

/// The tools for building the form.
pub(crate) const FOR_WEB: &[&Tool] = &[&TRUNK, &WASM_BINDGEN, &BINARYEN, &ESBUILD];

/// The tools of all tasks except fuzzing, which installs its own.
const ALL: &[&Tool] = &[
    &TRUNK,
    &WASM_BINDGEN,
    &BINARYEN,
    &ESBUILD,
    &NEXTEST,
    &CARGO_DENY,
    &REDIS,
    &CHROMIUM,
    &FIREFOX,
    &GECKODRIVER,
    &WEBKIT,
];

/// The objects that the steps of a task use. The tools of the task are installed.
#[derive(Debug)]
pub(crate) struct Bench<'a> {
    pub(crate) project: &'a Project,
    pub(crate) shell: &'a Shell,
    pub(crate) progress: Progress,
}

impl<'a> Bench<'a> {
    /// Installs the tools of `wanted` that are missing. The task has `steps` more steps.
    ///
    /// The prerequisites that only the user can install are checked first, before the installation takes minutes.
    pub(crate) fn new(shell: &'a Shell, wanted: &[&Tool], steps: usize) -> Result<Self, TaskError> {
        // A tool that is wanted twice is installed once.
        let (mut missing, mut debian) = (BTreeMap::new(), BTreeSet::new());
        for tool in wanted {
            if let Source::Debian(programs) = tool.source {
                debian.extend(debian::missing(programs));
            } else if !tool.is_there(shell)? {
                missing.insert(tool.name, tool);
            }
        }
        debian::check_prerequisites(shell, &debian)?;
        missing.values().try_for_each(|tool| tool.check_prerequisites())?;
        let steps = missing.len() + usize::from(!debian.is_empty()) + steps;
        let bench = Self { project: &shell.project, shell, progress: Progress::new(steps, shell) };
        missing.values().try_for_each(|tool| tool.install(&bench))?;
        debian::install(&bench, &debian)?;
        folder::clean(&shell.project.tools)?;
        Ok(bench)
    }

    /// PATH with the folders of the project's tools before the folders of the machine.
    pub(crate) fn path(&self) -> OsString {
        let machine = env::var_os("PATH").unwrap_or_default();
        let ours = ALL.iter().map(|tool| tool.programs(self.project));
        // Fails only if a folder's name contains a colon; PATH cannot contain such a folder.
        env::join_paths(ours.chain(env::split_paths(&machine))).unwrap_or(machine)
    }
}

/// The versions of the tools that affect a build of the form.
pub(crate) fn web_versions() -> String {
    FOR_WEB.iter().map(|tool| tool.folder()).collect::<Vec<_>>().join(", ")
}

/// Installs the tools of all tasks except fuzzing, which installs its own tools.
pub(crate) fn run(shell: &Shell) -> Result<(), TaskError> {
    Bench::new(shell, ALL, 0)?;
    println!("All tools are there, in {}", shell.project.tools.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{BINARYEN, TRUNK, WASM_BINDGEN};
    use crate::files::{read_toml, testing::root};

    /// Trunk uses the wasm-opt on PATH only if it has the version in Trunk.toml, and wasm-bindgen only works with a
    /// crate of its own version.
    #[test]
    fn files_of_the_project_name_the_versions_of_the_tools() {
        let read = |file: &str| read_toml::<toml::Table>(&root().join(file)).unwrap();
        let major = BINARYEN.version.split('.').next().unwrap();
        let trunk = read("Trunk.toml");
        assert_eq!(trunk["tools"]["wasm_opt"].as_str(), Some(format!("version_{major}").as_str()));
        assert_eq!(trunk["trunk-version"].as_str(), Some(format!("={}", TRUNK.version).as_str()));
        let pinned = format!("={}", WASM_BINDGEN.version);
        assert_eq!(read("Cargo.toml")["dependencies"]["wasm-bindgen"].as_str(), Some(pinned.as_str()));
    }
}
