//! The section `[forms.page]`.

use std::fs;
use std::path::Path;

use customer_form_proxy::Settings;
use customer_form_proxy::settings::page::{LogoKind, PageSettings};

use super::{COMPLETE, env, read};

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

/// The configuration file with these lines in `[forms.page]`, which begins at line 32.
fn with(lines: &str) -> String {
    format!("{COMPLETE}[forms.page]\n{lines}\n")
}

fn page(lines: &str) -> PageSettings {
    read(&with(lines)).unwrap().forms.remove(0).page
}

/// The errors of a configuration file in a folder with the logos that the tests name.
fn mistakes(lines: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("logo.svg"), SVG).unwrap();
    fs::write(folder.path().join("text.png"), "no picture").unwrap();
    fs::write(folder.path().join("large.png"), [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 256 << 10]].concat())
        .unwrap();
    let invalid = Settings::from_toml(&with(lines), folder.path(), &env).expect_err(lines);
    invalid.mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_page_needs_no_settings() {
    assert_eq!(read(COMPLETE).unwrap().forms[0].page, PageSettings::default());
    assert_eq!(page(""), PageSettings::default());
}

#[test]
fn every_setting_is_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("logo.svg"), SVG).unwrap();
    let toml = with(
        r##"
title = "Willkommen"
introduction = """
Wer sind Sie?

Wir melden
uns."""
language = "de-CH"
logo = "logo.svg"
logo_alt = "ACME"
accent = "#0a7a3d"
accent_dark = "#7fd"
terms_url = "https://acme.example/terms?v=2#a"
privacy_url = "https://acme.example/privacy"
success_url = "http://127.0.0.1:8081/thanks"
"##,
    );
    let file = folder.path().join("proxy.toml");
    fs::write(&file, toml).unwrap();
    let settings = Settings::load(&file, &env).unwrap();
    let page = &settings.forms[0].page;
    assert_eq!(page.title.as_deref(), Some("Willkommen"));
    assert_eq!(page.introduction.as_deref().unwrap(), ["Wer sind Sie?", "Wir melden uns."]);
    assert_eq!(page.language, "de-CH");
    let logo = page.logo.as_ref().unwrap();
    assert_eq!(
        (logo.content.as_ref(), logo.kind, logo.alt.as_str()),
        (SVG.as_bytes(), LogoKind::Svg, "ACME")
    );
    let accent = page.accent.unwrap();
    assert_eq!([accent.light, accent.dark].map(|colour| colour.to_string()), ["#0a7a3d", "#77ffdd"]);
    assert_eq!(page.terms_url.as_ref().unwrap().as_str(), "https://acme.example/terms?v=2#a");
    let summary = settings.summary();
    for line in [
        "  title    Willkommen\n",
        "  text     Wer sind Sie?, Wir melden uns.\n",
        "  language de-CH\n",
        "  logo     svg, 41 bytes, alternative text: ACME\n",
        "  accent   #0a7a3d with white text (contrast 5.4 to 1); on dark pages #77ffdd with black text (contrast 17.1 to 1)\n",
        "  privacy  https://acme.example/privacy\n",
        "  success  http://127.0.0.1:8081/thanks\n",
    ] {
        assert!(summary.contains(line), "{line}{summary}");
    }
}

#[test]
fn accent_with_low_contrast_gives_a_warning() {
    let settings = read(&with("accent = \"#ffee00\"")).unwrap();
    let warning = "form acme: `accent` #ffee00 has too little contrast with the page (1.20 to 1); choose a colour with at least 3 to 1";
    assert!(settings.warnings.contains(&warning.to_owned()), "{:?}", settings.warnings);
    assert!(settings.summary().contains(warning));
}

#[test]
fn empty_introduction_has_no_paragraphs() {
    assert_eq!(page("introduction = \"\"").introduction, Some(Vec::new()));
}

#[test]
fn every_mistake_is_reported_with_its_line() {
    for (lines, expected) in [
        (
            "title = \"\"",
            "line 33, forms[0].page.title: the text must be one line of 1 to 200 characters, without control characters",
        ),
        (
            "title = \"a\\nb\"",
            "line 33, forms[0].page.title: the text must be one line of 1 to 200 characters, without control characters",
        ),
        (
            "\nintroduction = \"\\u0000\"",
            "line 34, forms[0].page.introduction: the text must have at most 5000 characters, and no control characters except line breaks and tabs",
        ),
        (
            "logo = \"none.svg\"",
            "line 33, forms[0].page.logo: cannot read the logo from the file none.svg: No such file or directory (os error 2)",
        ),
        (
            "logo = \"text.png\"",
            "line 33, forms[0].page.logo: the logo file text.png is not a PNG, JPEG, WebP or SVG picture",
        ),
        (
            "logo = \"large.png\"",
            "line 33, forms[0].page.logo: the logo file large.png has more than 262144 bytes; use a smaller file, because every visitor downloads the logo",
        ),
        (
            "logo_alt = \"ACME\"",
            "line 33, forms[0].page.logo_alt: this setting has an effect only together with `logo`; set `logo`, or remove this setting",
        ),
        (
            "logo = \"logo.svg\"\nlogo_alt = \"a\\u0007\"",
            "line 34, forms[0].page.logo_alt: the text must be one line of 0 to 200 characters, without control characters",
        ),
        (
            "accent = \"red\"",
            "line 33, forms[0].page.accent: \"red\" is not a valid colour; write the colour as \"#rrggbb\" or \"#rgb\", such as \"#1d5fd1\" or \"#06c\"",
        ),
        (
            "accent_dark = \"#fff\"",
            "line 33, forms[0].page.accent_dark: this setting has an effect only together with `accent`; set `accent`, or remove this setting",
        ),
        (
            "terms_url = \"http://acme.example/terms\"",
            "line 33, forms[0].page.terms_url: http sends visitors to this URL without encryption; use https (http is allowed only for localhost, 127.0.0.1 and [::1])",
        ),
        (
            "privacy_url = \"/privacy\"",
            "line 33, forms[0].page.privacy_url: the URL \"/privacy\" is not allowed here: write a complete URL that starts with https:// or http://",
        ),
        (
            "success_url = \"javascript:alert(1)\"",
            "line 33, forms[0].page.success_url: the URL \"javascript:alert(1)\" is not allowed here: write a complete URL that starts with https:// or http://",
        ),
        (
            "language = \"de_CH\"",
            "line 33, forms[0].page.language: \"de_CH\" is not a valid language tag; write a BCP 47 tag, such as \"en\" or \"de-CH\"",
        ),
        (
            "colour = \"#fff\"",
            "line 33, forms[0].page.colour: unknown setting; the allowed settings are: title, introduction, logo, logo_alt, accent, accent_dark, terms_url, privacy_url, success_url, language",
        ),
    ] {
        assert_eq!(mistakes(lines), [expected]);
    }
    assert_eq!(
        read(&COMPLETE.replace("photo =", "page = 1\nphoto =")).unwrap_err(),
        ["line 27, forms[0].page: expected a table, found an integer"]
    );
}

#[test]
fn logo_is_read_from_the_folder_of_the_configuration() {
    let toml = with("logo = \"logo.svg\"");
    assert!(Settings::from_toml(&toml, Path::new("/nowhere"), &env).is_err());
}
