//! The programs that the tasks need: which programs, in which version, and how a missing one is installed.
//!
//! Every tool has its own folder in the tools folder; the folder's name contains the version. A tool is installed
//! into a temporary folder, which is renamed when the installation is complete. So an existing folder is always
//! complete.

mod browser;
mod debian;
mod engine;
mod folder;
mod nextest;
mod nightly;
mod npm_project;
mod redis;
mod registry;
mod rust_target;

use crate::error::TaskError;
use crate::lockfile::locked_version;
use crate::progress::Progress;
use crate::project::Project;
use crate::shell::Shell;
use registry::{FromCargo, FromNpm};
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

pub(crate) use browser::chromedriver;
pub(crate) use engine::{Engine, tools_for};
pub(crate) use nightly::NIGHTLY;
pub(crate) use npm_project::NpmProject;
pub(crate) use rust_target::WASM;

/// The newest trunk that the project's Rust version can build: 0.22 requires Rust 1.96.
const TRUNK: &str = "0.21.14";
/// The version of Binaryen's npm package; its wasm-opt reports `version_132`. Trunk.toml has the same version.
const BINARYEN: &str = "132.0.0";
/// Minifies JavaScript and CSS. Trunk's own minifier for JavaScript is no longer maintained.
const ESBUILD: &str = "0.28.2";
/// Drives Firefox.
const GECKODRIVER: &str = "0.37.1";
/// The version to install if the machine has no cargo-nextest, or one older than [`NEXTEST_OLDEST`].
const NEXTEST: &str = "0.9.143";
/// The oldest usable cargo-nextest; .config/nextest.toml requires the same version.
const NEXTEST_OLDEST: &str = "0.9.100";
/// Builds programs for fuzzing with libFuzzer.
const CARGO_FUZZ: &str = "0.13.2";

/// A tool that a task needs on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// The standard library for wasm32-unknown-unknown.
    WasmTarget,
    /// Builds the page and the form.
    Trunk,
    /// Generates the JavaScript glue code, and runs component tests.
    WasmBindgen,
    /// Reduces the size of the module.
    WasmOpt,
    /// Minifies JavaScript and CSS.
    Esbuild,
    /// Runs the native and the end-to-end tests.
    Nextest,
    /// Browsers from Debian's packages, and the packages that are needed to drive them.
    Browsers(&'static [Engine]),
    /// Firefox's WebDriver.
    Geckodriver,
    /// The Redis server that the proxy's tests start.
    Redis,
    /// The nightly toolchain for fuzz targets.
    Nightly,
    /// Builds fuzz targets.
    CargoFuzz,
}

/// The tools for building the form.
pub(crate) const FOR_WEB: &[Tool] =
    &[Tool::WasmTarget, Tool::Trunk, Tool::WasmBindgen, Tool::WasmOpt, Tool::Esbuild];

/// The tools for fuzzing. No other task installs them, because they include a second toolchain.
pub(crate) const FOR_FUZZ: &[Tool] = &[Tool::Nightly, Tool::CargoFuzz];

/// The tools of this project on this machine.
#[derive(Debug)]
pub(crate) struct Tools<'a> {
    project: &'a Project,
    shell: &'a Shell,
    wasm_bindgen_version: String,
}

impl<'a> Tools<'a> {
    /// Reads the required versions from the project.
    pub(crate) fn new(project: &'a Project, shell: &'a Shell) -> Result<Self, TaskError> {
        let wasm_bindgen_version = locked_version(&project.root, "wasm-bindgen")?;
        Ok(Self { project, shell, wasm_bindgen_version })
    }

    /// The tools of `wanted` that are not installed, in the order in which to install them.
    pub(crate) fn missing(&self, wanted: &[Tool]) -> Result<Vec<Tool>, TaskError> {
        let mut missing = Vec::new();
        for &tool in wanted {
            if !self.is_there(tool)? {
                missing.push(tool);
            }
        }
        Ok(missing)
    }

    /// Installs the missing tools, one step for each.
    ///
    /// The prerequisites that only the user can install are checked first, before the installation takes minutes.
    pub(crate) fn bring(&self, missing: &[Tool], progress: &Progress) -> Result<(), TaskError> {
        for &tool in missing {
            self.check_prerequisites(tool)?;
        }
        for &tool in missing {
            let step = progress.begin(self.label(tool));
            self.install(tool)?;
            step.finish("done");
        }
        // Removes cargo's build output of all installations. The tools share it, so it is removed only at the end.
        folder::clean(&self.project.tools)
    }

    /// PATH with the folders of the project's tools before the folders of the machine.
    pub(crate) fn path(&self) -> OsString {
        let machine = env::var_os("PATH").unwrap_or_default();
        let ours = [self.trunk().programs(), self.wasm_bindgen().programs(), self.nextest().programs()]
            .into_iter()
            .chain([self.wasm_opt().programs(), self.esbuild().programs(), self.geckodriver().programs()]);
        let folders = ours.chain(env::split_paths(&machine));
        // Fails only if a folder's name contains a colon; PATH cannot contain such a folder.
        env::join_paths(folders).unwrap_or(machine)
    }

    /// The program that cargo starts to run a test that is built for the browser.
    pub(crate) fn browser_test_runner(&self) -> PathBuf {
        self.wasm_bindgen().programs().join("wasm-bindgen-test-runner")
    }

    /// The program that builds fuzz targets.
    pub(crate) fn cargo_fuzz(&self) -> PathBuf {
        self.fuzz().programs().join("cargo-fuzz")
    }

    /// The machine's target triple, as the nightly compiler names it.
    pub(crate) fn host(&self) -> Result<String, TaskError> {
        nightly::host(self.shell)
    }

    /// The versions of the tools that affect a build of the form.
    pub(crate) fn web_versions(&self) -> String {
        format!(
            "trunk {TRUNK}, wasm-bindgen {}, binaryen {BINARYEN}, esbuild {ESBUILD}",
            self.wasm_bindgen_version
        )
    }

    fn is_there(&self, tool: Tool) -> Result<bool, TaskError> {
        Ok(match tool {
            Tool::WasmTarget => rust_target::is_there(self.shell)?,
            Tool::Trunk => self.trunk().is_there(),
            Tool::WasmBindgen => self.wasm_bindgen().is_there(),
            Tool::WasmOpt => self.wasm_opt().is_there(),
            Tool::Esbuild => self.esbuild().is_there(),
            Tool::Nextest => self.nextest().is_there() || nextest::machine_has(self.shell, NEXTEST_OLDEST)?,
            Tool::Browsers(engines) => browser::missing(engines).is_empty(),
            Tool::Geckodriver => self.geckodriver().is_there(),
            Tool::Redis => redis::is_there(),
            Tool::Nightly => nightly::is_there(self.shell)?,
            Tool::CargoFuzz => self.fuzz().is_there(),
        })
    }

    fn check_prerequisites(&self, tool: Tool) -> Result<(), TaskError> {
        match tool {
            Tool::WasmTarget => rust_target::check_prerequisites(),
            Tool::WasmOpt => self.wasm_opt().check_prerequisites(),
            Tool::Esbuild => self.esbuild().check_prerequisites(),
            Tool::Browsers(engines) => browser::check_prerequisites(self.shell, engines),
            Tool::Redis => redis::check_prerequisites(self.shell),
            Tool::Nightly => nightly::check_prerequisites(),
            Tool::Trunk | Tool::WasmBindgen | Tool::Nextest | Tool::Geckodriver | Tool::CargoFuzz => Ok(()),
        }
    }

    fn install(&self, tool: Tool) -> Result<(), TaskError> {
        match tool {
            Tool::WasmTarget => rust_target::install(self.shell),
            Tool::Trunk => self.trunk().install(self.shell),
            Tool::WasmBindgen => self.wasm_bindgen().install(self.shell),
            Tool::WasmOpt => self.wasm_opt().install(self.shell),
            Tool::Esbuild => self.esbuild().install(self.shell),
            Tool::Nextest => self.nextest().install(self.shell),
            Tool::Browsers(engines) => browser::install(self.shell, engines),
            Tool::Geckodriver => self.geckodriver().install(self.shell),
            Tool::Redis => redis::install(self.shell),
            Tool::Nightly => nightly::install(self.shell),
            Tool::CargoFuzz => self.fuzz().install(self.shell),
        }
    }

    /// The label of the tool's step. The times were measured on a machine with two cores.
    fn label(&self, tool: Tool) -> String {
        match tool {
            Tool::WasmTarget => format!("Installing Rust's {WASM} target (once)"),
            Tool::Trunk => format!("Installing trunk {TRUNK} (once, about 3 minutes)"),
            Tool::WasmBindgen => {
                format!("Installing wasm-bindgen-cli {} (once, about 3 minutes)", self.wasm_bindgen_version)
            }
            Tool::WasmOpt => format!("Installing wasm-opt from binaryen {BINARYEN} (once)"),
            Tool::Esbuild => format!("Installing esbuild {ESBUILD} (once)"),
            Tool::Nextest => format!("Installing cargo-nextest {NEXTEST} (once, about 4 minutes)"),
            Tool::Browsers(engines) => browser::label(engines),
            Tool::Geckodriver => format!("Installing geckodriver {GECKODRIVER} (once, about 2 minutes)"),
            Tool::Redis => "Installing Debian's redis-server (once)".to_owned(),
            Tool::Nightly => format!("Installing Rust's {NIGHTLY} toolchain beside the others (once)"),
            Tool::CargoFuzz => format!("Installing cargo-fuzz {CARGO_FUZZ} (once, about 1 minute)"),
        }
    }

    fn trunk(&self) -> FromCargo<'_> {
        FromCargo {
            tools: &self.project.tools,
            package: "trunk",
            version: TRUNK,
            program: "trunk",
            options: &["--locked", "--no-default-features", "--features", "rustls"],
            opt_level: "0",
        }
    }

    fn wasm_bindgen(&self) -> FromCargo<'_> {
        FromCargo {
            tools: &self.project.tools,
            package: "wasm-bindgen-cli",
            version: &self.wasm_bindgen_version,
            program: "wasm-bindgen",
            // Not `--locked`: the package's own lock file names a dependency that some registries do not have.
            options: &[],
            // The program processes the whole module, which takes minutes without any optimisation.
            opt_level: "1",
        }
    }

    fn nextest(&self) -> FromCargo<'_> {
        FromCargo {
            tools: &self.project.tools,
            package: "cargo-nextest",
            version: NEXTEST,
            program: "cargo-nextest",
            options: &["--locked", "--no-default-features"],
            opt_level: "0",
        }
    }

    fn geckodriver(&self) -> FromCargo<'_> {
        FromCargo {
            tools: &self.project.tools,
            package: "geckodriver",
            version: GECKODRIVER,
            program: "geckodriver",
            options: &["--locked"],
            opt_level: "0",
        }
    }

    fn fuzz(&self) -> FromCargo<'_> {
        FromCargo {
            tools: &self.project.tools,
            package: "cargo-fuzz",
            version: CARGO_FUZZ,
            program: "cargo-fuzz",
            options: &["--locked"],
            opt_level: "0",
        }
    }

    fn wasm_opt(&self) -> FromNpm<'_> {
        FromNpm { tools: &self.project.tools, package: "binaryen", version: BINARYEN, program: "wasm-opt" }
    }

    fn esbuild(&self) -> FromNpm<'_> {
        FromNpm { tools: &self.project.tools, package: "esbuild", version: ESBUILD, program: "esbuild" }
    }
}

/// Installs the tools of all tasks except fuzzing, which installs its own tools.
pub(crate) fn run(project: &Project, shell: &Shell) -> Result<(), TaskError> {
    let tools = Tools::new(project, shell)?;
    let wanted = [FOR_WEB, &[Tool::Nextest, Tool::Redis], &tools_for(&Engine::ALL)].concat();
    let missing = tools.missing(&wanted)?;
    tools.bring(&missing, &Progress::new(missing.len(), shell.verbose()))?;
    println!("All tools are there, in {}", project.tools.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{BINARYEN, NEXTEST_OLDEST, TRUNK};

    const TRUNK_TOML: &str = include_str!("../../../Trunk.toml");
    const NEXTEST_TOML: &str = include_str!("../../../.config/nextest.toml");

    /// Trunk uses the wasm-opt on PATH only if it has the version in Trunk.toml.
    #[test]
    fn the_trunk_file_names_the_versions_that_are_installed() {
        let file: toml::Table = toml::from_str(TRUNK_TOML).unwrap();
        let major = BINARYEN.split('.').next().unwrap();
        assert_eq!(file["tools"]["wasm_opt"].as_str(), Some(format!("version_{major}").as_str()));
        assert_eq!(file["trunk-version"].as_str(), Some(format!("={TRUNK}").as_str()));
    }

    #[test]
    fn the_nextest_file_asks_for_the_version_that_is_accepted() {
        let file: toml::Table = toml::from_str(NEXTEST_TOML).unwrap();
        assert_eq!(file["nextest-version"].as_str(), Some(NEXTEST_OLDEST));
    }
}
