//! The programs that the tasks need: which programs, in which version, and how a missing one is installed.

mod debian;
mod folder;
mod package;
mod rustup;

use crate::error::TaskError;
use crate::progress::Progress;
use crate::project::Project;
use crate::shell::{Shell, require};
use debian::Debian;
use package::{Package, Registry};
use rustup::Rustup;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

pub(crate) use debian::{Engine, chromedriver};
pub(crate) use package::dependencies;
pub(crate) use rustup::{NIGHTLY, WASM};

/// A tool that a task needs on the machine, by the way in which the tool is installed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tool {
    /// A program from a package registry, in a folder of its own in the tools folder.
    Package(&'static Package),
    /// Programs from Debian's packages.
    Debian(&'static Debian),
    /// A part of Rust.
    Rustup(&'static Rustup),
}

/// Builds the page and the form. The newest version that the project's Rust can build: 0.22 requires Rust 1.96.
const TRUNK: Package = Package {
    registry: Registry::Cargo("--locked --no-default-features --features rustls"),
    minutes: 3,
    ..Package::new("trunk", "trunk", "0.21.14")
};

/// Generates the JavaScript glue code, and runs component tests. Must have the version of the crate `wasm-bindgen`.
const WASM_BINDGEN: Package = Package {
    // Not `--locked`: the package's own lock file names a dependency that some registries do not have.
    registry: Registry::Cargo(""),
    minutes: 3,
    // The program processes the whole module, which takes minutes without any optimisation.
    opt_level: "1",
    ..Package::new("wasm-bindgen-cli", "wasm-bindgen", "0.2.130")
};

/// Runs the native and the end-to-end tests. A nextest on PATH is used if .config/nextest.toml accepts its version.
const NEXTEST: Package = Package {
    registry: Registry::Cargo("--locked --no-default-features"),
    minutes: 4,
    on_path: Some("nextest show-config version"),
    ..Package::new("cargo-nextest", "cargo-nextest", "0.9.143")
};

/// Drives Firefox. This driver is the only one that Debian does not package.
const GECKODRIVER: Package = Package { minutes: 2, ..Package::new("geckodriver", "geckodriver", "0.37.1") };

/// Builds programs for fuzzing with libFuzzer.
pub(crate) const CARGO_FUZZ: Package =
    Package { minutes: 1, ..Package::new("cargo-fuzz", "cargo-fuzz", "0.13.2") };

/// Reduces the size of the module. wasm-opt reports `version_132`, as in Trunk.toml.
const BINARYEN: Package =
    Package { registry: Registry::Npm, ..Package::new("binaryen", "wasm-opt", "132.0.0") };

/// Minifies JavaScript and CSS. Trunk's own minifier for JavaScript is no longer maintained.
const ESBUILD: Package = Package { registry: Registry::Npm, ..Package::new("esbuild", "esbuild", "0.28.2") };

/// The packages whose programs other programs look for on PATH.
const ON_PATH: [&Package; 6] = [&TRUNK, &WASM_BINDGEN, &NEXTEST, &BINARYEN, &ESBUILD, &GECKODRIVER];

/// The standard library for the browser's target.
pub(crate) const FOR_WASM: &[Tool] = &[Tool::Rustup(&rustup::WASM_TARGET)];

/// The tools for building the form.
pub(crate) const FOR_WEB: &[Tool] = &[
    Tool::Rustup(&rustup::WASM_TARGET),
    Tool::Package(&TRUNK),
    FOR_COMPONENT_TESTS,
    Tool::Package(&BINARYEN),
    Tool::Package(&ESBUILD),
];

/// The tool that runs tests which are built for the browser.
pub(crate) const FOR_COMPONENT_TESTS: Tool = Tool::Package(&WASM_BINDGEN);

/// The tool that runs the native and the end-to-end tests.
pub(crate) const FOR_TESTS: Tool = Tool::Package(&NEXTEST);

/// The server that the proxy's tests start.
pub(crate) const REDIS: Tool = Tool::Debian(&debian::REDIS);

/// The tools for fuzzing. No other task installs them, because they include a second toolchain.
pub(crate) const FOR_FUZZ: &[Tool] = &[Tool::Rustup(&rustup::NIGHTLY_TOOLCHAIN), Tool::Package(&CARGO_FUZZ)];

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
    pub(crate) fn new(shell: &'a Shell, wanted: &[Tool], steps: usize) -> Result<Self, TaskError> {
        let project = &shell.project;
        // A tool that is wanted twice is installed once.
        let (mut packages, mut parts, mut debian) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
        for tool in wanted {
            match tool {
                Tool::Package(package) if !package.is_there(shell)? => {
                    packages.insert(package.name, package);
                }
                Tool::Rustup(part) if !part.is_there(shell)? => parts.push(part),
                Tool::Debian(programs) => debian.extend(programs.missing()),
                _ => {}
            }
        }
        debian::check_prerequisites(shell, &debian)?;
        packages.values().try_for_each(|package| package.check_prerequisites())?;
        parts.iter().try_for_each(|part| require("rustup", "rustup", part.remedy))?;
        let missing = parts.len() + packages.len() + usize::from(!debian.is_empty());
        let bench = Self { project, shell, progress: Progress::new(missing + steps, shell.verbose()) };
        parts.iter().try_for_each(|part| part.install(&bench))?;
        packages.values().try_for_each(|package| package.install(&bench))?;
        debian::install(&bench, &debian)?;
        folder::clean(&project.tools)?;
        Ok(bench)
    }

    /// PATH with the folders of the project's tools before the folders of the machine.
    pub(crate) fn path(&self) -> OsString {
        let machine = env::var_os("PATH").unwrap_or_default();
        let ours = ON_PATH.iter().map(|package| package.programs(self.project));
        // Fails only if a folder's name contains a colon; PATH cannot contain such a folder.
        env::join_paths(ours.chain(env::split_paths(&machine))).unwrap_or(machine)
    }

    /// The program that cargo starts to run a test that is built for the browser.
    pub(crate) fn browser_test_runner(&self) -> PathBuf {
        WASM_BINDGEN.programs(self.project).join("wasm-bindgen-test-runner")
    }
}

/// The versions of the tools that affect a build of the form.
pub(crate) fn web_versions() -> String {
    let versions = [TRUNK, WASM_BINDGEN, BINARYEN, ESBUILD].map(|package| package.folder());
    versions.join(", ")
}

/// Installs the tools of all tasks except fuzzing, which installs its own tools.
pub(crate) fn run(shell: &Shell) -> Result<(), TaskError> {
    let engines = Engine::ALL.into_iter().flat_map(Engine::tools);
    let wanted: Vec<_> = FOR_WEB.iter().chain(&[FOR_TESTS, REDIS]).chain(engines).copied().collect();
    Bench::new(shell, &wanted, 0)?;
    println!("All tools are there, in {}", shell.project.tools.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{BINARYEN, TRUNK, WASM_BINDGEN};
    use std::path::Path;

    /// Trunk uses the wasm-opt on PATH only if it has the version in Trunk.toml, and wasm-bindgen only works with a
    /// crate of its own version.
    #[test]
    fn files_of_the_project_name_the_versions_of_the_tools() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let read = |file: &str| crate::files::read_toml::<toml::Table>(&root.join(file)).unwrap();
        let major = BINARYEN.version.split('.').next().unwrap();
        let trunk = read("Trunk.toml");
        assert_eq!(trunk["tools"]["wasm_opt"].as_str(), Some(format!("version_{major}").as_str()));
        assert_eq!(trunk["trunk-version"].as_str(), Some(format!("={}", TRUNK.version).as_str()));
        let pinned = format!("={}", WASM_BINDGEN.version);
        assert_eq!(read("Cargo.toml")["dependencies"]["wasm-bindgen"].as_str(), Some(pinned.as_str()));
    }
}
