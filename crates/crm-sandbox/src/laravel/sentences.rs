//! Laravel's English sentences, word for word from its `lang/en/validation.php`.

/// How a sentence writes the path of an attribute.
///
/// Laravel writes underscores as spaces, except in a path that matched a rule with `*`: such a path is shown
/// unchanged. The rules for a custom field are written per id, because each field decides whether it is required; the
/// rules for a field's files and for permissions are written with `*`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shown {
    Spaced,
    Raw,
}

impl Shown {
    pub(crate) fn name(self, path: &str) -> String {
        match self {
            Self::Spaced => path.replace('_', " "),
            Self::Raw => path.to_owned(),
        }
    }
}

/// A broken rule, with the values that its sentence contains.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Broken<'a> {
    Array,
    Email,
    Extensions(&'a [String]),
    File,
    Image,
    In,
    MaxCharacters(usize),
    MaxItems(usize),
    Prohibited,
    Required,
    String,
    Unique,
    Uploaded,
}

impl Broken<'_> {
    pub(crate) fn sentence(self, attribute: &str) -> String {
        match self {
            Self::Array => format!("The {attribute} field must be an array."),
            Self::Email => format!("The {attribute} field must be a valid email address."),
            Self::Extensions(values) => {
                let values = values.join(", ");
                format!("The {attribute} field must have one of the following extensions: {values}.")
            }
            Self::File => format!("The {attribute} field must be a file."),
            Self::Image => format!("The {attribute} field must be an image."),
            Self::In => format!("The selected {attribute} is invalid."),
            Self::MaxCharacters(max) => {
                format!("The {attribute} field must not be greater than {max} characters.")
            }
            Self::MaxItems(max) => format!("The {attribute} field must not have more than {max} items."),
            Self::Prohibited => format!("The {attribute} field is prohibited."),
            Self::Required => format!("The {attribute} field is required."),
            Self::String => format!("The {attribute} field must be a string."),
            Self::Unique => format!("The {attribute} has already been taken."),
            Self::Uploaded => format!("The {attribute} failed to upload."),
        }
    }
}
