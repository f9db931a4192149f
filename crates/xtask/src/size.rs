//! `cargo xtask size`: measures what a visitor of a partner page downloads for the form, and fails above the budget.

use crate::error::TaskError;
use crate::files;
use crate::project::Project;
use crate::shell::Shell;
use crate::tools::{Bench, FOR_WEB};
use crate::web::{self, compress};
use fs_err as fs;
use indicatif::HumanCount;
use std::path::Path;
use std::process::ExitCode;

/// The budget for all files that the embedded form loads, compressed with brotli, in bytes: 100 KB.
///
/// Leptos with wasm-bindgen alone needs about 71 KB. With 100 KB, the form is ready within a second on a slow mobile
/// connection. This check shows an increase before the visitors of a partner page notice it.
pub(crate) const BUDGET_BROTLI_BYTES: u64 = 100 * 1000;

/// The loader, whose address is in the partner page.
const LOADER: &str = "embed.js";

/// The prefixes of files that the embedded form does not usually load: files of the onboarding page (`page-`), of a
/// form in an iframe (`frame-`), of a form with a proof of work (`proof-`), and the scripts for a wrongly set up
/// element (`explain-`) and for a browser that is too old (`below-`). All other scripts, stylesheets and modules in
/// dist/ count, so that a new file of the form cannot be forgotten.
const OTHER_PREFIXES: [&str; 5] = ["page-", "frame-", "proof-", "explain-", "below-"];

/// The prefix of the loader's copy, whose address never changes its content. A page loads either the loader or the
/// copy.
const COPY_PREFIX: &str = "embed-";

/// The table and the result of the check.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) text: String,
    pub(crate) within_budget: bool,
    /// The size of all files with brotli, in bytes.
    pub(crate) brotli_bytes: u64,
}

/// Builds the form, prints the table, and fails if the size is above the budget.
pub(crate) fn run(project: &Project, shell: &Shell) -> Result<ExitCode, TaskError> {
    let bench = Bench::new(project, shell, FOR_WEB, 1)?;
    web::build(&bench)?;
    let report = report(project)?;
    println!("\n{}", report.text);
    Ok(if report.within_budget { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Measures the module, the loader, and every other script and stylesheet in dist/ that the embedded form loads.
///
/// Fails if dist/ has no module or no loader, because the form cannot work without them.
pub(crate) fn report(project: &Project) -> Result<Report, TaskError> {
    let dist = project.dist();
    let (mut counted, mut not_counted) = (Vec::new(), Vec::new());
    for file in files::below(&dist)? {
        let name = file.display().to_string();
        match kind(&name) {
            Kind::Form => counted.push((name, weigh(&dist.join(&file))?)),
            Kind::Page => not_counted.push(name),
            Kind::Other => {}
        }
    }
    for (what, ending) in [("wasm module", ".wasm"), (LOADER, LOADER)] {
        if !counted.iter().any(|(name, _)| name.ends_with(ending)) {
            return Err(TaskError::malformed(&dist, format!("no {what} in it")));
        }
    }
    let total =
        counted.iter().fold([0; 3], |[a, b, c], (_, [raw, gzip, brotli])| [a + raw, b + gzip, c + brotli]);
    counted.push(("total".to_owned(), total));
    let [_, _, brotli_bytes] = total;

    let mut text = row("file", &["raw", "gzip", "brotli"].map(str::to_owned));
    for (name, sizes) in &counted {
        text += &row(name, &sizes.map(|size| HumanCount(size).to_string()));
    }
    for name in &not_counted {
        text += &format!("not counted, since a form in a page does not load it: {name}\n");
    }
    text += &verdict(brotli_bytes);
    Ok(Report { text, within_budget: brotli_bytes <= BUDGET_BROTLI_BYTES, brotli_bytes })
}

fn row(name: &str, [raw, gzip, brotli]: &[String; 3]) -> String {
    format!("{name:<44}{raw:>10}{gzip:>10}{brotli:>10}\n")
}

fn verdict(brotli: u64) -> String {
    let budget = BUDGET_BROTLI_BYTES;
    let left = if brotli <= budget { "left" } else { "too many" };
    format!("{brotli} of {budget} bytes with brotli: {} {left}", budget.abs_diff(brotli))
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// The embedded form loads this file.
    Form,
    /// The onboarding page or a form in an iframe loads this file, or the embedded form loads it only in special
    /// cases.
    Page,
    /// The file is no script, stylesheet or module (compressed copies, the page, images that are loaded when needed),
    /// or it was counted under another name.
    Other,
}

fn kind(name: &str) -> Kind {
    if !files::has_extension(Path::new(name), &["js", "css", "wasm"]) || name.starts_with(COPY_PREFIX) {
        Kind::Other
    } else if OTHER_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
        Kind::Page
    } else {
        Kind::Form
    }
}

/// The sizes of a file in bytes: uncompressed, with gzip, and with brotli. The compressed copies next to the file are the
/// ones that are served. If a copy is missing because compression did not make the file smaller, the file is compressed
/// here.
fn weigh(path: &Path) -> Result<[u64; 3], TaskError> {
    let bytes = fs::read(path)?;
    let length = |suffix, compress: compress::Compress| match compress::with_suffix(path, suffix).metadata() {
        Ok(copy) => Ok(copy.len()),
        Err(_) => compress(&bytes).map(|copy| copy.len() as u64),
    };
    Ok([bytes.len() as u64, length("gz", compress::gzip)?, length("br", compress::brotli)?])
}

#[cfg(test)]
mod tests {
    use super::{BUDGET_BROTLI_BYTES, Kind, kind, report, verdict};
    use crate::files::testing;

    #[test]
    fn size_at_the_budget_passes_and_one_byte_more_fails() {
        assert!(verdict(BUDGET_BROTLI_BYTES).ends_with(": 0 left"));
        assert!(verdict(BUDGET_BROTLI_BYTES + 1).ends_with(": 1 too many"));
    }

    #[test]
    fn only_files_that_the_embedded_form_loads_are_counted() {
        for (name, expected) in [
            ("page-1f.css", Kind::Page),
            ("proof-worker-1f_bg.wasm", Kind::Page),
            ("form-2a.css", Kind::Form),
            ("snippets/leptos/inline0.js", Kind::Form),
            ("customer-form-1f_bg.wasm.br", Kind::Other),
            ("index.html", Kind::Other),
            ("embed-3b.js", Kind::Other),
        ] {
            assert_eq!(kind(name), expected, "{name}");
        }
    }

    #[test]
    fn every_part_is_measured_by_its_compressed_copies() {
        let folder = testing::folder(&[
            ("dist/index.html", "<customer-form>"),
            ("dist/page-1f.css", "p{}"),
            ("dist/form_bg.wasm", &"wasm ".repeat(400)),
            ("dist/form_bg.wasm.br", "12345"),
            ("dist/form_bg.wasm.gz", "1234567"),
            ("dist/embed.js", "import()"),
            ("dist/embed.js.br", "123"),
            ("dist/embed.js.gz", "1234"),
        ]);
        let report = report(&testing::project(folder.path())).unwrap();
        assert_eq!((report.brotli_bytes, report.within_budget), (8, true));
        let lines: Vec<Vec<_>> = report.text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["embed.js", "8", "4", "3"]);
        assert_eq!(lines[2], ["form_bg.wasm", "2,000", "7", "5"]);
        assert_eq!(lines[3], ["total", "2,008", "11", "8"]);
        assert!(lines[4].ends_with(&["page-1f.css"]));
    }

    #[test]
    fn a_form_without_a_module_or_without_a_loader_is_an_error() {
        for (file, expected) in [("dist/embed.js", "no wasm module"), ("dist/form_bg.wasm", "no embed.js")] {
            let folder = testing::folder(&[(file, "")]);
            assert!(report(&testing::project(folder.path())).unwrap_err().to_string().contains(expected));
        }
    }
}
