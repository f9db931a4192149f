//! `cargo xtask size`: measures what a visitor of a partner page downloads for the form, and fails above the budget.

mod loaded;
mod table;

use crate::error::TaskError;
use crate::progress::Progress;
use crate::project::Project;
use crate::shell::Shell;
use crate::tools::{FOR_WEB, Tools};
use crate::web;
use loaded::Sizes;
use std::process::ExitCode;

/// The budget for all files that the embedded form loads, compressed with brotli, in bytes: 100 KB.
///
/// Leptos with wasm-bindgen alone needs about 71 KB. With 100 KB, the form is ready within a second on a slow mobile
/// connection. This check shows an increase before the visitors of a partner page notice it.
pub(crate) const BUDGET_BROTLI_BYTES: u64 = 100 * 1000;

/// Builds the form, prints the table, and fails if the size is above the budget.
pub(crate) fn run(project: &Project, shell: &Shell) -> Result<ExitCode, TaskError> {
    let tools = Tools::new(project, shell)?;
    let missing = tools.missing(FOR_WEB)?;
    let progress = Progress::new(missing.len() + 1, shell.verbose());
    tools.bring(&missing, &progress)?;
    web::build(project, shell, &tools, &progress)?;
    let report = report(project)?;
    println!("\n{}", report.text);
    Ok(if report.within_budget { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The table and the result of the check.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) text: String,
    pub(crate) within_budget: bool,
    /// The size of all files with brotli, in bytes.
    pub(crate) brotli_bytes: u64,
}

/// Measures the files in dist/.
pub(crate) fn report(project: &Project) -> Result<Report, TaskError> {
    let loaded = loaded::files(project)?;
    let total = loaded.counted.iter().map(|file| file.sizes).fold(Sizes::default(), Sizes::plus);
    let within_budget = total.brotli <= BUDGET_BROTLI_BYTES;
    let mut text = table::render(&loaded.counted, total);
    for name in &loaded.not_counted {
        text.push_str(&format!("not counted, since a form in a page does not load it: {name}\n"));
    }
    text.push_str(&verdict(total.brotli));
    Ok(Report { text, within_budget, brotli_bytes: total.brotli })
}

fn verdict(brotli: u64) -> String {
    let budget = BUDGET_BROTLI_BYTES;
    if brotli <= budget {
        format!("{brotli} of {budget} bytes with brotli: {} left", in_bytes(budget - brotli))
    } else {
        format!("{brotli} of {budget} bytes with brotli: {} too many", in_bytes(brotli - budget))
    }
}

fn in_bytes(count: u64) -> String {
    if count == 1 { "1 byte".to_owned() } else { format!("{count} bytes") }
}

#[cfg(test)]
mod tests {
    use super::{BUDGET_BROTLI_BYTES, verdict};

    #[test]
    fn size_at_the_budget_passes_and_one_byte_more_fails() {
        assert!(verdict(BUDGET_BROTLI_BYTES).ends_with(": 0 bytes left"));
        assert!(verdict(BUDGET_BROTLI_BYTES + 1).ends_with(": 1 byte too many"));
    }
}
