//! Turns trunk's output into the files that are served. Each file is minified, gets a name that contains a hash of
//! its content, and has the addresses of the files that it loads filled in.
//!
//! The content under such a name never changes, so browsers may cache it for ever, and a page can contain the file's
//! integrity hash next to its address. The order matters: a file gets its name only after all files that it refers to
//! have theirs.

use super::facts::Facts;
use super::{minify, page, shorten};
use crate::error::TaskError;
use crate::files;
use crate::shell::Shell;
use crate::tools::Tools;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// The script that partner pages load. It is the only file whose address stays the same when its content changes.
const LOADER: &str = "embed.js";

/// The modules that the loader imports. They are bundled into the loader, so that a visitor downloads one file.
const LOADER_PARTS: [&str; 9] = [
    "drafts.js",
    "element.js",
    "engine.js",
    "mistakes.js",
    "notices.js",
    "placeholder.js",
    "prefill.js",
    "shade.js",
    "typed.js",
];

/// The script that computes a form's proof of work. It contains the address of the wasm module for this.
const PROOF: &str = "proof.js";

/// The document that the proxy serves, once for each form.
const PAGE: &str = "index.html";

/// For each crate that trunk builds: the beginning of the file names, and the placeholder names for its module and
/// for the script around the module.
const MODULES: [(&str, &str, &str); 2] =
    [("customer-form", "wasm", "script"), ("proof-worker", "proof-module", "proof-script")];

/// Files that trunk copies under their own names, and the placeholder names for them.
const COPIED: [(&str, &str); 7] = [
    ("form.css", "style"),
    ("page.css", "page-style"),
    ("page.js", "page-script"),
    ("frame.js", "frame"),
    ("explain.js", "explain"),
    ("below.js", "below"),
    ("page-frame.js", "page-frame"),
];

/// The number of hash bytes in a file name. Eight bytes are enough to distinguish the files of all builds.
const HASH_BYTES: usize = 8;

/// Processes the files in `folder`, the output of trunk.
pub(super) fn assemble(shell: &Shell, tools: &Tools<'_>, folder: &Path) -> Result<(), TaskError> {
    page::clean(folder)?;
    minify::all(shell, tools, folder, &[LOADER, PROOF])?;
    shorten::names(
        shell,
        tools,
        &folder.join(only(folder, "customer-form", ".js")?),
        &folder.join(only(folder, "customer-form", "_bg.wasm")?),
    )?;
    let mut facts = name_everything(folder)?;
    complete(shell, tools, &folder.join(PROOF), &facts)?;
    facts.add(folder, "proof", &rename(folder, PROOF, "proof", ".js")?)?;
    for part in LOADER_PARTS {
        let path = folder.join(part);
        write(&path, &facts.fill_all(&path, &read(&path)?)?)?;
    }
    complete(shell, tools, &folder.join(LOADER), &facts)?;
    for part in LOADER_PARTS {
        let path = folder.join(part);
        fs::remove_file(&path).map_err(TaskError::file("remove", &path))?;
    }
    finish(folder, facts)
}

/// Fills in the addresses in a script, and bundles and minifies it.
fn complete(shell: &Shell, tools: &Tools<'_>, script: &Path, facts: &Facts) -> Result<(), TaskError> {
    write(script, &facts.fill_all(script, &read(script)?)?)?;
    minify::with(shell, tools, script, &["--bundle".to_owned()])
}

/// Renames the wasm modules, the scripts around them, and the copied files.
fn name_everything(folder: &Path) -> Result<Facts, TaskError> {
    let mut facts = Facts::default();
    for (stem, module_fact, script_fact) in MODULES {
        let old = only(folder, stem, "_bg.wasm")?;
        let module = rename(folder, &old, stem, "_bg.wasm")?;
        facts.add(folder, module_fact, &module)?;

        let script = only(folder, stem, ".js")?;
        let path = folder.join(&script);
        write(&path, &read(&path)?.replace(&old, &module))?;
        facts.add(folder, script_fact, &rename(folder, &script, stem, ".js")?)?;
    }
    for (file, name) in COPIED {
        let (stem, ending) = file.split_at(file.rfind('.').unwrap_or(file.len()));
        facts.add(folder, name, &rename(folder, file, stem, ending)?)?;
    }
    Ok(facts)
}

/// Copies the loader to a name with a hash, and fills in the addresses in the page.
fn finish(folder: &Path, mut facts: Facts) -> Result<(), TaskError> {
    let loader = folder.join(LOADER);
    let versioned = hashed_name(&loader, "embed", ".js")?;
    fs::copy(&loader, folder.join(&versioned)).map_err(TaskError::file("copy", &loader))?;
    facts.add(folder, "embed", &versioned)?;

    let page = folder.join(PAGE);
    // The remaining placeholders in the page are about a form; the proxy fills them in.
    write(&page, &facts.fill(&read(&page)?))
}

/// Renames `file` to `stem`, a hash of its content, and `ending`.
fn rename(folder: &Path, file: &str, stem: &str, ending: &str) -> Result<String, TaskError> {
    let path = folder.join(file);
    let name = hashed_name(&path, stem, ending)?;
    fs::rename(&path, folder.join(&name)).map_err(TaskError::file("rename", &path))?;
    Ok(name)
}

fn hashed_name(path: &Path, stem: &str, ending: &str) -> Result<String, TaskError> {
    let bytes = fs::read(path).map_err(TaskError::file("read", path))?;
    let hash: String =
        Sha256::digest(bytes).iter().take(HASH_BYTES).map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{stem}-{hash}{ending}"))
}

/// The only file in `folder` whose name has this beginning and this ending.
fn only(folder: &Path, beginning: &str, ending: &str) -> Result<String, TaskError> {
    let names = files::below(folder)?.into_iter().map(|file| file.display().to_string());
    let mut names = names.filter(|name| name.starts_with(beginning) && name.ends_with(ending));
    match (names.next(), names.next()) {
        (Some(name), None) => Ok(name),
        (None, _) => Err(TaskError::malformed(folder, format!("no {beginning}…{ending} in it"))),
        (Some(_), Some(_)) => {
            Err(TaskError::malformed(folder, format!("more than one {beginning}…{ending} in it")))
        }
    }
}

fn read(path: &Path) -> Result<String, TaskError> {
    fs::read_to_string(path).map_err(TaskError::file("read", path))
}

fn write(path: &Path, text: &str) -> Result<(), TaskError> {
    fs::write(path, text).map_err(TaskError::file("write", path))
}

#[cfg(test)]
mod tests {
    use super::{finish, name_everything, only};
    use std::fs;
    use tempfile::TempDir;

    fn built() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("proof-worker_bg.wasm", "proof"),
            ("proof-worker.js", "fetch('proof-worker_bg.wasm')"),
            ("customer-form-1a_bg.wasm", "module"),
            ("customer-form-1a.js", "fetch('customer-form-1a_bg.wasm')"),
            ("form.css", ":host{}"),
            ("page.css", "body{}"),
            ("page.js", "let a"),
            ("frame.js", "frame()"),
            ("explain.js", "explain()"),
            ("below.js", "stand()"),
            ("page-frame.js", "framed()"),
            ("embed.js", "import(1)"),
            ("index.html", "<a href=\"{{embed}}\" integrity=\"{{embed-integrity}}\">{{title}}</a>{{style}}"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn changed_file_changes_its_hash_and_that_of_its_users() {
        let names = |module: &str| {
            let folder = built();
            fs::write(folder.path().join("customer-form-1a_bg.wasm"), module).unwrap();
            name_everything(folder.path()).unwrap();
            let script = only(folder.path(), "customer-form", ".js").unwrap();
            let module = only(folder.path(), "customer-form", "_bg.wasm").unwrap();
            let text = fs::read_to_string(folder.path().join(&script)).unwrap();
            assert_eq!(text, format!("fetch('{module}')"));
            (script, only(folder.path(), "form-", ".css").unwrap())
        };
        let (script, style) = names("module");
        assert_eq!(names("module"), (script.clone(), style.clone()));
        let (other_script, same_style) = names("another");
        assert_ne!(other_script, script);
        assert_eq!(same_style, style);
    }

    #[test]
    fn loader_has_two_names_and_page_uses_the_hashed_name() {
        let folder = built();
        let facts = name_everything(folder.path()).unwrap();
        finish(folder.path(), facts).unwrap();
        let versioned = only(folder.path(), "embed-", ".js").unwrap();
        let bytes = |name: &str| fs::read(folder.path().join(name)).unwrap();
        assert_eq!(bytes(&versioned), bytes("embed.js"));
        let page = String::from_utf8(bytes("index.html")).unwrap();
        assert!(page.starts_with(&format!("<a href=\"/assets/{versioned}\" integrity=\"sha384-")), "{page}");
        let style = only(folder.path(), "form-", ".css").unwrap();
        assert!(page.ends_with(&format!("{{{{title}}}}</a>/assets/{style}")), "{page}");
    }

    #[test]
    fn build_needs_exactly_one_module() {
        let folder = built();
        fs::write(folder.path().join("customer-form-2b_bg.wasm"), "").unwrap();
        let error = name_everything(folder.path()).unwrap_err().to_string();
        assert!(error.contains("more than one customer-form…_bg.wasm"), "{error}");
        fs::remove_file(folder.path().join("customer-form-1a_bg.wasm")).unwrap();
        fs::remove_file(folder.path().join("customer-form-2b_bg.wasm")).unwrap();
        let error = name_everything(folder.path()).unwrap_err().to_string();
        assert!(error.contains("no customer-form…_bg.wasm"), "{error}");
    }
}
