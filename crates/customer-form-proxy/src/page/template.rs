//! A template with placeholders: `{{name}}`.

use maud::Render;

/// Replaces every placeholder once. A value that looks like a placeholder is not replaced. `None`: the template is
/// broken, or `fill` does not know a placeholder.
pub(super) fn fill(template: &str, fill: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::with_capacity(2 * template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}")?;
        filled.push_str(before);
        filled.push_str(&fill(name)?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

/// Escapes a value for text and for attribute values in HTML. maud does not escape single quotes.
pub(super) fn escape(text: &str) -> String {
    text.render().into_string().replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filled_in_values_are_not_expanded_again() {
        let filled = fill("<a>{{a}}</a>{{b}}", |name| Some(format!("{{{{{name}}}}}")));
        assert_eq!(filled.as_deref(), Some("<a>{{a}}</a>{{b}}"));
        let filled = fill("{{a}}-{{a}}.", |_| Some("}}{{".to_owned()));
        assert_eq!(filled.as_deref(), Some("}}{{-}}{{."));
    }

    #[test]
    fn unknown_or_unclosed_placeholder_gives_no_page() {
        assert_eq!(fill("{{a}} {{b}}", |name| (name == "a").then(String::new)), None);
        assert_eq!(fill("{{a", |_| Some(String::new())), None);
        assert_eq!(fill("no place", |_| None).as_deref(), Some("no place"));
    }

    #[test]
    fn a_value_cannot_leave_its_attribute() {
        assert_eq!(escape("a\"><b>'&"), "a&quot;&gt;&lt;b&gt;&#39;&amp;");
    }
}
