//! The formats of files: one table for the `accept` attribute, the format rule and the proxy's check of signatures.
//!
//! The extension of a file's name decides its format. The media type is not used: Windows takes the media type from the
//! registry, where any program may change it. The table lists the names of each format after IANA's registrations,
//! PRONOM and the tables of the operating systems. Files with two names of the same row have the same content, so each
//! name of a row is accepted in place of the others.

/// The kind of bytes that a file of a format begins with. The proxy has the byte patterns.
#[cfg(feature = "crm")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Signature {
    Pdf,
    Zip,
    /// A ZIP file. A document with a password is an OLE compound file (MS-OFFCRYPTO, 2.3.4).
    Ooxml,
    /// An OLE compound file (MS-CFB).
    Ole,
    /// An OLE compound file, or RTF: Word itself saves RTF as `.doc`.
    Word,
    Rtf,
    Jpeg,
    Png,
    Gif,
    WebP,
    Bmp,
    Tiff,
    /// An ISO base media file with a HEIF brand (ISO/IEC 23008-12), a still image or a sequence.
    Heif,
    /// An ISO base media file with an AVIF brand.
    Avif,
    Psd,
    SevenZip,
    Rar,
    Gzip,
    Bzip2,
    Xz,
    Tar,
    /// A program, a script or a web page. The proxy accepts such content only because the form configuration lists the
    /// format.
    Active,
    /// Any content except a program or a web page. Audio and video formats are in this group, because their signatures
    /// have too many exceptions.
    Passive,
}

/// The table of formats. The browser gets only the rows with several names.
macro_rules! formats {
    (several { $($names:literal $signature:ident,)+ } one { $($name:literal $of_one:ident,)+ }) => {
        /// The names of every format that has several names, the usual name first. A space follows each name but the
        /// last, and a slash ends each format.
        const SEVERAL: &str = concat!($($names, "/"),+);

        #[cfg(feature = "crm")]
        const SIGNATURES: &[(&str, Signature)] =
            &[$(($names, Signature::$signature),)+ $(($name, Signature::$of_one),)+];
    };
}

formats! {
    several {
        "jpg jpeg jpe jfif pjpeg pjp" Jpeg,
        "tif tiff" Tiff,
        "bmp dib" Bmp,
        "heic heif hif heics heifs" Heif,
        "avif avifs" Avif,
        "jp2 jpg2" Passive,
        "djvu djv" Passive,
        "txt text" Passive,
        "md markdown" Passive,
        "yml yaml" Passive,
        "vcf vcard" Passive,
        "htm html" Active,
        "xhtml xht" Active,
        "mht mhtml" Active,
        "mpg mpeg mpe" Passive,
        "mp4 m4v mpg4" Passive,
        "mov qt" Passive,
        "3gp 3gpp" Passive,
        "mp3 mpga" Passive,
        "aif aiff" Passive,
        "ogg oga" Passive,
        "wav wave" Passive,
        "mid midi" Passive,
        "tgz tar.gz" Gzip,
        "tbz2 tbz tar.bz2" Bzip2,
        "txz tar.xz" Xz,
    }
    one {
        "pdf" Pdf,
        "docx" Ooxml, "docm" Ooxml, "dotx" Ooxml, "dotm" Ooxml, "xlsx" Ooxml, "xlsm" Ooxml, "xlsb" Ooxml,
        "xltx" Ooxml, "xltm" Ooxml, "pptx" Ooxml, "pptm" Ooxml, "ppsx" Ooxml, "ppsm" Ooxml, "potx" Ooxml,
        "potm" Ooxml, "vsdx" Ooxml,
        "odt" Zip, "ods" Zip, "odp" Zip, "odg" Zip, "ott" Zip, "ots" Zip, "otp" Zip,
        "pages" Zip, "numbers" Zip, "key" Zip, "epub" Zip, "zip" Zip,
        "doc" Word, "dot" Word,
        "xls" Ole, "xlt" Ole, "ppt" Ole, "pps" Ole, "pot" Ole, "vsd" Ole, "mpp" Ole, "msg" Ole, "pub" Ole,
        "rtf" Rtf,
        "mpo" Jpeg, "png" Png, "gif" Gif, "webp" WebP, "psd" Psd,
        "7z" SevenZip, "rar" Rar, "gz" Gzip, "bz2" Bzip2, "xz" Xz, "tar" Tar,
        "svg" Active, "xml" Active, "exe" Active, "dll" Active, "msi" Active, "com" Active, "scr" Active,
        "bin" Active, "wasm" Active, "class" Active, "jar" Active, "php" Active, "phtml" Active, "phar" Active,
        "asp" Active, "aspx" Active, "jsp" Active, "cgi" Active, "sh" Active, "bat" Active, "cmd" Active,
        "ps1" Active, "vbs" Active, "js" Active, "mjs" Active, "py" Active, "pl" Active, "rb" Active,
    }
}

/// The other names of a format, the usual name first. ASCII case is ignored. Empty for a format with a single name.
///
/// ```
/// use customer_form_contract::format::aliases;
/// assert_eq!(aliases("TIFF").collect::<Vec<_>>(), ["tif"]);
/// assert_eq!(aliases("pdf").count(), 0);
/// ```
pub fn aliases(format: &str) -> impl Iterator<Item = &'static str> {
    let names = |row: &'static str| row.split(' ');
    let is_it = |name: &&str| name.eq_ignore_ascii_case(format);
    let row = SEVERAL.split('/').find(|row| names(row).any(|name| is_it(&name))).unwrap_or_default();
    names(row).filter(move |name| !name.is_empty() && !is_it(name))
}

/// The value of an `accept` attribute (HTML, 4.10.5.1.17): the extensions of each format, with the format's other
/// names. Media types are not listed: browsers know the media types of common extensions, and systems disagree about
/// the others.
///
/// ```
/// use customer_form_contract::format::accept;
/// assert_eq!(accept(&["PDF".to_owned(), "tif".to_owned()]), ".pdf,.tif,.tiff");
/// ```
pub fn accept(formats: &[String]) -> String {
    let mut accepted: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        let extension = [".", &name.to_ascii_lowercase()].concat();
        if !accepted.contains(&extension) {
            accepted.push(extension);
        }
    };
    for format in formats {
        add(format);
        aliases(format).for_each(&mut add);
    }
    accepted.join(",")
}

/// Whether the name ends in a dot and the format, or in a dot and another name of the format. `Plan.PDF` has the format
/// `pdf`, and `scan.jpeg` has the format `JPG`. Only ASCII case is ignored: format names are ASCII, and the case tables
/// of Unicode would add 12 KB to the browser's download.
///
/// ```
/// use customer_form_contract::format::has_format;
/// assert!(has_format("archive.tar.GZ", "tar.gz"));
/// assert!(has_format("archive.tgz", "tar.gz"));
/// assert!(!has_format("plan.docx", "doc"));
/// ```
pub fn has_format(name: &str, format: &str) -> bool {
    ends_in(name, format) || aliases(format).any(|alias| ends_in(name, alias))
}

/// Whether the name ends in a dot and this extension. ASCII case is ignored.
///
/// ```
/// use customer_form_contract::format::ends_in;
/// assert!(ends_in("scan.JPEG", "jpeg") && !ends_in("scan.jpeg", "jpg"));
/// ```
pub fn ends_in(name: &str, extension: &str) -> bool {
    // The comparison starts at the end and stops at the first difference, because names and lists of formats may be
    // long.
    let mut name = name.bytes().rev();
    let mut extension = extension.bytes().rev();
    extension.all(|byte| name.next().is_some_and(|other| other.eq_ignore_ascii_case(&byte)))
        && name.next() == Some(b'.')
}

/// The kind of bytes that a file with this name begins with. `None` for a format that is not in the table.
///
/// ```
/// use customer_form_contract::format::{Signature, signature};
/// assert_eq!(signature("scan.JPE"), Some(Signature::Jpeg));
/// assert_eq!(signature("plan.dwg"), None);
/// ```
#[cfg(feature = "crm")]
pub fn signature(name: &str) -> Option<Signature> {
    let is_it = |names: &str| names.split(' ').any(|extension| ends_in(name, extension));
    SIGNATURES.iter().find(|(names, _)| is_it(names)).map(|(_, signature)| *signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// The names of every format, the usual name first.
    fn rows() -> impl Iterator<Item = Vec<&'static str>> {
        SIGNATURES.iter().map(|(names, _)| names.split(' ').collect())
    }

    #[test]
    fn formats_are_compared_without_case_and_behind_a_dot() {
        assert!(has_format("Plan.PDF", "pdf"));
        assert!(has_format("archive.tar.gz", "tar.gz"));
        assert!(has_format("ПАСПОРТ.документ", "документ"));
        assert!(!has_format("паспорт.ДОКУМЕНТ", "документ"));
        assert!(has_format(".pdf", "PDF"));
        assert!(!has_format("pdf", "pdf"));
        assert!(!has_format("", "pdf"));
        assert!(!has_format("planpdf", "pdf"));
        assert!(!has_format("plan.pdf.exe", "pdf"));
        assert!(!has_format("plan.docx", "doc"));
        assert!(!has_format("scanjpeg", "jpg"));
    }

    #[test]
    fn every_name_of_a_format_matches_its_other_names() {
        for names in rows() {
            for listed in &names {
                for name in &names {
                    assert!(has_format(&format!("a.{name}"), &listed.to_uppercase()), "{name} for {listed}");
                }
                let accepted = accept(&[listed.to_uppercase()]);
                let accepted: HashSet<_> = accepted.split(',').collect();
                let expected: Vec<_> = names.iter().map(|name| format!(".{name}")).collect();
                assert_eq!(accepted, expected.iter().map(String::as_str).collect(), "{listed}");
            }
        }
    }

    #[test]
    fn no_name_belongs_to_two_formats() {
        let mut seen = HashSet::new();
        for name in rows().flatten() {
            assert!(seen.insert(name), "{name} twice");
            assert_eq!(name, name.to_ascii_lowercase());
            // No name is the end of another format's name. The exceptions, such as `gz` in `tar.gz`, have the same
            // signature.
            for (names, of_other) in SIGNATURES {
                for other in names.split(' ') {
                    let packed = ends_in(other, name);
                    assert!(!packed || signature(&format!("a.{name}")) == Some(*of_other), "{name} {other}");
                }
            }
        }
        assert!(seen.len() > 100);
    }

    #[test]
    fn browser_table_is_the_start_of_the_proxy_table() {
        let browsers: Vec<_> = SEVERAL.split_terminator('/').collect();
        let (several, one) = SIGNATURES.split_at(browsers.len());
        assert!(several.iter().map(|(names, _)| *names).eq(browsers.iter().copied()));
        assert!(several.iter().all(|(names, _)| names.contains(' ')));
        assert!(one.iter().all(|(name, _)| !name.contains(' ')));
    }

    #[test]
    fn the_accept_attribute_names_each_extension_once() {
        let accept =
            |formats: &[&str]| accept(&formats.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert_eq!(accept(&[]), "");
        assert_eq!(accept(&["DOCX", "DOC"]), ".docx,.doc");
        assert_eq!(accept(&["JPEG", "jpg", "PNG"]), ".jpeg,.jpg,.jpe,.jfif,.pjpeg,.pjp,.png");
        assert_eq!(accept(&["документ"]), ".документ");
    }
}
