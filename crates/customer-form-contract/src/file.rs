//! The properties of a file that validation needs.

/// A file that the visitor chose: the properties that the rules look at, without the file's bytes.
///
/// ```
/// use customer_form_contract::{FileInfo, ImageFormat};
/// let bytes = b"GIF89a...";
/// let file = FileInfo { name: "me.gif".into(), bytes: bytes.len() as u64, image: ImageFormat::sniff(bytes) };
/// assert_eq!(file.image, Some(ImageFormat::Gif));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// The file's name, as the visitor's system reported it.
    pub name: String,
    /// The file's size in bytes.
    pub bytes: u64,
    /// The image format that the file's first bytes show, see [`ImageFormat::sniff`]. `None`: none of the four formats.
    pub image: Option<ImageFormat>,
}

/// The image formats that a profile photo may have.
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

/// The number of bytes at the start of a file that [`ImageFormat::sniff`] needs. WebP's signature is the longest and
/// ends at the 12th byte.
pub const SNIFFED_BYTES: usize = 12;

impl ImageFormat {
    /// Every format that a photo may have.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Gif, Self::WebP];

    /// Detects the format by the file's signature (WHATWG MIME Sniffing, 6.1, and the specifications of the formats).
    /// `None`: none of the four formats.
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

    /// The media type as registered with IANA.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }

    /// The file name extensions of the format that are in general use, the usual one first. The table in
    /// [`crate::format`] has more extensions for JPEG.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::WebP => &["webp"],
        }
    }
}

/// The part of the name after its last dot. `None` if the name has no dot or ends in a dot.
///
/// ```
/// use customer_form_contract::file::extension;
/// assert_eq!(extension("plan.tar.GZ"), Some("GZ"));
/// assert_eq!(extension("plan"), None);
/// ```
pub fn extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| !extension.is_empty())
}

/// The name without the characters that have no visible form and no width. Example: some systems put a direction mark
/// at the start of a name. The rules compare a file's format with the end of this visible name, and the proxy sends the
/// same end to the CRM.
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
