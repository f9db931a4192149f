//! `[forms.page]`: the texts and the look of the onboarding page. All settings are optional.

mod colour;
mod logo;

use std::path::Path;

use url::Url;

use super::section::Section;
use super::{SettingsProblem, address};

pub use colour::{Accent, Colour};
pub use logo::{Logo, LogoKind};

/// The settings of a form's onboarding page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSettings {
    /// The heading and the document's title. `None`: [`PageSettings::TITLE`].
    pub title: Option<String>,
    /// The paragraphs below the heading. An empty text has no paragraphs. `None`: [`PageSettings::INTRODUCTION`].
    pub introduction: Option<Vec<String>>,
    /// The picture above the heading. Default: none.
    pub logo: Option<Logo>,
    /// The colour of buttons and other controls. Default: the form's own colour.
    pub accent: Option<Accent>,
    /// The URL of the terms. Default: no link.
    pub terms_url: Option<Url>,
    /// The URL of the privacy notice. Default: no link.
    pub privacy_url: Option<Url>,
    /// The URL that the visitor is sent to after success. Default: none, and the form itself shows the success.
    pub success_url: Option<Url>,
    /// The language of title and introduction, as a BCP 47 tag. Default: `en`.
    pub language: String,
}

/// The longest title. Search engines and browser tabs show only a part of longer ones.
const MAX_LINE_CHARS: usize = 200;

/// The longest introduction: about two printed pages.
const MAX_TEXT_CHARS: usize = 5_000;

/// The longest language tag that every reader of tags must accept (RFC 5646, 4.4.1).
const MAX_TAG_CHARS: usize = 35;

impl PageSettings {
    /// The title of a page that has no configured title.
    pub const TITLE: &str = "Become a customer";

    /// The introduction of a page that has no configured introduction.
    pub const INTRODUCTION: &str = "Tell us who you are, and we will set up your account.";
}

impl Default for PageSettings {
    fn default() -> Self {
        Self {
            title: None,
            introduction: None,
            logo: None,
            accent: None,
            terms_url: None,
            privacy_url: None,
            success_url: None,
            language: "en".to_owned(),
        }
    }
}

/// Reads the page's settings. A relative path of the logo is resolved against `folder`.
pub(super) fn read(section: Option<Section<'_>>, folder: &Path) -> PageSettings {
    let default = PageSettings::default();
    let Some(mut section) = section else { return default };
    let title = section.text("title", |text| line(text, 1));
    let introduction = section.text("introduction", paragraphs);
    let logo = logo::read(&mut section, folder);
    let accent = colour::read(&mut section);
    let page = PageSettings {
        title,
        introduction,
        logo,
        accent,
        terms_url: section.text("terms_url", address::link),
        privacy_url: section.text("privacy_url", address::link),
        success_url: section.text("success_url", address::link),
        language: section.text("language", language).unwrap_or(default.language),
    };
    section.finish();
    page
}

/// Parses one line of at least `min_chars` characters, without the blanks around it.
fn line(text: &str, min_chars: usize) -> Result<String, SettingsProblem> {
    let text = text.trim();
    if text.chars().any(char::is_control) || !(min_chars..=MAX_LINE_CHARS).contains(&text.chars().count()) {
        return Err(SettingsProblem::NotALine { min_chars, max_chars: MAX_LINE_CHARS });
    }
    Ok(text.to_owned())
}

/// Splits a text into paragraphs, which end at a blank line.
fn paragraphs(text: &str) -> Result<Vec<String>, SettingsProblem> {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.chars().any(is_odd) || text.chars().count() > MAX_TEXT_CHARS {
        return Err(SettingsProblem::NotAText { max_chars: MAX_TEXT_CHARS });
    }
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let paragraphs = lines.split(|line| line.is_empty()).map(|lines| lines.join(" "));
    Ok(paragraphs.filter(|paragraph| !paragraph.is_empty()).collect())
}

/// Checks that a language tag is well-formed: a language of two to eight letters and subtags of one to eight letters
/// and digits (RFC 5646, 2.1). Whether the subtags exist is not checked, since that needs the registry.
fn language(text: &str) -> Result<String, SettingsProblem> {
    let mut subtags = text.split('-');
    let is_language = subtags.next().is_some_and(|language| {
        (2..=8).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let are_subtags = subtags.all(|subtag| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if is_language && are_subtags && text.len() <= MAX_TAG_CHARS {
        Ok(text.to_owned())
    } else {
        Err(SettingsProblem::NotALanguage { written: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_line_ends_a_paragraph_and_a_line_break_does_not() {
        let text = "\n  First line\n second line. \n\n \t\nLast.\r\n";
        assert_eq!(paragraphs(text).unwrap(), ["First line second line.", "Last."]);
        assert_eq!(paragraphs(" \n\n").unwrap(), [""; 0]);
        for wrong in ["\0".to_owned(), "\u{1b}[31m".to_owned(), "é".repeat(MAX_TEXT_CHARS + 1)] {
            assert_eq!(paragraphs(&wrong), Err(SettingsProblem::NotAText { max_chars: MAX_TEXT_CHARS }));
        }
        assert!(paragraphs(&"é".repeat(MAX_TEXT_CHARS)).is_ok());
    }

    #[test]
    fn title_is_one_line_and_not_blank() {
        assert_eq!(line(" Welcome </title> ", 1).unwrap(), "Welcome </title>");
        for wrong in ["", "  ", "two\nlines", &"é".repeat(MAX_LINE_CHARS + 1)] {
            assert!(line(wrong, 1).is_err(), "{wrong:?}");
        }
        assert_eq!(line(" ", 0).unwrap(), "");
        assert!(line(&"é".repeat(MAX_LINE_CHARS), 1).is_ok());
    }

    #[test]
    fn language_tags_are_accepted_and_other_text_is_refused() {
        for tag in ["en", "de-CH", "zh-Hant-TW", "es-419", "sl-rozaj-biske-1994", "yue"] {
            assert_eq!(language(tag).as_deref(), Ok(tag));
        }
        for other in ["", "e", "de_CH", "de-", "-de", "german language", "de-\"", "deutschland", "12"] {
            assert!(language(other).is_err(), "{other}");
        }
    }
}
