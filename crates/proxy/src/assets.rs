//! The browser's files: the onboarding page, `embed.js`, and what they load. Compiled into the program.

mod encoding;
mod media_type;

use std::collections::BTreeMap;

use bytes::Bytes;
use sha2::{Digest, Sha256};

pub(crate) use encoding::Encoding;

/// `name` and content of every file that the browser build left, see `build.rs`.
static EMBEDDED: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The browser's files by name, and the two that are not served by it.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
    /// Those with an address that stays the same from release to release.
    lasting: BTreeMap<String, Asset>,
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

/// The script that partner pages load, and its types. Their names have no hash, so that the addresses stay the same.
const LASTING: [&str; 2] = ["embed.js", "customer-form.d.ts"];

impl Assets {
    /// What was compiled in. Nothing, if the browser part was not built before.
    pub fn embedded() -> Self {
        Self::new(EMBEDDED.iter().map(|(name, content)| ((*name).to_owned(), Bytes::from_static(content))))
    }

    /// Files by name. `x.br` and `x.gz` are the encodings of `x`.
    ///
    /// `index.html` is the onboarding page, in which something is filled in for each form, `embed.js` the script that
    /// partner pages load, and `customer-form.d.ts` its types. The others are served below `/assets/`.
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
        assets.lasting = LASTING.into_iter().filter_map(|name| assets.files.remove_entry(name)).collect();
        let page = assets.files.remove(PAGE);
        assets.page = page.and_then(|page| String::from_utf8(page.plain.to_vec()).ok());
        assets
    }

    /// The file at `/assets/{name}`.
    pub(crate) fn file(&self, name: &str) -> Option<&Asset> {
        self.files.get(name)
    }

    /// `embed.js` or `customer-form.d.ts`, if the browser part was built.
    pub(crate) fn lasting(&self, name: &str) -> Option<&Asset> {
        self.lasting.get(name)
    }

    /// The onboarding page of a form, if the browser part was built.
    pub(crate) fn page(&self, form: &str) -> Option<Asset> {
        let page = self.page.as_ref()?;
        Some(Asset::new(PAGE, page.replace("{{form}}", &escape(form)).into()))
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
    fn the_forms_id_cannot_leave_its_attribute() {
        assert_eq!(escape("a\"><b>'&"), "a&quot;&gt;&lt;b&gt;&#39;&amp;");
    }
}
