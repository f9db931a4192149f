//! Determines which files the embedded form loads, and their sizes.

use crate::error::TaskError;
use crate::files;
use crate::project::Project;
use crate::web::compress::{brotli, gzip, with_suffix};
use std::fs;
use std::path::Path;

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

/// The sizes of a file in bytes: uncompressed, with gzip, and with brotli.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sizes {
    pub(super) raw: u64,
    pub(super) gzip: u64,
    pub(super) brotli: u64,
}

impl Sizes {
    /// The sums of both.
    pub(super) fn plus(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

/// A file that the embedded form loads.
#[derive(Debug)]
pub(super) struct Weighed {
    pub(super) name: String,
    pub(super) sizes: Sizes,
}

/// The files in dist/, divided into two groups.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) counted: Vec<Weighed>,
    /// Scripts, stylesheets and modules that the embedded form does not load at the start.
    pub(super) not_counted: Vec<String>,
}

/// Measures the module, the loader, and every other script and stylesheet in dist/ that the embedded form loads.
///
/// Fails if dist/ has no module or no loader, because the form cannot work without them.
pub(super) fn files(project: &Project) -> Result<Loaded, TaskError> {
    let dist = project.dist();
    let mut loaded = Loaded { counted: Vec::new(), not_counted: Vec::new() };
    for file in files::below(&dist)? {
        let name = file.display().to_string();
        match kind(&name) {
            Kind::Form => loaded.counted.push(Weighed { sizes: weigh(&dist.join(&file))?, name }),
            Kind::Page => loaded.not_counted.push(name),
            Kind::Other => {}
        }
    }
    let has = |test: fn(&str) -> bool| loaded.counted.iter().any(|file| test(&file.name));
    if !has(|name| name.ends_with(".wasm")) {
        return Err(TaskError::malformed(&dist, "no wasm module in it"));
    }
    if !has(|name| name == LOADER) {
        return Err(TaskError::malformed(&dist, "no embed.js in it"));
    }
    Ok(loaded)
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
    match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("js" | "css" | "wasm") if OTHER_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) => {
            Kind::Page
        }
        Some("js") if name.starts_with(COPY_PREFIX) => Kind::Other,
        Some("js" | "css" | "wasm") => Kind::Form,
        _ => Kind::Other,
    }
}

/// Measures a file. The compressed copies next to it are the ones that are served. If a copy is missing because
/// compression did not make the file smaller, the file is compressed here.
fn weigh(path: &Path) -> Result<Sizes, TaskError> {
    let bytes = fs::read(path).map_err(TaskError::file("read", path))?;
    let length = |suffix, compress: fn(&[u8]) -> std::io::Result<Vec<u8>>| match fs::metadata(with_suffix(
        path, suffix,
    )) {
        Ok(copy) => Ok(copy.len()),
        Err(_) => compress(&bytes).map(|copy| copy.len() as u64).map_err(TaskError::file("compress", path)),
    };
    Ok(Sizes { raw: bytes.len() as u64, gzip: length("gz", gzip)?, brotli: length("br", brotli)? })
}

#[cfg(test)]
mod tests {
    use super::{Kind, files, kind};
    use crate::project::Project;
    use std::fs;
    use tempfile::TempDir;

    fn project(files: &[(&str, &str)]) -> (TempDir, Project) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        for (name, text) in files {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let project = Project { target: root.join("target"), tools: root.join(".tools"), root };
        (folder, project)
    }

    #[test]
    fn only_files_of_the_page_are_not_counted() {
        assert_eq!(kind("page-1f.css"), Kind::Page);
        assert_eq!(kind("proof-worker-1f_bg.wasm"), Kind::Page);
        assert_eq!(kind("form-2a.css"), Kind::Form);
        assert_eq!(kind("snippets/leptos/inline0.js"), Kind::Form);
    }

    #[test]
    fn compressed_copies_page_and_second_loader_are_not_counted() {
        for name in ["customer-form-1f_bg.wasm.br", "form-2a.css.gz", "index.html", "embed-3b.js"] {
            assert_eq!(kind(name), Kind::Other, "{name}");
        }
    }

    #[test]
    fn every_part_is_measured_by_its_compressed_copies() {
        let (_folder, project) = project(&[
            ("dist/index.html", "<customer-form>"),
            ("dist/page-1f.css", "p{}"),
            ("dist/form_bg.wasm", "wasm wasm wasm"),
            ("dist/form_bg.wasm.br", "12345"),
            ("dist/form_bg.wasm.gz", "1234567"),
            ("dist/embed.js", "import()"),
            ("dist/embed-3b.js", "import()"),
        ]);
        let loaded = files(&project).unwrap();
        let names: Vec<_> = loaded.counted.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["embed.js", "form_bg.wasm"]);
        let module = loaded.counted[1].sizes;
        assert_eq!((module.raw, module.gzip, module.brotli), (14, 7, 5));
        assert!(loaded.counted[0].sizes.brotli > 0);
        assert_eq!(loaded.not_counted, ["page-1f.css"]);
    }

    #[test]
    fn a_form_without_a_module_or_without_a_loader_is_an_error() {
        let (_folder, without_module) = project(&[("dist/embed.js", "")]);
        assert!(files(&without_module).unwrap_err().to_string().contains("no wasm module"));
        let (_folder, without_loader) = project(&[("dist/form_bg.wasm", "")]);
        assert!(files(&without_loader).unwrap_err().to_string().contains("no embed.js"));
    }
}
