//! A form's onboarding page: what the browser build left, with what the configuration says of the form.

mod parts;
mod policy;
mod template;

use std::sync::OnceLock;

use axum::http::HeaderValue;

use crate::assets::{Asset, Assets, PAGE};
use crate::settings::{FormSettings, PageSettings};

/// A form's page.
pub(crate) struct Page {
    content: Content,
    alone: View,
}

/// The page in one surrounding.
pub(crate) struct View {
    /// Its Content Security Policy.
    pub(crate) policy: HeaderValue,
    /// Rendered and compressed when somebody first wants it.
    html: OnceLock<Option<Asset>>,
}

/// What the page says.
struct Content {
    form: String,
    settings: PageSettings,
    /// The logo's address.
    logo: Option<String>,
    /// The content of the `<style>` element.
    colours: String,
}

impl Page {
    /// Puts the form's logo among the assets.
    pub(crate) fn new(form: &FormSettings, assets: &mut Assets) -> Self {
        let settings = form.page.clone();
        let logo = settings.logo.as_ref();
        let logo = logo.map(|logo| assets.publish("logo", logo.kind.extension(), logo.content.clone()));
        let colours = policy::colours(settings.accent);
        let alone = View::new(policy::policy(&colours, None));
        Self { content: Content { form: form.id.clone(), settings, logo, colours }, alone }
    }

    /// The page by itself, in no other page.
    pub(crate) fn alone(&self) -> &View {
        &self.alone
    }

    /// The document of one of this page's views, if the browser part was built.
    pub(crate) fn html<'a>(&self, view: &'a View, assets: &Assets) -> Option<&'a Asset> {
        let render = || {
            let html = self.content.render(assets.page()?)?;
            Some(Asset::compressed(PAGE, html.into()))
        };
        view.html.get_or_init(render).as_ref()
    }
}

impl View {
    fn new(policy: HeaderValue) -> Self {
        Self { policy, html: OnceLock::new() }
    }
}

impl Content {
    /// `None`: the template has a place that nobody knows, and belongs to another version of this program.
    fn render(&self, template: &str) -> Option<String> {
        let settings = &self.settings;
        template::fill(template, |place| {
            Some(match place {
                "form" => template::escape(&self.form),
                "language" => template::escape(&settings.language),
                "title" => template::escape(parts::title(settings)),
                // Hex digits and our own words.
                "colours" => self.colours.clone(),
                "header" => parts::header(settings, self.logo.as_deref()).into_string(),
                "footer" => parts::footer(settings).into_string(),
                "success-url" => {
                    template::escape(settings.success_url.as_ref().map_or("", |url| url.as_str()))
                }
                "modifier" | "frame-origin" => String::new(),
                _ => return None,
            })
        })
    }
}
