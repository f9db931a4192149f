//! From what trunk left to what is served: everything smaller, under a name that hashes what comes out, and with the
//! addresses of what it loads filled in.
//!
//! Such a name stands for the same bytes for ever, so browsers may keep them for ever, and a page may name their hash
//! beside their address. That takes an order: a file can be named only when everything that it names is.

use super::facts::Facts;
use super::{minify, page, shorten};
use crate::error::TaskError;
use crate::files;
use crate::shell::Shell;
use crate::tools::Tools;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// The script that partner pages name. Its address stays the same, and so does that of no other.
const LOADER: &str = "embed.js";

/// What the loader imports, which becomes a part of it: a visitor asks for one file.
const LOADER_PARTS: [&str; 7] =
    ["drafts.js", "engine.js", "mistakes.js", "place.js", "sentences.js", "shade.js", "typed.js"];

/// The script that does a form's proof of work, and names the module that it does it with.
const PROOF: &str = "proof.js";

/// The document that the proxy serves, once for each form.
const PAGE: &str = "index.html";

/// How the names of what trunk makes of a crate begin, and what documents call its module and the script around it.
const MODULES: [(&str, &str, &str); 2] =
    [("customer-form", "wasm", "script"), ("proof-worker", "proof-module", "proof-script")];

/// Files that trunk copies under their own names, and what documents call them.
const COPIED: [(&str, &str); 7] = [
    ("form.css", "style"),
    ("page.css", "page-style"),
    ("page.js", "page-script"),
    ("frame.js", "frame"),
    ("explain.js", "explain"),
    ("below.js", "below"),
    ("page-frame.js", "page-frame"),
];

/// How many bytes of a hash a name has: enough to tell any two files of any two builds apart.
const HASH_BYTES: usize = 8;

/// Works in `folder`, where trunk has just built.
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

/// Fills in what a script names, and makes it smaller.
fn complete(shell: &Shell, tools: &Tools<'_>, script: &Path, facts: &Facts) -> Result<(), TaskError> {
    write(script, &facts.fill_all(script, &read(script)?)?)?;
    minify::with(shell, tools, script, &["--bundle".to_owned()])
}

/// The wasm modules, the scripts around them, and what trunk only copied.
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

/// Publishes the loader under a name for ever, too, and tells the page where everything is.
fn finish(folder: &Path, mut facts: Facts) -> Result<(), TaskError> {
    let loader = folder.join(LOADER);
    let versioned = hashed_name(&loader, "embed", ".js")?;
    fs::copy(&loader, folder.join(&versioned)).map_err(TaskError::file("copy", &loader))?;
    facts.add(folder, "embed", &versioned)?;

    let page = folder.join(PAGE);
    // What is left in it is about a form, which the proxy knows.
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

/// The one file in `folder` whose name begins and ends like this.
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
