//! `cargo xtask test`: every check and every test of the project, each as a stage. A failed stage does not stop the
//! others.

mod component;
mod examples;
mod nextest;
mod outcome;

use crate::error::TaskError;
use crate::project::Project;
use crate::shell::Shell;
use crate::tools::{
    Bench, CARGO_DENY, CHROMIUM, Engine, FIREFOX, FOR_WEB, GECKODRIVER, NEXTEST, REDIS, Tool, WASM_BINDGEN,
    WEBKIT,
};
use crate::{size, web};
use clap::ValueEnum;
use outcome::{Outcome, Tally};
use std::panic::resume_unwind;
use std::process::ExitCode;
use std::thread::{self, ScopedJoinHandle};

/// A group of stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Formatting, the rules of the house, clippy, and the crates' documentation.
    Lint,
    /// Tests that run as ordinary programs, and the examples in the contract's documentation.
    Native,
    /// Tests of the form's parts in headless Chromium.
    Component,
    /// Tests of the whole system through a browser, in each engine.
    E2e,
}

/// The stages to run. Default: all groups, and all engines.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Choice {
    /// Run one group of stages only.
    #[arg(long, value_enum)]
    only: Option<Only>,
    /// Run the tests of the whole system in one browser engine only.
    #[arg(long, value_enum)]
    engine: Option<Engine>,
}

impl Choice {
    /// Returns the stages of this list that the user chose.
    fn of(self, stages: &[Stage]) -> Vec<Stage> {
        let is_chosen = |&(_, group, _, work): &Stage| {
            let elsewhere =
                matches!((work, self.engine), (Work::Tests(Some(engine)), Some(only)) if engine != only);
            (self.only.is_none() || group == self.only) && !elsewhere
        };
        stages.iter().copied().filter(is_chosen).collect()
    }
}

/// A stage: its printed name, its group, its tools, and its work. A stage without a group runs only if no group was
/// chosen.
type Stage = (&'static str, Option<Only>, &'static [&'static Tool], Work);

/// The work of a stage.
#[derive(Debug, Clone, Copy)]
enum Work {
    /// cargo with these arguments, which are separated by spaces. The stage passes if cargo succeeds.
    Cargo(&'static str),
    /// A function.
    Function(fn(&Bench<'_>) -> Result<Outcome, TaskError>),
    /// The tests of the whole system in one engine, or else the native tests. One stage per engine, so that the name of
    /// a failed stage contains the engine.
    Tests(Option<Engine>),
}

const LINT: Option<Only> = Some(Only::Lint);
const NATIVE: Option<Only> = Some(Only::Native);
const COMPONENT: Option<Only> = Some(Only::Component);
const E2E: Option<Only> = Some(Only::E2e);

const CLIPPY_WASM: &str = "clippy --package customer-form --target wasm32-unknown-unknown --lib --bins --tests \
                           --examples -- --deny warnings";
/// deny.toml has the rules. The check of known vulnerabilities is left out, because its result can change on any day
/// without a change of the code.
const LICENSES: &str =
    "deny --workspace --color never check --hide-inclusion-graph --allow duplicate licenses bans sources";
const DOCUMENTATION: &str = "doc --workspace --no-deps --config build.rustdocflags=['--deny','warnings']";

/// The stages that do not need the form, in order: fast stages first, so that a mistake shows within seconds. The form
/// is built beside these stages, because the longest part of that build uses one core. Two of these stages compile the
/// proxy, with the files of an earlier dist/ or with none.
const CHECKS: &[Stage] = &[
    ("Formatting", LINT, &[], Work::Cargo("fmt --all --check -- --color never")),
    ("Rules of the house", LINT, &[], Work::Cargo("test --quiet --package tidy")),
    ("Licenses and sources of crates", None, &[&CARGO_DENY], Work::Cargo(LICENSES)),
    // For this machine's target, tests included.
    (
        "Clippy, native",
        LINT,
        &[],
        Work::Cargo("clippy --workspace --all-targets --keep-going -- --deny warnings"),
    ),
    // For the browser's target, component tests and examples included.
    ("Clippy, wasm32", LINT, &[], Work::Cargo(CLIPPY_WASM)),
    // Every link in doc comments leads to an item.
    ("Documentation", LINT, &[], Work::Cargo(DOCUMENTATION)),
];

/// The stages after the build of the form, in order.
const TESTS: &[Stage] = &[
    ("Size of the embedded form", None, &[], Work::Function(weigh)),
    ("Native tests", NATIVE, &[&NEXTEST, &REDIS], Work::Tests(None)),
    ("Documentation examples", NATIVE, &[], Work::Function(component::doc_tests)),
    ("Component tests in Chromium", COMPONENT, &[&WASM_BINDGEN, &CHROMIUM], Work::Function(component::tests)),
    // The end-to-end tests open the examples, so the examples are built first.
    ("Examples of pages with the form", E2E, &[], Work::Function(examples::build)),
    ("End-to-end tests in Chromium", E2E, &[&NEXTEST, &CHROMIUM], Work::Tests(Some(Engine::Chromium))),
    (
        "End-to-end tests in Firefox",
        E2E,
        &[&NEXTEST, &FIREFOX, &GECKODRIVER],
        Work::Tests(Some(Engine::Firefox)),
    ),
    ("End-to-end tests in WebKitGTK", E2E, &[&NEXTEST, &WEBKIT], Work::Tests(Some(Engine::WebKit))),
];

/// The numbers of all stages, and the names of the failed ones.
#[derive(Debug, Default)]
struct Report {
    total: Tally,
    failed: Vec<&'static str>,
}

impl Report {
    /// Prints the details of a stage and adds its numbers.
    fn add(&mut self, shell: &Shell, name: &'static str, outcome: &Outcome) {
        if !outcome.details.is_empty() {
            shell.print(format_args!("\n{}\n", outcome.details.trim_end()));
        }
        self.total = self.total + outcome.tally;
        if outcome.tally.failed > 0 {
            self.failed.push(name);
        }
    }
}

/// Runs the chosen stages. The last line on stdout is `N passed, N failed`; no other line has this form.
pub(crate) fn run(shell: &Shell, choice: Choice) -> Result<ExitCode, TaskError> {
    let mut report = Report::default();
    // A run that cannot get its tools has failed; it must not look like a run without tests.
    if let Err(error) = run_stages(shell, choice, &mut report) {
        report.add(shell, "Bringing the tools", &Outcome::settled(Err(error))?);
    }
    println!();
    for name in &report.failed {
        println!("failed: {name}");
    }
    println!("{}", report.total);
    Ok(if report.total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the stages and reports them. An error means that the tools could not be installed, or that the user asked to
/// stop.
fn run_stages(shell: &Shell, choice: Choice, report: &mut Report) -> Result<(), TaskError> {
    let builds_form = builds_form(&shell.project, choice.only);
    let (checks, tests) = (choice.of(CHECKS), choice.of(TESTS));
    let for_form = if builds_form { FOR_WEB } else { &[] };
    let tools = checks.iter().chain(&tests).flat_map(|(_, _, tools, _)| *tools).chain(for_form);
    let steps = usize::from(builds_form) + checks.len() + tests.len();
    let bench = Bench::new(shell, &tools.copied().collect::<Vec<_>>(), steps)?;
    thread::scope(|scope| {
        let mut build = builds_form.then(|| scope.spawn(|| web::compile(&bench)));
        if shell.verbose() {
            // The programs show their output, so they run one after the other.
            publish(shell, build.take(), report)?;
        }
        checks.iter().try_for_each(|stage| run_stage(&bench, stage, report))?;
        publish(shell, build, report)?;
        tests.iter().try_for_each(|stage| run_stage(&bench, stage, report))
    })
}

/// Waits for the build of the form, if there is one, publishes the form, and reports both.
fn publish(
    shell: &Shell,
    build: Option<ScopedJoinHandle<'_, Result<web::Built<'_>, TaskError>>>,
    report: &mut Report,
) -> Result<(), TaskError> {
    if let Some(build) = build {
        let built = build.join().unwrap_or_else(|panic| resume_unwind(panic));
        let published = built.and_then(web::Built::publish).map(|()| Outcome::of_findings(&[]));
        report.add(shell, "Building the form", &Outcome::settled(published)?);
    }
    Ok(())
}

fn run_stage(bench: &Bench<'_>, (name, _, _, work): &Stage, report: &mut Report) -> Result<(), TaskError> {
    let step = bench.progress.begin(name);
    let result = match work {
        Work::Cargo(arguments) => cargo(bench, name, arguments),
        Work::Function(run) => run(bench),
        Work::Tests(engine) => nextest::tests(bench, name, *engine),
    };
    let outcome = Outcome::settled(result)?;
    step.finish(&outcome.summary);
    report.add(bench.shell, name, &outcome);
    Ok(())
}

/// Whether the form is built. The native tests of the proxy need some dist/; only the stages that measure or open the
/// form need an up-to-date dist/.
fn builds_form(project: &Project, only: Option<Only>) -> bool {
    match only {
        None | Some(Only::E2e) => true,
        Some(Only::Native) => !project.dist().join("index.html").is_file(),
        Some(Only::Lint | Only::Component) => false,
    }
}

fn cargo(bench: &Bench<'_>, name: &str, arguments: &str) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo(arguments);
    bench.shell.run(name, command.env("PATH", bench.path()))?;
    Ok(Outcome::of_findings(&[]))
}

fn weigh(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let (table, brotli) = size::report(bench.project)?;
    Ok(Outcome::of_check(brotli <= size::BUDGET_BROTLI_BYTES, &format!("{brotli} bytes with brotli"), table))
}
