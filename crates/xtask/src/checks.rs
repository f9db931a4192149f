//! `cargo xtask test`: every check and every test of the project, each as a stage. A failed stage does not stop the
//! others.

mod component;
mod examples;
mod lint;
mod nextest;
mod outcome;

use crate::error::TaskError;
use crate::project::Project;
use crate::shell::Shell;
use crate::tools::{Bench, Engine, FOR_COMPONENT_TESTS, FOR_TESTS, FOR_WASM, FOR_WEB, REDIS, Tool};
use crate::{size, web};
use clap::ValueEnum;
use outcome::{Outcome, Tally};
use std::process::ExitCode;

/// A group of stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Formatting, this project's own rules, and clippy.
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
    /// Run one kind only.
    #[arg(long, value_enum)]
    only: Option<Only>,
    /// Run the tests of the whole system in one browser engine only.
    #[arg(long, value_enum)]
    engine: Option<Engine>,
}

impl Choice {
    fn runs(self, group: Only) -> bool {
        self.only.is_none_or(|only| only == group)
    }

    /// The engines for the tests of the whole system.
    fn engines(self) -> impl Iterator<Item = Engine> {
        Engine::ALL.into_iter().filter(move |engine| self.engine.is_none_or(|only| only == *engine))
    }
}

/// A stage: its printed name and its work.
type Stage = (&'static str, Work);

/// The work of a stage.
#[derive(Clone, Copy)]
enum Work {
    /// cargo with these arguments.
    Cargo(&'static str),
    /// A function.
    Function(fn(&Bench<'_>) -> Result<Outcome, TaskError>),
    /// The tests of the whole system in one engine.
    WholeSystem(Engine),
}

const LINT: &[Stage] =
    &[("Formatting", Work::Cargo(lint::FORMATTING)), ("Rules of the house", Work::Function(lint::tidy))];
const CLIPPY: &[Stage] = &[
    ("Clippy, native", Work::Cargo(lint::NATIVE)),
    ("Clippy, wasm32", Work::Cargo(lint::WASM)),
    ("Documentation", Work::Cargo(lint::DOCUMENTATION)),
];
const SIZE: &[Stage] = &[("Size of the embedded form", Work::Function(weigh))];
const NATIVE: &[Stage] = &[
    ("Native tests", Work::Function(nextest::native)),
    ("Documentation examples", Work::Function(lint::doc_tests)),
];
const COMPONENT: &[Stage] = &[("Component tests in Chromium", Work::Function(component::tests))];
// The end-to-end tests open the examples, so the examples are built first.
const EXAMPLES: &[Stage] = &[("Examples of pages with the form", Work::Function(examples::build))];

/// The numbers of all stages, and the names of the failed ones.
#[derive(Debug, Default)]
struct Report {
    total: Tally,
    failed: Vec<&'static str>,
}

impl Report {
    /// Prints the details of a stage and adds its numbers.
    fn add(&mut self, name: &'static str, outcome: &Outcome) {
        if !outcome.details.is_empty() {
            println!("\n{}\n", outcome.details.trim_end());
        }
        self.total += outcome.tally;
        if outcome.tally.failed > 0 {
            self.failed.push(name);
        }
    }
}

/// Runs the chosen stages. The last line on stdout is `N passed, N failed`; no other line has this form.
pub(crate) fn run(project: &Project, shell: &Shell, choice: Choice) -> Result<ExitCode, TaskError> {
    let mut report = Report::default();
    // A run that cannot get its tools has failed; it must not look like a run without tests.
    if let Err(error) = run_stages(project, shell, choice, &mut report) {
        report.add("Bringing the tools", &Outcome::settled(Err(error))?);
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
fn run_stages(
    project: &Project,
    shell: &Shell,
    choice: Choice,
    report: &mut Report,
) -> Result<(), TaskError> {
    let builds_form = builds_form(project, choice.only);
    let stages = stages(choice);
    let steps = usize::from(builds_form) + stages.len();
    let bench = Bench::new(project, shell, &wanted_tools(choice, builds_form), steps)?;
    if builds_form {
        let built = web::build(&bench).map(|()| Outcome::of_findings(&[]));
        report.add("Building the form", &Outcome::settled(built)?);
    }
    for (name, work) in stages {
        let step = bench.progress.begin(name);
        let result = match work {
            Work::Cargo(arguments) => lint::cargo(&bench, name, arguments),
            Work::Function(run) => run(&bench),
            Work::WholeSystem(engine) => nextest::e2e(&bench, name, engine),
        };
        let outcome = Outcome::settled(result)?;
        step.finish(&outcome.summary);
        report.add(name, &outcome);
    }
    Ok(())
}

/// The stages in order: fast stages first, so that a mistake shows within seconds. The form has been built before the
/// first stage if a stage needs it.
fn stages(choice: Choice) -> Vec<Stage> {
    let end_to_end: Vec<_> = EXAMPLES.iter().copied().chain(choice.engines().map(whole_system)).collect();
    match choice.only {
        None => [LINT, SIZE, CLIPPY, NATIVE, COMPONENT, &end_to_end].concat(),
        Some(Only::Lint) => [LINT, CLIPPY].concat(),
        Some(Only::Native) => NATIVE.to_vec(),
        Some(Only::Component) => COMPONENT.to_vec(),
        Some(Only::E2e) => end_to_end,
    }
}

/// One stage per engine, so that the name of a failed stage contains the engine.
fn whole_system(engine: Engine) -> Stage {
    let name = match engine {
        Engine::Chromium => "End-to-end tests in Chromium",
        Engine::Firefox => "End-to-end tests in Firefox",
        Engine::WebKit => "End-to-end tests in WebKitGTK",
    };
    (name, Work::WholeSystem(engine))
}

/// Whether the form is built first. The proxy embeds dist/, so every stage that compiles the proxy needs some dist/;
/// only the stages that test the form itself need an up-to-date dist/.
fn builds_form(project: &Project, only: Option<Only>) -> bool {
    match only {
        None | Some(Only::E2e) => true,
        Some(Only::Lint | Only::Native) => !project.dist().join("index.html").is_file(),
        Some(Only::Component) => false,
    }
}

fn wanted_tools(choice: Choice, builds_form: bool) -> Vec<Tool> {
    let mut wanted = if builds_form { FOR_WEB } else { FOR_WASM }.to_vec();
    if choice.runs(Only::Native) {
        wanted.extend([FOR_TESTS, REDIS]);
    }
    if choice.runs(Only::Component) {
        wanted.push(FOR_COMPONENT_TESTS);
        wanted.extend(Engine::Chromium.tools());
    }
    if choice.runs(Only::E2e) {
        wanted.push(FOR_TESTS);
        wanted.extend(choice.engines().flat_map(Engine::tools));
    }
    wanted
}

fn weigh(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let report = size::report(bench.project)?;
    let summary = format!("{} bytes with brotli", report.brotli_bytes);
    Ok(Outcome::of_check(report.within_budget, &summary, report.text))
}
