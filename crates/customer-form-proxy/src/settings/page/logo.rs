//! `logo` and `logo_alt`: the picture above the heading.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;
use customer_form_contract::ImageFormat;

use super::{SettingsProblem, line};
use crate::settings::section::Section;

/// The picture above the heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// The file's content when the configuration file was read.
    pub content: Bytes,
    /// The format, by the file's content and not by its name.
    pub kind: LogoKind,
    /// The alternative text (WCAG 2.2, 1.1.1). Default: empty, which suits a picture whose words also stand beside it.
    /// A picture with words that the title does not have needs them here.
    pub alt: String,
}

/// The formats that a logo can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant has the name of its format")]
pub enum LogoKind {
    Png,
    Jpeg,
    WebP,
    Svg,
}

/// The largest logo in bytes. A visitor waits for the logo before the form: 256 KiB take two seconds on a slow line,
/// and no logo needs more.
const MAX_BYTES: u64 = 256 << 10;

impl LogoKind {
    /// The extension of the published file.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Svg => "svg",
        }
    }
}

pub(super) fn read(section: &mut Section<'_>, folder: &Path) -> Option<Logo> {
    let has_logo = section.has("logo");
    let logo = section.text("logo", |file| picture(folder, file));
    let alt = section.text("logo_alt", |text| line(text, 0));
    if alt.is_some() && !has_logo {
        section.report("logo_alt", SettingsProblem::Without { key: "logo" });
    }
    logo.map(|(content, kind)| Logo { content, kind, alt: alt.unwrap_or_default() })
}

fn picture(folder: &Path, file: &str) -> Result<(Bytes, LogoKind), SettingsProblem> {
    let written = || file.to_owned();
    let content = beginning(&folder.join(file))
        .map_err(|error| SettingsProblem::LogoFile { file: written(), why: error.to_string() })?;
    if content.len() as u64 > MAX_BYTES {
        return Err(SettingsProblem::LogoTooLarge { file: written(), max_bytes: MAX_BYTES });
    }
    let kind = kind(&content).ok_or_else(|| SettingsProblem::NotALogo { file: written() })?;
    Ok((content.into(), kind))
}

/// Reads the file, or its first `MAX_BYTES + 1` bytes if it is too large.
fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut content)?;
    Ok(content)
}

fn kind(content: &[u8]) -> Option<LogoKind> {
    match ImageFormat::sniff(content) {
        Some(ImageFormat::Png) => Some(LogoKind::Png),
        Some(ImageFormat::Jpeg) => Some(LogoKind::Jpeg),
        Some(ImageFormat::WebP) => Some(LogoKind::WebP),
        Some(ImageFormat::Gif) => None,
        None => std::str::from_utf8(content).ok().filter(|text| is_svg(text)).map(|_| LogoKind::Svg),
    }
}

/// Whether the root element of an XML text is `svg`. A declaration, comments and a document type may stand before it.
fn is_svg(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<!DOCTYPE") => {
                // A document type may contain declarations in brackets.
                let inside = rest.find('[').zip(rest.find('>')).is_some_and(|(open, end)| open < end);
                if inside { "]>" } else { ">" }
            }
            _ => break,
        };
        let Some((_, after)) = rest.split_once(end) else { return false };
        rest = after.trim_start();
    }
    let after = rest.strip_prefix("<svg").and_then(|after| after.chars().next());
    after.is_some_and(|c| c.is_whitespace() || matches!(c, '>' | '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logo_format_is_detected_from_the_content() {
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n..."), Some(LogoKind::Png));
        assert_eq!(kind(b"\xff\xd8\xff\xe0..."), Some(LogoKind::Jpeg));
        assert_eq!(kind(b"RIFF\0\0\0\0WEBP..."), Some(LogoKind::WebP));
        for svg in [
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "\u{feff}<?xml version=\"1.0\"?>\n<!-- > --><svg>",
            "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"svg11.dtd\">\n<svg\nwidth=\"1\">",
            "<!DOCTYPE svg [ <!ENTITY a \"b\"> ]><svg>",
        ] {
            assert_eq!(kind(svg.as_bytes()), Some(LogoKind::Svg), "{svg}");
        }
        for other in [
            &b""[..],
            b"GIF89a...",
            b"<!doctype html><svg>",
            b"<html><svg>",
            b"<svgx>",
            b"<?xml",
            b"<!-- <svg>",
            b"\xfe\xff\0<",
            b"svg",
        ] {
            assert_eq!(kind(other), None, "{other:?}");
        }
    }
}
