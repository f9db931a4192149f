//! The addresses and hashes of the built files, for documents that refer to them. `{{style}}` is replaced by the
//! address of a file, and `{{style-integrity}}` by the hash with which a browser checks the file.

use crate::error::TaskError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fs_err as fs;
use sha2::{Digest, Sha384};
use std::path::Path;

/// The path under which the proxy serves all files of dist/ except the page. Trunk.toml contains the same path.
const PUBLIC: &str = "/assets/";

/// Placeholders and their values.
#[derive(Debug, Default)]
pub(super) struct Facts(Vec<(String, String)>);

impl Facts {
    /// Adds the placeholders for `name`: the file `file` in `folder`, whose content must not change afterwards.
    pub(super) fn add(&mut self, folder: &Path, name: &str, file: &str) -> Result<(), TaskError> {
        let bytes = fs::read(folder.join(file))?;
        self.0.push((format!("{{{{{name}}}}}"), format!("{PUBLIC}{file}")));
        self.0.push((format!("{{{{{name}-integrity}}}}"), integrity(&bytes)));
        Ok(())
    }

    /// Replaces all known placeholders and keeps the others.
    pub(super) fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (placeholder, value)| text.replace(placeholder, value))
    }

    /// Replaces the placeholders in the file at `path`. An unknown placeholder is an error.
    pub(super) fn fill_file(&self, path: &Path) -> Result<(), TaskError> {
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
    use super::{Facts, integrity};
    use crate::files::testing;
    use std::fs;

    #[test]
    fn known_placeholders_are_filled_in_and_others_stay() {
        let folder =
            testing::folder(&[("form-1a.css", "a{}"), ("a.js", "a = {{}}; b = {{c: 1}}; '{{style}}'")]);
        let mut facts = Facts::default();
        facts.add(folder.path(), "style", "form-1a.css").unwrap();
        let filled = facts.fill("{{style}} {{style-integrity}} {{title}}");
        assert_eq!(filled, format!("/assets/form-1a.css {} {{{{title}}}}", integrity(b"a{}")));
        let script = folder.path().join("a.js");
        facts.fill_file(&script).unwrap();
        assert_eq!(fs::read_to_string(script).unwrap(), "a = {{}}; b = {{c: 1}}; '/assets/form-1a.css'");
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
