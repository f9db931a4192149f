//! The fixed fields: the fields that every account has (the API page, "Create Customer").
//!
//! [`FixedField`] is the only list of the fixed fields. A new fixed field needs an entry in that list (name, path and
//! attributes), and a label and an error sentence in the form's texts: the compiler reports the two if they are missing.
//! [`FixedField::check`] needs a rule for the field if the rule for a line of text does not fit. The placeholder
//! (`src/browser/placeholder.js`) has the number of rows, which a test of the form compares with the list.

use crate::{FieldProblem, rules};

/// The attributes of the `input` element of a fixed field (HTML, "The input element" and "Autofill").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typing {
    /// The `type` attribute.
    pub kind: &'static str,
    /// The `autocomplete` attribute.
    pub autocomplete: &'static str,
    /// The `inputmode` attribute.
    pub inputmode: &'static str,
}

macro_rules! fixed_fields {
    (
        texts { $($(#[$text_doc:meta])* $text:ident: [$($text_name:literal),+], $kind:literal, $autocomplete:literal, $inputmode:literal;)+ }
        files { $($(#[$file_doc:meta])* $file:ident: [$($file_name:literal),+];)+ }
    ) => {
        /// The fixed fields, in the order in which the form shows them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FixedField {
            $($(#[$text_doc])* $text,)+
            $($(#[$file_doc])* $file,)+
        }

        impl FixedField {
            /// The fixed fields that take text.
            pub const TEXTS: &'static [Self] = &[$(Self::$text,)+];

            /// All fixed fields.
            pub const ALL: &'static [Self] = &[$(Self::$text,)+ $(Self::$file,)+];

            /// The segments of the field's path, the outermost first.
            ///
            /// ```
            /// use customer_form_contract::FixedField;
            /// assert_eq!(FixedField::Email.segments(), ["email"]);
            /// assert_eq!(FixedField::CompanyName.segments(), ["business_information", "company_name"]);
            /// ```
            pub const fn segments(self) -> &'static [&'static str] {
                match self {
                    $(Self::$text => &[$($text_name),+],)+
                    $(Self::$file => &[$($file_name),+],)+
                }
            }

            /// The attributes of the field's `input` element. `None` for a file field.
            pub const fn typing(self) -> Option<Typing> {
                match self {
                    $(Self::$text => Some(Typing {
                        kind: $kind, autocomplete: $autocomplete, inputmode: $inputmode,
                    }),)+
                    $(Self::$file => None,)+
                }
            }
        }
    };
}

fixed_fields! {
    texts {
        /// `email`.
        Email: ["email"], "email", "email", "email";
        /// `name`, the first name.
        Name: ["name"], "text", "given-name", "text";
        /// `last_name`.
        LastName: ["last_name"], "text", "family-name", "text";
        /// `phone`.
        Phone: ["phone"], "tel", "tel", "tel";
        /// `business_information[company_name]`.
        CompanyName: ["business_information", "company_name"], "text", "organization", "text";
    }
    files {
        /// `profile_photo_path`.
        Photo: ["profile_photo_path"];
    }
}

impl FixedField {
    /// Whether the field takes text.
    ///
    /// ```
    /// use customer_form_contract::FixedField;
    /// assert!(FixedField::Phone.is_text());
    /// assert!(!FixedField::Photo.is_text());
    /// ```
    pub const fn is_text(self) -> bool {
        self.typing().is_some()
    }

    /// The field with these segments, if there is one.
    pub(crate) fn from_segments(segments: &[&str]) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.segments() == segments)
    }

    /// Checks the text of the field. `None`: the text is valid. A file field refuses every text as
    /// [`FieldProblem::Unexpected`].
    ///
    /// ```
    /// use customer_form_contract::{FieldProblem, FixedField};
    /// assert_eq!(FixedField::Phone.check("0"), None);
    /// assert_eq!(FixedField::Phone.check(""), Some(FieldProblem::Missing));
    /// assert_eq!(FixedField::Email.check("ada"), Some(FieldProblem::NotAnEmail));
    /// ```
    pub fn check(self, text: &str) -> Option<FieldProblem> {
        match self {
            Self::Email => rules::email::check(text),
            Self::Photo => Some(FieldProblem::Unexpected),
            _ => rules::line::check_fixed(text),
        }
    }
}

/// The texts of the fixed fields, as the visitor typed them.
///
/// ```
/// use customer_form_contract::{FixedField, FixedTexts};
/// let mut texts = FixedTexts::default();
/// texts.set(FixedField::Name, "Ada".to_owned());
/// assert_eq!(texts.get(FixedField::Name), "Ada");
/// assert_eq!(texts.get(FixedField::Phone), "");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FixedTexts([String; FixedField::TEXTS.len()]);

impl FixedTexts {
    /// The text of the field. Empty for a file field.
    pub fn get(&self, field: FixedField) -> &str {
        // The fields that take text come first in the enum, so the discriminant is the index.
        self.0.get(field as usize).map_or("", String::as_str)
    }

    /// Sets the text of the field. Does nothing for a file field.
    pub fn set(&mut self, field: FixedField, text: String) {
        if let Some(held) = self.0.get_mut(field as usize) {
            *held = text;
        }
    }

    /// Every field that takes text with its text, in the order of [`FixedField::TEXTS`].
    pub fn iter(&self) -> impl Iterator<Item = (FixedField, &str)> {
        FixedField::TEXTS.iter().copied().zip(self.0.iter().map(String::as_str))
    }
}

impl<T: Into<String>> FromIterator<(FixedField, T)> for FixedTexts {
    fn from_iter<I: IntoIterator<Item = (FixedField, T)>>(texts: I) -> Self {
        let mut fixed = Self::default();
        for (field, text) in texts {
            fixed.set(field, text.into());
        }
        fixed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_take_text_come_first() {
        let places: Vec<_> = FixedField::ALL.iter().map(|field| *field as usize).collect();
        assert_eq!(places, (0..FixedField::ALL.len()).collect::<Vec<_>>());
        let (texts, files) = FixedField::ALL.split_at(FixedField::TEXTS.len());
        assert_eq!(texts, FixedField::TEXTS);
        assert!(texts.iter().all(|field| field.is_text()) && !files.iter().any(|field| field.is_text()));
    }

    #[test]
    fn segments_tell_the_field() {
        for field in FixedField::ALL {
            assert_eq!(FixedField::from_segments(field.segments()), Some(*field));
        }
        assert_eq!(FixedField::from_segments(&["business_information"]), None);
        assert_eq!(FixedField::from_segments(&[]), None);
    }
}
