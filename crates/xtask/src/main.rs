//! The commands of the project: `cargo xtask serve`, `test`, `build`, `size`, `fuzz`, and the steps that they consist
//! of.
//!
//! This program imports no crate of the workspace, so it builds in seconds and works even while other crates do not
//! compile.

#![allow(clippy::print_stdout, reason = "a command-line tool prints")]

mod cli;
mod error;
mod files;
mod progress;
mod project;
mod shell;

mod lockfile;
mod tools;

mod binary;
mod checks;
mod fuzz;
mod serve;
mod size;
mod tidy;
mod web;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\n{error}");
            ExitCode::FAILURE
        }
    }
}
