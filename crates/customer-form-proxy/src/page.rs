//! A form's onboarding page: the template of the browser build, filled in with the form's settings.

pub(crate) mod assets;
mod parts;
mod policy;
pub(crate) mod short_hash;
mod template;

use std::sync::OnceLock;

use axum::http::HeaderValue;
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
    /// The document, rendered and compressed at the first request.
    html: OnceLock<Option<Asset>>,
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
        let alone = View::new(&colours, None);
        let framed = form.origins.iter().chain([own]);
        let framed = framed.map(|origin| View::new(&colours, Some(origin.clone()))).collect();
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

    /// The document of one of this page's views. `None`: the browser part was not built.
    pub(crate) fn html<'a>(&self, view: &'a View, assets: &Assets) -> Option<&'a Asset> {
        let render = || {
            let html = self.content.render(assets.page()?, view.frame.as_ref())?;
            Some(Asset::compressed(PAGE, html.into()))
        };
        view.html.get_or_init(render).as_ref()
    }
}

impl View {
    fn new(colours: &str, frame: Option<Origin>) -> Self {
        Self { policy: policy::policy(colours, frame.as_ref()), frame, html: OnceLock::new() }
    }
}

impl PageContent {
    /// Renders the page. In a frame the page contains only the form: the partner page has its own texts and decides
    /// what follows a success.
    ///
    /// `None`: the template has a placeholder that this version of the program does not know.
    fn render(&self, template: &str, frame: Option<&Origin>) -> Option<String> {
        let settings = &self.settings;
        let unframed = |text: fn(&Self) -> String| if frame.is_none() { text(self) } else { String::new() };
        template::fill(template, |place| {
            Some(match place {
                "form" => template::escape(&self.form),
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
