//! The browser's files: the onboarding page, `embed.js`, and what they load. Compiled into the program.

mod encoding;
mod media_type;

use std::collections::BTreeMap;

use bytes::Bytes;
use sha2::{Digest, Sha256};

pub(crate) use encoding::Encoding;

/// `name` and content of every file that the browser build left, see `build.rs`.
static EMBEDDED: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The browser's files by name, and the two documents with their placeholders filled in.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
    embed: Option<Asset>,
    page: Option<String>,
}

/// One file, in as many encodings as there are.
#[derive(Debug, Clone)]
pub(crate) struct Asset {
    pub(crate) media_type: &'static str,
    /// Of the bytes before encoding.
    hash: String,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// The standalone page, whose `{{form}}` is the form's id.
const PAGE: &str = "index.html";

/// The script that partner pages load. Its name has no hash, so that the address stays the same.
const EMBED: &str = "embed.js";

impl Assets {
    /// What was compiled in. Nothing, if the browser part was not built before.
    pub fn embedded() -> Self {
        Self::new(EMBEDDED.iter().map(|(name, content)| ((*name).to_owned(), Bytes::from_static(content))))
    }

    /// Files by name. `x.br` and `x.gz` are the encodings of `x`.
    ///
    /// `index.html` and `embed.js` are documents: in them `{{script}}`, `{{wasm}}` and `{{style}}` become the
    /// addresses of `customer-form-….js`, `customer-form-…_bg.wasm` and `form-….css`. The others are served
    /// below `/assets/`.
    pub fn new(files: impl IntoIterator<Item = (String, Bytes)>) -> Self {
        let all: BTreeMap<_, _> = files.into_iter().collect();
        let encoded = |name: &str| {
            let plain = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
            plain.is_some_and(|plain| all.contains_key(plain))
        };
        let mut assets = Self::default();
        for (name, content) in all.iter().filter(|(name, _)| !encoded(name)) {
            let mut asset = Asset::new(name, content.clone());
            asset.brotli = all.get(&format!("{name}.br")).cloned();
            asset.gzip = all.get(&format!("{name}.gz")).cloned();
            assets.files.insert(name.clone(), asset);
        }
        assets.page = assets.document(PAGE);
        assets.embed = assets.document(EMBED).map(|text| Asset::new(EMBED, text.into()));
        assets.files.remove(PAGE);
        assets.files.remove(EMBED);
        assets
    }

    /// The file at `/assets/{name}`.
    pub(crate) fn file(&self, name: &str) -> Option<&Asset> {
        self.files.get(name)
    }

    /// `embed.js`, if the browser part was built.
    pub(crate) fn embed(&self) -> Option<&Asset> {
        self.embed.as_ref()
    }

    /// The onboarding page of a form, if the browser part was built.
    pub(crate) fn page(&self, form: &str) -> Option<Asset> {
        let page = self.page.as_ref()?;
        Some(Asset::new(PAGE, page.replace("{{form}}", &escape(form)).into()))
    }

    /// A document with the addresses of what it loads. `None`: the document is missing, or something it names.
    fn document(&self, name: &str) -> Option<String> {
        let mut text = String::from_utf8(self.files.get(name)?.plain.to_vec()).ok()?;
        for (placeholder, prefix, suffix) in [
            ("{{script}}", "customer-form-", ".js"),
            ("{{wasm}}", "customer-form-", "_bg.wasm"),
            ("{{style}}", "form-", ".css"),
        ] {
            if text.contains(placeholder) {
                let mut names = self.files.keys();
                let file = names.find(|name| name.starts_with(prefix) && name.ends_with(suffix))?;
                text = text.replace(placeholder, &format!("/assets/{file}"));
            }
        }
        Some(text)
    }
}

impl Asset {
    fn new(name: &str, plain: Bytes) -> Self {
        // Half of the hash tells any two files of a build apart.
        let hash: String = Sha256::digest(&plain).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self { media_type: media_type::of(name), hash, plain, brotli: None, gzip: None }
    }

    /// A strong validator (RFC 9110, 8.8.3): another one for each encoding, since their bytes differ.
    pub(crate) fn etag(&self, encoding: Encoding) -> String {
        let encoding = encoding.name().unwrap_or("id");
        format!("\"{}-{encoding}\"", self.hash)
    }

    /// The smallest encoding that a request's `Accept-Encoding` takes.
    pub(crate) fn encoded(&self, accept: Option<&str>) -> (Encoding, Bytes) {
        for (encoding, content) in [(Encoding::Brotli, &self.brotli), (Encoding::Gzip, &self.gzip)] {
            if let Some(content) = content.as_ref().filter(|_| encoding.is_accepted(accept)) {
                return (encoding, content.clone());
            }
        }
        (Encoding::Identity, self.plain.clone())
    }
}

/// For text and for attribute values in HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_name_the_files_of_their_build() {
        let assets = Assets::new(
            [
                ("embed.js", "import('{{script}}', '{{wasm}}', '{{style}}')"),
                ("customer-form-1a.js", "x"),
                ("customer-form-1a_bg.wasm", "y"),
                ("form-2b.css", "z"),
                ("page-3c.css", "p"),
            ]
            .map(|(name, content)| (name.to_owned(), Bytes::from(content))),
        );
        let (_, embed) = assets.embed().unwrap().encoded(None);
        let expected = "import('/assets/customer-form-1a.js', '/assets/customer-form-1a_bg.wasm', '/assets/form-2b.css')";
        assert_eq!(embed, expected);
    }

    #[test]
    fn a_document_that_names_a_missing_file_is_not_served() {
        let assets = Assets::new([("embed.js".to_owned(), Bytes::from("import('{{script}}')"))]);
        assert!(assets.embed().is_none());
    }

    #[test]
    fn the_forms_id_cannot_leave_its_attribute() {
        assert_eq!(escape("a\"><b>'&"), "a&quot;&gt;&lt;b&gt;&#39;&amp;");
    }
}
