//! Tests of cleaned file names.

use super::*;
use customer_form_contract::file::visible;
use proptest::prelude::*;

#[test]
fn harmless_names_are_unchanged() {
    for name in [
        "contract.pdf",
        "Lebenslauf (2) – Ångström & Söhne's 100%;.tar.gz",
        "履歴書.docx",
        "سيرة.pdf",
        "👩‍🚀.png",
        "no extension",
        "two  spaces ",
        "a..b",
    ] {
        assert_eq!(clean(name), name);
    }
}

#[test]
fn harmful_parts_are_removed() {
    for (name, expected) in [
        ("", "file"),
        (".", "file"),
        ("..", "file"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\cv.pdf", "cv.pdf"),
        ("a/", "file"),
        (".htaccess", "file.htaccess"),
        ("..pdf", "file.pdf"),
        ("...a.pdf", "a.pdf"),
        ("a\0.pdf", "a.pdf"),
        ("a\r\nContent-Type: text/html\r\n\r\n.pdf", "html.pdf"),
        ("a\"; name=\"email.pdf", "a_; name=_email.pdf"),
        ("invoice\u{202E}fdp.exe", "invoicefdp.exe"),
        ("a\u{2066}b\u{2069}\u{200F}.pdf", "ab.pdf"),
        ("\u{202E}", "file"),
        (" ", "file"),
        ("\u{200E}.pdf", "file.pdf"),
    ] {
        assert_eq!(clean(name), expected, "{name:?}");
    }
}

#[test]
fn long_name_is_cut_in_the_middle_and_keeps_its_extension() {
    let cleaned = clean(&format!("{}.tar.gz", "ü".repeat(200)));
    assert!(cleaned.len() <= MAX_BYTES && cleaned.ends_with("ü.tar.gz"), "{cleaned}");
    let cleaned = clean(&format!("a.{}", "x".repeat(300)));
    assert_eq!(cleaned.len(), MAX_BYTES);
}

#[test]
fn photo_name_gets_the_extension_of_its_format() {
    assert_eq!(clean_photo("1000012345", Some(ImageFormat::WebP)), "1000012345.webp");
    assert_eq!(clean_photo("me.", Some(ImageFormat::Png)), "me.png");
    assert_eq!(clean_photo("", Some(ImageFormat::Gif)), "file.gif");
    for (name, expected) in [
        ("me.jpg", "me.jpg"),
        ("ME.JPEG", "ME.JPEG"),
        ("me.jfif", "me.jpg"),
        ("me.pjpeg", "me.jpg"),
        ("me.PNG", "me.jpg"),
        ("IMG_0001.HEIC", "IMG_0001.jpg"),
        ("IMG_0001.MPO", "IMG_0001.jpg"),
        ("me.jpg_large", "me.jpg"),
        ("me.jpg.HEIC", "me.jpg"),
        ("me.php.HEIC", "me.jpg"),
        ("me.html", "me.jpg"),
        ("me.svg.", "me.jpg"),
        ("St. Moritz", "St. Moritz.jpg"),
        ("J. Smith, 2.5", "J. Smith, 2.5.jpg"),
        ("1.2.2026", "1.2.2026.jpg"),
        (".HEIC", "file.jpg"),
        ("me\u{200b}.HE\u{200d}IC", "me.jpg"),
    ] {
        assert_eq!(clean_photo(name, Some(ImageFormat::Jpeg)), expected, "{name}");
    }
    let long = clean_photo(&format!("{}.HEIC", "ü".repeat(200)), Some(ImageFormat::Jpeg));
    assert!(long.len() <= MAX_BYTES && long.ends_with("ü.jpg"), "{long}");
}

#[test]
fn extension_becomes_the_listed_name_of_its_format() {
    let formats = ["PDF", "JPG", "tiff", "tar.gz"].map(str::to_owned);
    for (name, expected) in [
        ("a.pdf", "a.pdf"),
        ("a.JPG", "a.JPG"),
        ("a.JPEG", "a.jpg"),
        ("a.b.jfif", "a.b.jpg"),
        ("a.tif", "a.tiff"),
        ("a.tgz", "a.tar.gz"),
        (".jpeg", "file.jpg"),
        (".tar.gz", "file.tar.gz"),
        ("a.jp\u{200b}eg", "a.jpg"),
        ("a.png", "a.png"),
    ] {
        assert_eq!(clean_listed(name, &formats), expected, "{name}");
    }
    assert_eq!(clean_listed("a.jpeg", &[]), "a.jpeg");
    assert_eq!(clean_listed("a.jpeg", &["JPG".to_owned(), "JPEG".to_owned()]), "a.jpeg");
}

#[test]
fn characters_without_width_are_removed() {
    for (name, expected) in [
        ("a\u{200b}b.pdf", "ab.pdf"),
        ("\u{feff}a.pdf\u{200b}", "a.pdf"),
        ("a.p\u{ad}df", "a.pdf"),
        ("a\u{200d}b\u{200c}.pdf", "ab.pdf"),
        ("\u{3164}\u{115f}.pdf", "file.pdf"),
        ("\u{2060}\u{200d}", "file"),
        ("\u{2800}", "file"),
        ("a\u{fe0f}\u{e0041}\u{e007f}.pdf", "a.pdf"),
        ("é\u{200d}.pdf", "é.pdf"),
        ("é\u{200d}\u{200d}é.pdf", "é\u{200d}é.pdf"),
        ("日\u{e0100}.доку\u{200d}мент", "日\u{e0100}.документ"),
    ] {
        assert_eq!(clean(name), expected, "{name:?}");
    }
    for shaped in
        ["👩\u{200d}🚀.pdf", "❤\u{fe0f}\u{200d}🔥.pdf", "می\u{200c}خواهم.pdf", "क्\u{200d}ष.pdf", "✔\u{fe0f}"]
    {
        assert_eq!(clean(shaped), shaped, "a character that changes its neighbours is kept");
    }
}

fn is_joiner(c: char) -> bool {
    is_selector(c) || matches!(c, '\u{200C}' | '\u{200D}')
}

fn names() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        ".", "/", "\\", "\"", "\0", "\r\n", "\u{202E}", "\u{200F}", "a", "é", ".pdf", " ", "漢", "'", "%22",
        "\u{200B}", "\u{200D}", "\u{FE0F}", "\u{3164}", "🚀",
    ]);
    prop_oneof![any::<String>(), prop::collection::vec(odd, 0..200).prop_map(|parts| parts.concat())]
}

proptest! {
    #[test]
    fn every_cleaned_name_is_harmless(name in names()) {
        let cleaned = clean(&name);
        prop_assert!(!cleaned.is_empty() && cleaned.len() <= MAX_BYTES);
        prop_assert!(!cleaned.starts_with('.'));
        prop_assert!(!cleaned.contains(['/', '\\', '"', '\0', '\r', '\n']));
        prop_assert!(!cleaned.chars().any(|c| is_hidden(c) && !is_joiner(c)));
        prop_assert!(!is_blank(&cleaned));
        prop_assert_eq!(clean(&cleaned), cleaned.clone(), "cleaning twice changes nothing");
    }

    #[test]
    fn an_allowed_extension_is_kept(stem in names(), extension in "[a-zA-Z0-9]{1,8}") {
        let cleaned = clean(&format!("{stem}.{extension}"));
        prop_assert!(ends_in(&cleaned, &extension), "{cleaned}");
    }

    #[test]
    fn accepted_name_ends_in_a_listed_format(stem in names(), place in 0..8_usize, end in names()) {
        let formats = ["PDF", "JPG", "tif", "tar.gz"].map(str::to_owned);
        let extensions = ["pdf", "JPEG", "jfif", "tiff", "TGZ", "tar.gz", "jp\u{200b}g", "exe"];
        let name = format!("{stem}.{}{end}", extensions[place]);
        let visible = visible(&name);
        if formats.iter().any(|format| has_format(&visible, format)) {
            let cleaned = clean_listed(&name, &formats);
            prop_assert!(formats.iter().any(|format| ends_in(&cleaned, format)), "{cleaned}");
        }
    }

    #[test]
    fn photo_name_ends_in_the_extension_of_its_format(name in names()) {
        let named = clean_photo(&name, Some(ImageFormat::Png));
        prop_assert!(named.ends_with(".png") || ends_in(&named, "png"), "{named}");
        prop_assert!(named.len() <= MAX_BYTES && !named.starts_with('.'), "{named}");
    }
}
