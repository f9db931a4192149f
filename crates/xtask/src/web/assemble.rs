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
const LOADER_PARTS: &str = "drafts early element engine mistakes notices placeholder prefill shade typed";

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
    let mut output = Output::new(folder);
    let script = folder.join(output.only("customer-form", ".js")?);
    shorten::names(bench, &script, &folder.join(output.only("customer-form", "_bg.wasm")?))?;
    output.name_everything()?;
    output.fill_file(PROOF)?;
    minify(bench, &folder.join(PROOF), &["--bundle"])?;
    output.rename("proof", PROOF, "proof", ".js")?;
    let parts: Vec<_> = LOADER_PARTS.split_whitespace().map(|part| format!("{part}.js")).collect();
    parts.iter().try_for_each(|part| output.fill_file(part))?;
    output.fill_file(LOADER)?;
    minify(bench, &folder.join(LOADER), &["--bundle"])?;
    parts.iter().try_for_each(|part| fs::remove_file(folder.join(part)))?;
    output.finish()
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

/// The path under which the proxy serves all files of dist/ except the page. Trunk.toml contains the same path.
const PUBLIC: &str = "/assets/";

/// The built files in a folder, and their addresses and hashes for documents that refer to them: placeholders and their
/// values. `{{style}}` is replaced by the address of a file, and `{{style-integrity}}` by the hash with which a browser
/// checks the file.
#[derive(Debug)]
struct Output<'a> {
    folder: &'a Path,
    facts: Vec<(String, String)>,
}

impl<'a> Output<'a> {
    fn new(folder: &'a Path) -> Self {
        Self { folder, facts: Vec::new() }
    }

    /// Renames the wasm modules, the scripts around them, and the copied files.
    fn name_everything(&mut self) -> Result<(), TaskError> {
        for (stem, module_fact, script_fact) in MODULES {
            let old = self.only(stem, "_bg.wasm")?;
            let module = self.rename(module_fact, &old, stem, "_bg.wasm")?;
            let script = self.only(stem, ".js")?;
            let path = self.folder.join(&script);
            fs::write(&path, fs::read_to_string(&path)?.replace(&old, &module))?;
            self.rename(script_fact, &script, stem, ".js")?;
        }
        for (file, name) in COPIED {
            let (stem, ending) = file.split_at(file.rfind('.').unwrap_or(file.len()));
            self.rename(name, file, stem, ending)?;
        }
        Ok(())
    }

    /// Copies the loader to a name with a hash, and fills in the addresses in the page.
    fn finish(&mut self) -> Result<(), TaskError> {
        const COPY: &str = "copy-of-the-loader.js";
        fs::copy(self.folder.join(LOADER), self.folder.join(COPY))?;
        self.rename("embed", COPY, "embed", ".js")?;
        let page = self.folder.join(PAGE);
        // The remaining placeholders in the page are about a form; the proxy fills them in.
        Ok(fs::write(&page, self.fill(&fs::read_to_string(&page)?))?)
    }

    /// The only file whose name has this beginning and this ending.
    fn only(&self, beginning: &str, ending: &str) -> Result<String, TaskError> {
        let names = files::below(self.folder)?.into_iter().map(|file| file.display().to_string());
        let mut names = names.filter(|name| name.starts_with(beginning) && name.ends_with(ending));
        let problem = match (names.next(), names.next()) {
            (Some(name), None) => return Ok(name),
            (None, _) => "no",
            (Some(_), Some(_)) => "more than one",
        };
        Err(TaskError::malformed(self.folder, format!("{problem} {beginning}…{ending} in it")))
    }

    /// Renames `file` to `stem`, a hash of its content, and `ending`, and adds the placeholders for `name`. Returns the
    /// new name. Sixteen digits of the hash are enough to distinguish the files of all builds.
    fn rename(&mut self, name: &str, file: &str, stem: &str, ending: &str) -> Result<String, TaskError> {
        let bytes = fs::read(self.folder.join(file))?;
        let renamed = format!("{stem}-{:.16x}{ending}", Sha256::digest(&bytes));
        fs::rename(self.folder.join(file), self.folder.join(&renamed))?;
        self.facts.push((format!("{{{{{name}}}}}"), format!("{PUBLIC}{renamed}")));
        self.facts.push((format!("{{{{{name}-integrity}}}}"), integrity(&bytes)));
        Ok(renamed)
    }

    /// Replaces all known placeholders and keeps the others.
    fn fill(&self, text: &str) -> String {
        self.facts.iter().fold(text.to_owned(), |text, (placeholder, value)| text.replace(placeholder, value))
    }

    /// Replaces the placeholders in a file. An unknown placeholder is an error.
    fn fill_file(&self, name: &str) -> Result<(), TaskError> {
        let path = self.folder.join(name);
        let filled = self.fill(&fs::read_to_string(&path)?);
        match placeholder(&filled) {
            Some(unknown) => Err(TaskError::malformed(&path, format!("nothing is known of {unknown}"))),
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
    use super::{Output, integrity, without_trunk};
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
            let mut output = Output::new(folder.path());
            output.name_everything().unwrap();
            let script = output.only("customer-form", ".js").unwrap();
            let module = output.only("customer-form", "_bg.wasm").unwrap();
            let text = fs::read_to_string(folder.path().join(&script)).unwrap();
            assert_eq!(text, format!("fetch('{module}')"));
            (script, output.only("form-", ".css").unwrap())
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
        let mut output = Output::new(folder.path());
        output.name_everything().unwrap();
        output.finish().unwrap();
        let versioned = output.only("embed-", ".js").unwrap();
        let bytes = |name: &str| fs::read(folder.path().join(name)).unwrap();
        assert_eq!(bytes(&versioned), bytes("embed.js"));
        let page = String::from_utf8(bytes("index.html")).unwrap();
        assert!(page.starts_with(&format!("<a href=\"/assets/{versioned}\" integrity=\"sha384-")), "{page}");
        let style = output.only("form-", ".css").unwrap();
        assert!(page.ends_with(&format!("{{{{title}}}}</a>/assets/{style}")), "{page}");
    }

    #[test]
    fn build_needs_exactly_one_module() {
        let folder = built();
        let name_everything = || Output::new(folder.path()).name_everything();
        fs::write(folder.path().join("customer-form-2b_bg.wasm"), "").unwrap();
        let error = name_everything().unwrap_err().to_string();
        assert!(error.contains("more than one customer-form…_bg.wasm"), "{error}");
        fs::remove_file(folder.path().join("customer-form-1a_bg.wasm")).unwrap();
        fs::remove_file(folder.path().join("customer-form-2b_bg.wasm")).unwrap();
        let error = name_everything().unwrap_err().to_string();
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
        let mut output = Output::new(folder.path());
        let style = output.rename("style", "form.css", "form", ".css").unwrap();
        let filled = output.fill("{{style}} {{style-integrity}} {{title}}");
        assert_eq!(filled, format!("/assets/{style} {} {{{{title}}}}", integrity(b"a{}")));
        output.fill_file("a.js").unwrap();
        let filled = fs::read_to_string(folder.path().join("a.js")).unwrap();
        assert_eq!(filled, format!("a = {{{{}}}}; b = {{{{c: 1}}}}; '/assets/{style}'"));
    }

    #[test]
    fn unknown_placeholder_in_a_file_is_an_error() {
        let folder = testing::folder(&[("embed.js", "'{{wasm}}'")]);
        let error = Output::new(folder.path()).fill_file("embed.js").unwrap_err();
        assert!(error.to_string().ends_with("embed.js: nothing is known of {{wasm}}"));
    }

    /// The example of the W3C recommendation: the hash of `alert('Hello, world.');`.
    #[test]
    fn integrity_has_the_format_of_the_recommendation() {
        let expected = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO";
        assert_eq!(integrity(b"alert('Hello, world.');"), expected);
    }
}
