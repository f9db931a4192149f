//! A form's onboarding page: the template of the browser build, filled in with the form's settings.

pub(crate) mod assets;
mod parts;
mod policy;
pub(crate) mod short_hash;
mod template;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::http::HeaderValue;
use bytes::Bytes;
use url::Url;

use crate::page::assets::{Asset, Assets, PAGE};
use crate::settings::{FormSettings, Origin, PageSettings};

/// A form's page.
pub(crate) struct Page {
    content: PageContent,
    alone: View,
    framed: Vec<View>,
}

/// One variant of the page: alone, or in a frame of one origin.
pub(crate) struct View {
    /// The origin of the page that frames this one. `None`: the page is not framed.
    frame: Option<Origin>,
    /// The Content Security Policy of this variant.
    pub(crate) policy: HeaderValue,
    /// The document without the form, rendered and compressed at the first request.
    bare: OnceLock<Option<Arc<Asset>>>,
    /// The document with the form of the current form configuration, and the revision of that configuration.
    full: Mutex<Option<(String, Arc<Asset>)>>,
}

/// The form for the page, rendered from one form configuration.
#[derive(Clone, Copy)]
pub(crate) struct RenderedForm<'a> {
    /// The revision of the form configuration.
    pub(crate) revision: &'a str,
    pub(crate) html: &'a str,
}

/// The contents of the page.
struct PageContent {
    form: String,
    settings: PageSettings,
    /// The logo's path.
    logo: Option<String>,
    /// The content of the `<style>` element.
    colours: String,
}

impl Page {
    /// Creates the page and adds the form's logo to the assets. `own` is the proxy's own origin.
    pub(crate) fn new(form: &FormSettings, own: &Origin, assets: &mut Assets) -> Self {
        let settings = form.page.clone();
        let logo = settings.logo.as_ref();
        let logo = logo.map(|logo| assets.publish("logo", logo.kind.extension(), logo.content.clone()));
        let colours = policy::colours(settings.accent);
        let styles = [&colours, assets.form_style().unwrap_or_default()];
        let alone = View::new(&styles, None);
        let framed = form.origins.iter().chain([own]);
        let framed = framed.map(|origin| View::new(&styles, Some(origin.clone()))).collect();
        Self { content: PageContent { form: form.id.clone(), settings, logo, colours }, alone, framed }
    }

    /// The page when it is not framed.
    pub(crate) fn alone(&self) -> &View {
        &self.alone
    }

    /// The form alone, for a frame in a page of `origin`, which is compared byte for byte. `None`: a page of this
    /// origin may not frame the form.
    pub(crate) fn framed_by(&self, origin: &str) -> Option<&View> {
        self.framed.iter().find(|view| view.frame.as_ref().is_some_and(|frame| frame.as_str() == origin))
    }

    /// The document of one of this page's views. Without `form`, the document has a form that the browser loads later.
    /// `None`: the browser part was not built.
    pub(crate) fn html(
        &self,
        view: &View,
        assets: &Assets,
        form: Option<RenderedForm<'_>>,
    ) -> Option<Arc<Asset>> {
        let document = |html| self.content.render(assets, view.frame.as_ref(), html).map(Bytes::from);
        let Some(RenderedForm { revision, html }) = form else {
            let bare = || Some(Arc::new(Asset::compressed(PAGE, document(None)?)));
            return view.bare.get_or_init(bare).clone();
        };
        // The state of a poisoned lock is consistent: it is set in one step.
        let mut full = view.full.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, asset)) = &*full
            && known == revision
        {
            return Some(Arc::clone(asset));
        }
        let asset = Arc::new(Asset::changing(PAGE, document(Some(html))?));
        *full = Some((revision.to_owned(), Arc::clone(&asset)));
        Some(asset)
    }
}

impl View {
    fn new(styles: &[&str], frame: Option<Origin>) -> Self {
        let policy = policy::policy(styles, frame.as_ref());
        Self { policy, frame, bare: OnceLock::new(), full: Mutex::default() }
    }
}

impl PageContent {
    /// Renders the page. In a frame the page contains only the form: the partner page has its own texts and decides
    /// what follows a success.
    ///
    /// `form` is the rendered form. It is in a declarative shadow root (HTML, 4.12.3, `shadowrootmode`) with its styles,
    /// so that the browser shows the form before any script runs.
    ///
    /// `None`: the browser part was not built, or the template has a placeholder that this version of the program does
    /// not know.
    fn render(&self, assets: &Assets, frame: Option<&Origin>, form: Option<&str>) -> Option<String> {
        let settings = &self.settings;
        let template = assets.page()?;
        let style = assets.form_style().unwrap_or_default();
        let unframed = |text: fn(&Self) -> String| if frame.is_none() { text(self) } else { String::new() };
        template::fill(template, |place| {
            Some(match place {
                "form" => template::escape(&self.form),
                // The renderer has escaped every text in it, and the styles are those of this program.
                "rendered-form" => form.map_or_else(String::new, |form| {
                    ["<template shadowrootmode=\"open\"><style>", style, "</style>", form, "</template>"]
                        .concat()
                }),
                // A form that is there has its own height.
                "settled" => if form.is_some() { "page__main--settled" } else { "" }.to_owned(),
                "language" => template::escape(&settings.language),
                "title" => template::escape(parts::title(settings)),
                // Only fixed text and hexadecimal digits, which need no escaping.
                "colours" => self.colours.clone(),
                "header" => {
                    unframed(|page| parts::header(&page.settings, page.logo.as_deref()).into_string())
                }
                "footer" => unframed(|page| parts::footer(&page.settings).into_string()),
                "success-url" => unframed(|page| {
                    template::escape(page.settings.success_url.as_ref().map_or("", Url::as_str))
                }),
                "modifier" => if frame.is_some() { "page--framed" } else { "page--alone" }.to_owned(),
                "frame-origin" => template::escape(frame.map_or("", Origin::as_str)),
                _ => return None,
            })
        })
    }
}
