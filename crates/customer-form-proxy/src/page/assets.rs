//! The browser's files: the onboarding page, `embed.js`, and the files that they load. They are compiled into the
//! program.

mod compress;
mod encoding;
mod media_type;

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::page::short_hash::short_hash;

pub(crate) use encoding::Encoding;
pub(crate) use media_type::SVG;

/// The name and content of every file of the browser build, see `build.rs`.
static EMBEDDED: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The browser's files by name. The page and the files with a lasting URL are kept apart.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
    /// The files whose URLs stay the same from release to release, see [`LASTING`].
    lasting: BTreeMap<String, Asset>,
    page: Option<String>,
}

/// One file in all its encodings.
#[derive(Debug, Clone)]
pub(crate) struct Asset {
    pub(crate) media_type: &'static str,
    /// The hash of the bytes before encoding.
    hash: String,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// The onboarding page: a template, see [`crate::page`].
pub(crate) const PAGE: &str = "index.html";

/// The script that partner pages load, and its types. Their names contain no hash, so that their URLs stay the same.
const LASTING: [&str; 3] = ["embed.js", "customer-form.d.ts", "customer-form-react.d.ts"];

impl Assets {
    /// The files that were compiled in. There are none if the browser part was not built before.
    pub fn embedded() -> Self {
        Self::new(EMBEDDED.iter().map(|(name, content)| ((*name).to_owned(), Bytes::from_static(content))))
    }

    /// Creates the assets from files by name. `x.br` and `x.gz` are the encodings of `x`.
    ///
    /// `index.html` is the template of the onboarding page, which is filled in for each form. `embed.js` is the script
    /// that partner pages load, and `customer-form.d.ts` and `customer-form-react.d.ts` are its types. All other files
    /// are served below `/assets/`.
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

    /// `embed.js` or one of the files of its types. `None`: the browser part was not built.
    pub(crate) fn lasting(&self, name: &str) -> Option<&Asset> {
        self.lasting.get(name)
    }

    /// The stylesheet of the form itself. `None`: the browser part was not built.
    pub(crate) fn form_style(&self) -> Option<&str> {
        let style = |name: &str| name.starts_with("form-") && name.ends_with(".css");
        let (_, asset) = self.files.iter().find(|(name, _)| style(name))?;
        std::str::from_utf8(&asset.plain).ok()
    }

    /// The template of the onboarding page. `None`: the browser part was not built.
    pub(crate) fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// Adds a file under a name that contains a hash of its content. Returns the file's path.
    pub(crate) fn publish(&mut self, stem: &str, extension: &str, content: Bytes) -> String {
        let name = format!("{stem}-{}.{extension}", short_hash(&content));
        let address = format!("/assets/{name}");
        let asset = Asset::compressed(&name, content);
        self.files.insert(name, asset);
        address
    }
}

impl Asset {
    fn new(name: &str, plain: Bytes) -> Self {
        Self { media_type: media_type::of(name), hash: short_hash(&plain), plain, brotli: None, gzip: None }
    }

    /// A file that is known only at runtime. A text file is compressed with the best quality, which takes a moment.
    pub(crate) fn compressed(name: &str, plain: Bytes) -> Self {
        let mut asset = Self::new(name, plain);
        if media_type::is_text(asset.media_type) {
            asset.brotli = compress::brotli(&asset.plain, 11);
            asset.gzip = compress::gzip(&asset.plain, 9);
        }
        asset
    }

    /// A text that may change every minute. It is compressed within milliseconds with a medium quality, and so is a
    /// little larger. The end of `name` gives the media type.
    pub(crate) fn changing(name: &str, plain: Bytes) -> Self {
        let mut asset = Self::new(name, plain);
        asset.brotli = compress::brotli(&asset.plain, 5);
        asset.gzip = compress::gzip(&asset.plain, 6);
        asset
    }

    /// A strong validator (RFC 9110, 8.8.3). Each encoding has its own, since the bytes differ.
    pub(crate) fn etag(&self, encoding: Encoding) -> String {
        let encoding = encoding.name().unwrap_or("id");
        format!("\"{}-{encoding}\"", self.hash)
    }

    /// The content in the smallest encoding that the request's `Accept-Encoding` accepts.
    pub(crate) fn encoded(&self, accept: Option<&str>) -> (Encoding, Bytes) {
        for (encoding, content) in [(Encoding::Brotli, &self.brotli), (Encoding::Gzip, &self.gzip)] {
            if let Some(content) = content.as_ref().filter(|_| encoding.is_accepted(accept)) {
                return (encoding, content.clone());
            }
        }
        (Encoding::Identity, self.plain.clone())
    }
}
