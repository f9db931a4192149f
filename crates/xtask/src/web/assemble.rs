//! Turns trunk's output into the files that are served. Each file is minified, gets a name that contains a hash of
//! its content, and has the addresses of the files that it loads filled in.
//!
//! The content under such a name never changes, so browsers may cache it for ever, and a page can contain the file's
//! integrity hash next to its address. The order matters: a file gets its name only after all files that it refers to
//! have theirs.

use super::{minify, shorten};
use crate::error::TaskError;
use crate::files;
use crate::tools::Bench;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fs_err as fs;
use sha2::{Digest, Sha256, Sha384};
use std::path::Path;

/// The script that partner pages load. It is the only file whose address stays the same when its content changes.
const LOADER: &str = "embed.js";

/// The names of the modules that the loader imports. They are bundled into the loader, so that a visitor downloads one
/// file.
const LOADER_PARTS: &str = "drafts element engine mistakes notices placeholder prefill shade typed";

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

/// The beginning of the elements that tell trunk what to build.
const TRUNK_MARK: &str = "<link data-trunk rel=\"rust\"";

/// Processes the files in `folder`, the output of trunk.
pub(super) fn assemble(bench: &Bench<'_>, folder: &Path) -> Result<(), TaskError> {
    let page = folder.join(PAGE);
    let cleaned = without_trunk(&fs::read_to_string(&page)?);
    let missing = || TaskError::malformed(&page, format!("no {TRUNK_MARK} … in it"));
    fs::write(&page, cleaned.ok_or_else(missing)?)?;
    for name in files::below(folder)?.iter().filter(|name| files::has_extension(name, &["js", "css"])) {
        // These two are not complete yet.
        if ![LOADER, PROOF].iter().any(|script| name == Path::new(script)) {
            minify(bench, &folder.join(name), &[])?;
        }
    }
    let script = folder.join(only(folder, "customer-form", ".js")?);
    shorten::names(bench, &script, &folder.join(only(folder, "customer-form", "_bg.wasm")?))?;
    let mut facts = name_everything(folder)?;
    complete(bench, &folder.join(PROOF), &facts)?;
    facts.rename(folder, "proof", PROOF, "proof", ".js")?;
    let parts: Vec<_> =
        LOADER_PARTS.split_whitespace().map(|part| folder.join(part).with_extension("js")).collect();
    parts.iter().try_for_each(|part| facts.fill_file(part))?;
    complete(bench, &folder.join(LOADER), &facts)?;
    parts.iter().try_for_each(fs::remove_file)?;
    finish(folder, facts)
}

/// The page without trunk's own elements, and without the empty lines that trunk leaves after removing elements. Trunk
/// removes its elements itself only if it injects a script. `None` if there is no such element.
fn without_trunk(page: &str) -> Option<String> {
    let (before, marked) = page.split_once(TRUNK_MARK)?;
    let mut kept = before.to_owned();
    for rest in marked.split(TRUNK_MARK) {
        let (_attributes, after) = rest.split_once('>')?;
        kept.push_str(after);
    }
    let lines = kept.lines().filter(|line| !line.trim().is_empty());
    Some(lines.flat_map(|line| [line, "\n"]).collect())
}

/// Fills in the addresses in a script, and bundles and minifies it.
fn complete(bench: &Bench<'_>, script: &Path, facts: &Facts) -> Result<(), TaskError> {
    facts.fill_file(script)?;
    minify(bench, script, &["--bundle"])
}

/// Renames the wasm modules, the scripts around them, and the copied files.
fn name_everything(folder: &Path) -> Result<Facts, TaskError> {
    let mut facts = Facts::default();
    for (stem, module_fact, script_fact) in MODULES {
        let old = only(folder, stem, "_bg.wasm")?;
        let module = facts.rename(folder, module_fact, &old, stem, "_bg.wasm")?;
        let script = only(folder, stem, ".js")?;
        let path = folder.join(&script);
        fs::write(&path, fs::read_to_string(&path)?.replace(&old, &module))?;
        facts.rename(folder, script_fact, &script, stem, ".js")?;
    }
    for (file, name) in COPIED {
        let (stem, ending) = file.split_at(file.rfind('.').unwrap_or(file.len()));
        facts.rename(folder, name, file, stem, ending)?;
    }
    Ok(facts)
}

/// Copies the loader to a name with a hash, and fills in the addresses in the page.
fn finish(folder: &Path, mut facts: Facts) -> Result<(), TaskError> {
    const COPY: &str = "copy-of-the-loader.js";
    fs::copy(folder.join(LOADER), folder.join(COPY))?;
    facts.rename(folder, "embed", COPY, "embed", ".js")?;
    let page = folder.join(PAGE);
    // The remaining placeholders in the page are about a form; the proxy fills them in.
    Ok(fs::write(&page, facts.fill(&fs::read_to_string(&page)?))?)
}

/// The only file in `folder` whose name has this beginning and this ending.
fn only(folder: &Path, beginning: &str, ending: &str) -> Result<String, TaskError> {
    let names = files::below(folder)?.into_iter().map(|file| file.display().to_string());
    let mut names = names.filter(|name| name.starts_with(beginning) && name.ends_with(ending));
    let problem = match (names.next(), names.next()) {
        (Some(name), None) => return Ok(name),
        (None, _) => "no",
        (Some(_), Some(_)) => "more than one",
    };
    Err(TaskError::malformed(folder, format!("{problem} {beginning}…{ending} in it")))
}

/// The path under which the proxy serves all files of dist/ except the page. Trunk.toml contains the same path.
const PUBLIC: &str = "/assets/";

/// The addresses and hashes of the built files, for documents that refer to them: placeholders and their values.
/// `{{style}}` is replaced by the address of a file, and `{{style-integrity}}` by the hash with which a browser checks
/// the file.
#[derive(Debug, Default)]
struct Facts(Vec<(String, String)>);

impl Facts {
    /// Renames `file` in `folder` to `stem`, a hash of its content, and `ending`, and adds the placeholders for `name`.
    /// Returns the new name. Sixteen digits of the hash are enough to distinguish the files of all builds.
    fn rename(
        &mut self,
        folder: &Path,
        name: &str,
        file: &str,
        stem: &str,
        ending: &str,
    ) -> Result<String, TaskError> {
        let bytes = fs::read(folder.join(file))?;
        let renamed = format!("{stem}-{:.16x}{ending}", Sha256::digest(&bytes));
        fs::rename(folder.join(file), folder.join(&renamed))?;
        self.0.push((format!("{{{{{name}}}}}"), format!("{PUBLIC}{renamed}")));
        self.0.push((format!("{{{{{name}-integrity}}}}"), integrity(&bytes)));
        Ok(renamed)
    }

    /// Replaces all known placeholders and keeps the others.
    fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (placeholder, value)| text.replace(placeholder, value))
    }

    /// Replaces the placeholders in the file at `path`. An unknown placeholder is an error.
    fn fill_file(&self, path: &Path) -> Result<(), TaskError> {
        let filled = self.fill(&fs::read_to_string(path)?);
        match placeholder(&filled) {
            Some(unknown) => Err(TaskError::malformed(path, format!("nothing is known of {unknown}"))),
            None => Ok(fs::write(path, filled)?),
        }
    }
}

/// The value of an `integrity` attribute (Subresource Integrity, W3C).
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// The first placeholder in a text: a name in double braces.
fn placeholder(text: &str) -> Option<&str> {
    text.match_indices("{{").find_map(|(start, _)| {
        let (name, _) = text.get(start + 2..)?.split_once("}}")?;
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        is_name.then(|| text.get(start..start + name.len() + 4)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::{Facts, finish, integrity, name_everything, only, without_trunk};
    use crate::files::testing;
    use std::fs;
    use tempfile::TempDir;

    fn built() -> TempDir {
        testing::folder(&[
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
        ])
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

    #[test]
    fn elements_for_trunk_are_removed_with_their_empty_lines() {
        let page = "<a>\n  <link data-trunk rel=\"rust\" data-bin=\"a\">\n    \n\n  <link data-trunk rel=\"rust\">\n<b>\n";
        assert_eq!(without_trunk(page).as_deref(), Some("<a>\n<b>\n"));
        assert_eq!(without_trunk("<head></head>"), None);
    }

    #[test]
    fn known_placeholders_are_filled_in_and_others_stay() {
        let folder = testing::folder(&[("form.css", "a{}"), ("a.js", "a = {{}}; b = {{c: 1}}; '{{style}}'")]);
        let mut facts = Facts::default();
        let style = facts.rename(folder.path(), "style", "form.css", "form", ".css").unwrap();
        let filled = facts.fill("{{style}} {{style-integrity}} {{title}}");
        assert_eq!(filled, format!("/assets/{style} {} {{{{title}}}}", integrity(b"a{}")));
        let script = folder.path().join("a.js");
        facts.fill_file(&script).unwrap();
        let filled = fs::read_to_string(script).unwrap();
        assert_eq!(filled, format!("a = {{{{}}}}; b = {{{{c: 1}}}}; '/assets/{style}'"));
    }

    #[test]
    fn unknown_placeholder_in_a_file_is_an_error() {
        let folder = testing::folder(&[("embed.js", "'{{wasm}}'")]);
        let error = Facts::default().fill_file(&folder.path().join("embed.js")).unwrap_err();
        assert!(error.to_string().ends_with("embed.js: nothing is known of {{wasm}}"));
    }

    /// The example of the W3C recommendation: the hash of `alert('Hello, world.');`.
    #[test]
    fn integrity_has_the_format_of_the_recommendation() {
        let expected = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO";
        assert_eq!(integrity(b"alert('Hello, world.');"), expected);
    }
}
