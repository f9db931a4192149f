//! What `check` prints of a file that is right.

use std::fmt::{self, Write as _};

use customer_form_contract::{Permission, PhotoRule};

use super::{FormSettings, Settings};

impl Settings {
    /// A few lines for people; no key is in them.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_summary(&mut text);
        text
    }

    fn write_summary(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "Listens on {}, and privately on {}", self.listen, self.admin_listen)?;
        writeln!(out, "Is reached at {}", self.public_url)?;
        writeln!(out, "Sends customers to {}", self.upstream.as_str().trim_end_matches('/'))?;
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
        writeln!(out, "  granted  {}", list(form.granted.iter().copied().map(Permission::name)))?;
        writeln!(out, "  offered  {}", list(form.offered.iter().copied().map(Permission::name)))
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<_> = items.collect();
    if items.is_empty() { "none".to_owned() } else { items.join(", ") }
}
