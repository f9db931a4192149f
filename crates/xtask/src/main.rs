//! The project's commands: `cargo xtask serve`, `test`, `build`, `size`, `fuzz`, and the steps that they are made of.
//!
//! It imports none of the workspace's crates, so it builds in seconds and works while they do not.

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
