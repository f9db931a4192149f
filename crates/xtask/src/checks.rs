//! `cargo xtask test`: every check and every test of the project, each as a stage. A failed stage does not stop the
//! others.

mod component;
mod counts;
mod end_to_end;
mod exceptions;
mod hosts;
mod lint;
mod native;
mod outcome;
mod written;

use crate::error::TaskError;
use crate::progress::Progress;
use crate::project::Project;
use crate::shell::Shell;
use crate::tools::{Engine, FOR_WEB, Tool, Tools, tools_for};
use crate::{size, web};
use clap::ValueEnum;
use counts::Tally;
use outcome::CheckOutcome;
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

/// The stages to run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice {
    /// One group of stages. Default: all groups.
    pub(crate) only: Option<Only>,
    /// The one engine for the tests of the whole system. Default: all engines.
    pub(crate) engine: Option<Engine>,
}

/// The objects that every stage uses.
#[derive(Debug)]
struct Bench<'a> {
    project: &'a Project,
    shell: &'a Shell,
    tools: &'a Tools<'a>,
}

/// A stage: its printed name and its function.
type Stage = (&'static str, fn(&Bench<'_>) -> Result<CheckOutcome, TaskError>);

const LINT: &[Stage] = &[("Formatting", lint::formatting), ("Rules of the house", lint::tidy)];
const CLIPPY: &[Stage] = &[
    ("Clippy, native", lint::clippy_native),
    ("Clippy, wasm32", lint::clippy_wasm),
    ("Documentation", lint::documentation),
];
const SIZE: &[Stage] = &[("Size of the embedded form", weigh)];
const NATIVE: &[Stage] = &[("Native tests", native::tests), ("Documentation examples", native::doc_tests)];
const COMPONENT: &[Stage] = &[("Component tests in Chromium", component::tests)];
const HOSTS: &[Stage] = &[("Examples of pages with the form", hosts::build)];

/// Runs the chosen stages. The last line on stdout is `N passed, N failed`; no other line has this form.
pub(crate) fn run(project: &Project, shell: &Shell, choice: Choice) -> Result<ExitCode, TaskError> {
    let mut total = Tally::default();
    let mut failed = Vec::new();
    match run_stages(project, shell, choice, &mut total, &mut failed) {
        Err(TaskError::Stopped) => return Err(TaskError::Stopped),
        // A run that cannot get its tools has failed; it must not look like a run without tests.
        Err(error) => {
            report("Bringing the tools", &CheckOutcome::broken(error.to_string()), &mut total, &mut failed);
        }
        Ok(()) => {}
    }
    println!();
    for name in &failed {
        println!("failed: {name}");
    }
    println!("{total}");
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the stages, adds their counts to `total`, and adds the names of failed stages to `failed`. An error means
/// that the tools could not be installed, or that the user asked to stop.
fn run_stages(
    project: &Project,
    shell: &Shell,
    choice: Choice,
    total: &mut Tally,
    failed: &mut Vec<&'static str>,
) -> Result<(), TaskError> {
    let tools = Tools::new(project, shell)?;
    let builds_form = builds_form(project, choice.only);
    let missing = tools.missing(&wanted_tools(choice, builds_form))?;
    let stages = stages(choice);
    let progress = Progress::new(missing.len() + usize::from(builds_form) + stages.len(), shell.verbose());
    tools.bring(&missing, &progress)?;

    let bench = Bench { project, shell, tools: &tools };
    if builds_form {
        let outcome = match web::build(project, shell, &tools, &progress) {
            Err(TaskError::Stopped) => return Err(TaskError::Stopped),
            result => CheckOutcome::of_check(result.map(|()| Vec::new())),
        };
        report("Building the form", &outcome, total, failed);
    }
    for (name, stage) in stages {
        let step = progress.begin(name);
        let outcome = match stage(&bench) {
            Err(TaskError::Stopped) => return Err(TaskError::Stopped),
            Err(error) => CheckOutcome::broken(error.to_string()),
            Ok(outcome) => outcome,
        };
        step.finish(&outcome.summary);
        report(name, &outcome, total, failed);
    }
    Ok(())
}

fn report(name: &'static str, outcome: &CheckOutcome, total: &mut Tally, failed: &mut Vec<&'static str>) {
    if !outcome.details.is_empty() {
        println!("\n{}\n", outcome.details.trim_end());
    }
    *total += outcome.tally;
    if outcome.tally.failed > 0 {
        failed.push(name);
    }
}

/// The stages in order: fast stages first, so that a mistake shows within seconds. The form has been built before the
/// first stage if a stage needs it.
fn stages(choice: Choice) -> Vec<Stage> {
    let engines = Engine::only(choice.engine).iter().copied().map(whole_system);
    // The end-to-end tests open the examples, so the examples are built first.
    let end_to_end: Vec<_> = HOSTS.iter().copied().chain(engines).collect();
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
    match engine {
        Engine::Chromium => {
            ("End-to-end tests in Chromium", |bench| end_to_end::tests(bench, Engine::Chromium))
        }
        Engine::Firefox => ("End-to-end tests in Firefox", |bench| end_to_end::tests(bench, Engine::Firefox)),
        Engine::WebKit => ("End-to-end tests in WebKitGTK", |bench| end_to_end::tests(bench, Engine::WebKit)),
    }
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
    let mut wanted = if builds_form { FOR_WEB.to_vec() } else { vec![Tool::WasmTarget] };
    match choice.only {
        None | Some(Only::Native) => wanted.extend([Tool::Nextest, Tool::Redis]),
        Some(Only::E2e) => wanted.push(Tool::Nextest),
        Some(Only::Component) => wanted.push(Tool::WasmBindgen),
        Some(Only::Lint) => {}
    }
    wanted.extend(tools_for(engines(choice)));
    wanted
}

/// All engines that the stages need, in one list, so that one call installs all missing engines.
fn engines(choice: Choice) -> &'static [Engine] {
    match (choice.only, choice.engine) {
        (Some(Only::Lint | Only::Native), _) => &[],
        (Some(Only::Component), _) => &[Engine::Chromium],
        // The component tests always run in Chromium, independent of the chosen engine.
        (None, Some(Engine::Firefox)) => &[Engine::Chromium, Engine::Firefox],
        (None, Some(Engine::WebKit)) => &[Engine::Chromium, Engine::WebKit],
        (None | Some(Only::E2e), engine) => Engine::only(engine),
    }
}

fn weigh(bench: &Bench<'_>) -> Result<CheckOutcome, TaskError> {
    let report = size::report(bench.project)?;
    let summary = format!("{} bytes with brotli", report.brotli_bytes);
    Ok(CheckOutcome::of_check_with(report.within_budget, &summary, report.text))
}
