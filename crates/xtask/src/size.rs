//! `cargo xtask size`: measures what a visitor of a partner page downloads for the form, and fails above the budget.

use crate::error::TaskError;
use crate::files;
use crate::project::Project;
use crate::shell::Shell;
use crate::tools::{Bench, FOR_WEB};
use crate::web;
use fs_err as fs;
use indicatif::HumanCount;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The budget for all files that the embedded form loads, compressed with brotli, in bytes: 100 KB.
///
/// Leptos with wasm-bindgen alone needs about 71 KB. With 100 KB, the form is ready within a second on a slow mobile
/// connection. This check shows an increase before the visitors of a partner page notice it.
pub(crate) const BUDGET_BROTLI_BYTES: u64 = 100 * 1000;

/// The loader, whose address is in the partner page.
const LOADER: &str = "embed.js";

/// The prefixes of files that the embedded form does not usually load: files of the onboarding page (`page-`), of a
/// form in an iframe (`frame-`), of a form with a proof of work (`proof-`), the scripts for a wrongly set up element
/// (`explain-`) and for a browser that is too old (`below-`), and the loader's copy, which a page loads instead of the
/// loader (`embed-`). All other scripts, stylesheets and modules in dist/ count, so that a new file of the form cannot
/// be forgotten.
const OTHER_PREFIXES: [&str; 6] = ["page-", "frame-", "proof-", "explain-", "below-", "embed-"];

/// Builds the form, prints the table, and fails if the size is above the budget.
pub(crate) fn run(shell: &Shell) -> Result<ExitCode, TaskError> {
    let bench = Bench::new(shell, FOR_WEB, 1)?;
    web::build(&bench)?;
    let (table, brotli) = report(&shell.project)?;
    println!("\n{table}");
    Ok(if brotli <= BUDGET_BROTLI_BYTES { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Measures the module, the loader, and every other script and stylesheet in dist/ that the embedded form loads.
/// Returns the table, and the size of all files with brotli in bytes.
///
/// Fails if dist/ has no module or no loader, because the form cannot work without them.
pub(crate) fn report(project: &Project) -> Result<(String, u64), TaskError> {
    let dist = project.dist();
    let loadable = |file: &PathBuf| files::has_extension(file, &["js", "css", "wasm"]);
    let names = files::below(&dist)?.into_iter().filter(loadable).map(|file| file.display().to_string());
    let is_other = |name: &String| OTHER_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    let (not_counted, counted): (Vec<_>, Vec<_>) = names.partition(is_other);
    for (what, ending) in [("wasm module", ".wasm"), (LOADER, LOADER)] {
        if !counted.iter().any(|name| name.ends_with(ending)) {
            return Err(TaskError::malformed(&dist, format!("no {what} in it")));
        }
    }
    let mut text = row("file", ["raw", "gzip", "brotli"]);
    let mut total = [0; 3];
    for name in &counted {
        let sizes = weigh(&dist.join(name))?;
        text += &row(name, sizes.map(HumanCount));
        total.iter_mut().zip(sizes).for_each(|(sum, size)| *sum += size);
    }
    text += &row("total", total.map(HumanCount));
    for name in &not_counted {
        text += &format!("not counted, since a form in a page does not load it: {name}\n");
    }
    let [_, _, brotli] = total;
    text += &verdict(brotli);
    Ok((text, brotli))
}

fn row(name: &str, cells: [impl Display; 3]) -> String {
    let [raw, gzip, brotli] = cells.map(|cell| cell.to_string());
    format!("{name:<44}{raw:>10}{gzip:>10}{brotli:>10}\n")
}

fn verdict(brotli: u64) -> String {
    let budget = BUDGET_BROTLI_BYTES;
    let left = if brotli <= budget { "left" } else { "too many" };
    format!("{brotli} of {budget} bytes with brotli: {} {left}", budget.abs_diff(brotli))
}

/// The sizes of a file in bytes: uncompressed, with gzip, and with brotli. The compressed copies next to the file are
/// the ones that are served. A copy is missing if compression did not make the file smaller; then the file itself is
/// served.
fn weigh(path: &Path) -> Result<[u64; 3], TaskError> {
    let raw = fs::metadata(path)?.len();
    let [gzip, brotli] = ["gz", "br"]
        .map(|suffix| path.with_added_extension(suffix).metadata().map_or(raw, |copy| copy.len()));
    Ok([raw, gzip, brotli])
}

#[cfg(test)]
mod tests {
    use super::{BUDGET_BROTLI_BYTES, report, verdict};
    use crate::files::testing;

    #[test]
    fn size_at_the_budget_passes_and_one_byte_more_fails() {
        assert!(verdict(BUDGET_BROTLI_BYTES).ends_with(": 0 left"));
        assert!(verdict(BUDGET_BROTLI_BYTES + 1).ends_with(": 1 too many"));
    }

    #[test]
    fn only_loaded_files_are_measured_by_their_compressed_copies() {
        let folder = testing::folder(&[
            ("dist/index.html", "<customer-form>"),
            ("dist/page-1f.css", "p{}"),
            ("dist/proof-worker-1f_bg.wasm", "wasm"),
            ("dist/form_bg.wasm", &"wasm ".repeat(400)),
            ("dist/form_bg.wasm.br", "12345"),
            ("dist/form_bg.wasm.gz", "1234567"),
            ("dist/embed.js", "import()"),
            ("dist/embed-3b.js", "import()"),
            ("dist/snippets/leptos/inline0.js", "1"),
        ]);
        let (table, brotli) = report(&testing::project(folder.path())).unwrap();
        assert_eq!(brotli, 14);
        let lines: Vec<Vec<_>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["embed.js", "8", "8", "8"]);
        assert_eq!(lines[2], ["form_bg.wasm", "2,000", "7", "5"]);
        assert_eq!(lines[3], ["snippets/leptos/inline0.js", "1", "1", "1"]);
        assert_eq!(lines[4], ["total", "2,009", "16", "14"]);
        let others: Vec<_> = lines[5..8].iter().filter_map(|line| line.last().copied()).collect();
        assert_eq!(others, ["embed-3b.js", "page-1f.css", "proof-worker-1f_bg.wasm"]);
    }

    #[test]
    fn a_form_without_a_module_or_without_a_loader_is_an_error() {
        for (file, expected) in [("dist/embed.js", "no wasm module"), ("dist/form_bg.wasm", "no embed.js")] {
            let folder = testing::folder(&[(file, "")]);
            assert!(report(&testing::project(folder.path())).unwrap_err().to_string().contains(expected));
        }
    }
}
