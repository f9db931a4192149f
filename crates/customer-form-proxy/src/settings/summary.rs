//! The summary of a valid configuration file, as `check` prints it.

use std::fmt::{self, Write as _};

use customer_form_contract::{Permission, PhotoRule};

use super::page::{Colour, PageSettings};
use super::{FormSettings, ProofOfWork, Rates, Settings};
use crate::count::count;

impl Settings {
    /// A few lines of text for people. They contain no API key.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_summary(&mut text);
        text
    }

    fn write_summary(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "Public listener: {}", self.listen)?;
        writeln!(out, "Private listener: {}", self.admin_listen)?;
        writeln!(out, "Public URL: {}", self.public_url)?;
        writeln!(out, "CRM: {}", self.upstream.as_str().trim_end_matches('/'))?;
        writeln!(out, "Store: {}", self.store)?;
        let rate = |rate: Option<u64>| rate.map_or("no limit".to_owned(), |rate| rate.to_string());
        let Rates { per_address, per_form } = self.rates;
        writeln!(out, "Most submissions per minute from one address: {}", rate(per_address))?;
        writeln!(out, "Most submissions per minute to one form: {}", rate(per_form))?;
        let trusted = list(self.trusted_proxies.iter().map(ToString::to_string));
        writeln!(out, "Trusted web servers (trusted_proxies): {trusted}")?;
        for form in &self.forms {
            self.write_form(out, form)?;
        }
        for warning in &self.warnings {
            writeln!(out, "Warning: {warning}")?;
        }
        Ok(())
    }

    fn write_form(&self, out: &mut String, form: &FormSettings) -> fmt::Result {
        let photo = match form.photo {
            PhotoRule::Required => "required",
            PhotoRule::Optional => "optional",
            PhotoRule::Off => "off",
        };
        writeln!(out, "Form {}", form.id)?;
        writeln!(out, "  page     {}", self.public_url.onboarding_page(&form.id))?;
        writeln!(out, "  origins  {}", list(form.origins.iter().map(ToString::to_string)))?;
        writeln!(out, "  photo    {photo}")?;
        writeln!(out, "  prefill  {}", list(form.prefill_from_url.iter().map(|path| path.to_dotted())))?;
        if let Some(ProofOfWork { max_number }) = form.proof_of_work {
            writeln!(out, "  work     proof of work with up to {max_number} hashes for each submission")?;
        }
        writeln!(out, "  granted  {}", list(form.granted.iter().copied().map(Permission::name)))?;
        writeln!(out, "  offered  {}", list(form.offered.iter().copied().map(Permission::name)))?;
        write_page(out, &form.page)
    }
}

fn write_page(out: &mut String, page: &PageSettings) -> fmt::Result {
    let or_none = |url: &Option<url::Url>| url.as_ref().map_or("none", url::Url::as_str).to_owned();
    let introduction = page
        .introduction
        .as_ref()
        .map_or_else(|| PageSettings::INTRODUCTION.to_owned(), |paragraphs| list(paragraphs.iter().cloned()));
    let logo = page.logo.as_ref().map_or_else(
        || "none".to_owned(),
        |logo| {
            let alt = if logo.alt.is_empty() { "none" } else { &logo.alt };
            let bytes = count(logo.content.len() as u64, "byte");
            format!("{}, {bytes}, alternative text: {alt}", logo.kind.extension())
        },
    );
    let accent = page.accent.map_or_else(
        || "default colour".to_owned(),
        |accent| format!("{}; on dark pages {}", described(accent.light), described(accent.dark)),
    );
    writeln!(out, "  title    {}", page.title.as_deref().unwrap_or(PageSettings::TITLE))?;
    writeln!(out, "  text     {introduction}")?;
    writeln!(out, "  language {}", page.language)?;
    writeln!(out, "  logo     {logo}")?;
    writeln!(out, "  accent   {accent}")?;
    writeln!(out, "  terms    {}", or_none(&page.terms_url))?;
    writeln!(out, "  privacy  {}", or_none(&page.privacy_url))?;
    writeln!(out, "  success  {}", or_none(&page.success_url))
}

fn described(colour: Colour) -> String {
    let text = colour.text();
    let name = if text == Colour::WHITE { "white" } else { "black" };
    format!("{colour} with {name} text (contrast {:.1} to 1)", colour.contrast(text))
}

fn list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<_> = items.collect();
    if items.is_empty() { "none".to_owned() } else { items.join(", ") }
}
