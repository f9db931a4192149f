//! The parts of the page above and below the form. maud escapes every value.

use maud::{Markup, html};

use crate::settings::PageSettings;

/// The logo, the heading and the introduction. `logo` is the logo's path.
pub(super) fn header(page: &PageSettings, logo: Option<&str>) -> Markup {
    // The default texts are English, whatever the language of the page is.
    let english = |own: bool| own.then_some("en");
    html! {
        @if let (Some(logo), Some(address)) = (&page.logo, logo) {
            img class="page__logo" src=(address) alt=(logo.alt);
        }
        h1 class="page__title" lang=[english(page.title.is_none())] dir="auto" { (title(page)) }
        @match &page.introduction {
            Some(paragraphs) => {
                @for paragraph in paragraphs { p class="page__introduction" dir="auto" { (paragraph) } }
            }
            None => { p class="page__introduction" lang=[english(true)] { (PageSettings::INTRODUCTION) } }
        }
    }
}

/// The links. They open in new tabs, so that a visitor who reads the terms does not lose what was typed.
pub(super) fn footer(page: &PageSettings) -> Markup {
    let links = [("Terms", &page.terms_url), ("Privacy", &page.privacy_url)];
    let links: Vec<_> = links.into_iter().filter_map(|(name, url)| Some((name, url.as_ref()?))).collect();
    html! {
        @if !links.is_empty() {
            div class="page__links" lang="en" {
                @for (name, url) in links {
                    a href=(url) target="_blank" rel="noopener" { (name) }
                }
            }
        }
    }
}

pub(super) fn title(page: &PageSettings) -> &str {
    page.title.as_deref().unwrap_or(PageSettings::TITLE)
}
