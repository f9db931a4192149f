//! What validation needs to know of a file.

/// A file that somebody chose: all that a rule looks at, without its bytes.
///
/// ```
/// use customer_form_contract::{FileInfo, ImageFormat};
/// let bytes = b"GIF89a...";
/// let file = FileInfo { name: "me.gif".into(), bytes: bytes.len() as u64, image: ImageFormat::sniff(bytes) };
/// assert_eq!(file.image, Some(ImageFormat::Gif));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// Its name, as the visitor's system gave it.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What its first bytes say, see [`ImageFormat::sniff`].
    pub image: Option<ImageFormat>,
}

/// The raster formats that a profile photo may have.
///
/// ```
/// use customer_form_contract::ImageFormat;
/// assert_eq!(ImageFormat::Jpeg.media_type(), "image/jpeg");
/// assert!(ImageFormat::Jpeg.extensions().contains(&"jpeg"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum ImageFormat {
    Jpeg,
    Png,
    Gif,
    WebP,
}

/// How many bytes from a file's start [`ImageFormat::sniff`] looks at: WebP's mark ends at the 12th.
pub const SNIFFED_BYTES: usize = 12;

impl ImageFormat {
    /// Every format a photo may have.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Gif, Self::WebP];

    /// Reads the format from the file's signature (WHATWG MIME Sniffing, 6.1, and the formats' own
    /// specifications). `None`: none of the four.
    ///
    /// ```
    /// use customer_form_contract::ImageFormat;
    /// assert_eq!(ImageFormat::sniff(b"GIF89a\x01\x00"), Some(ImageFormat::Gif));
    /// assert_eq!(ImageFormat::sniff(b"<svg xmlns="), None);
    /// ```
    pub fn sniff(head: &[u8]) -> Option<Self> {
        match head {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Self::Png),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }

    /// The media type, as registered with IANA.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }

    /// The extensions by which every system and every validation rule knows it, the usual one first. The table of
    /// [`crate::format`] has more for JPEG.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::WebP => &["webp"],
        }
    }
}

/// What stands after the name's last dot, `None` without a dot or with nothing after it.
///
/// ```
/// use customer_form_contract::file::extension;
/// assert_eq!(extension("plan.tar.GZ"), Some("GZ"));
/// assert_eq!(extension("plan"), None);
/// ```
pub fn extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| !extension.is_empty())
}

/// The name as people see it: without the characters that show nothing and take no room, such as the marks of
/// direction that some systems begin a name with. A file's format is what this name ends in, and the proxy sends no
/// other ending to the CRM.
///
/// ```
/// use customer_form_contract::file::visible;
/// assert_eq!(visible("\u{200e}plan.pdf\u{200b}"), "plan.pdf");
/// ```
pub fn visible(name: &str) -> String {
    name.chars().filter(|c| !crate::text::is_invisible(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_identify_the_four_photo_formats() {
        assert_eq!(ImageFormat::sniff(&[0xFF, 0xD8, 0xFF, 0xE0]), Some(ImageFormat::Jpeg));
        assert_eq!(ImageFormat::sniff(b"\x89PNG\r\n\x1a\n"), Some(ImageFormat::Png));
        assert_eq!(ImageFormat::sniff(b"GIF87a"), Some(ImageFormat::Gif));
        assert_eq!(ImageFormat::sniff(b"RIFF\x00\x00\x00\x00WEBP"), Some(ImageFormat::WebP));
        for other in
            [&b""[..], b"\xFF\xD8", b"RIFF\x00\x00\x00\x00WAVE", b"GIF88a", b"%PDF-1.7", b"<html>", b"BM"]
        {
            assert_eq!(ImageFormat::sniff(other), None, "{other:?}");
        }
    }

    #[test]
    fn extension_follows_the_last_dot() {
        assert_eq!(extension("a.b.C"), Some("C"));
        assert_eq!(extension(".htaccess"), Some("htaccess"));
        assert_eq!(extension("a."), None);
        assert_eq!(extension("a"), None);
    }
}
