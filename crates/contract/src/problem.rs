//! What can be wrong with a field.

/// What is wrong with one field, with the numbers that a sentence about it needs, and without the sentence.
///
/// The variants from [`FieldProblem::Taken`] on are the CRM's verdict, and [`FieldProblem::TooManyPixels`] is the proxy's, which
/// reads the whole photo; the others are [`crate::validate()`]'s.
///
/// ```
/// use customer_form_contract::FieldProblem;
/// let problem = FieldProblem::TooLong { max_chars: 255, actual: 300 };
/// assert_eq!((problem.code(), problem.numbers()), ("too_long", Some((255, 300))));
/// assert_eq!(FieldProblem::from_code("too_long", 255, 300), Some(problem));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldProblem {
    /// Required, and left blank.
    Missing,
    /// More characters (Unicode scalar values) than allowed.
    TooLong {
        /// The most characters.
        max_chars: u64,
        /// As many as there are.
        actual: u64,
    },
    /// More UTF-8 bytes than allowed.
    TooManyBytes {
        /// The most bytes.
        max_bytes: u64,
        /// As many as there are.
        actual: u64,
    },
    /// Not a valid e-mail address as HTML defines it.
    NotAnEmail,
    /// Not one of the select's options.
    NotAnOption,
    /// A required select that has no options: nobody can complete the form.
    NoOptions,
    /// The text has a NUL character, which databases and PHP cut text at.
    ContainsNul,
    /// More files than the field takes.
    TooManyFiles {
        /// The most files.
        max: u64,
        /// As many as there are.
        actual: u64,
    },
    /// A file of zero bytes.
    FileEmpty,
    /// A file of more bytes than allowed.
    FileTooLarge {
        /// The most bytes.
        max_bytes: u64,
        /// As many as there are.
        actual: u64,
    },
    /// The file's extension is not among the field's formats.
    FormatNotAllowed,
    /// The photo is not a JPEG, PNG, GIF or WebP image.
    NotAnImage,
    /// The photo has more pixels (width times height) than allowed.
    TooManyPixels {
        /// The most pixels.
        max_pixels: u64,
        /// As many as there are.
        actual: u64,
    },
    /// The visitor's system no longer lets the file be read (it was moved, or its permission ran out).
    FileUnreadable,
    /// The whole form: all values and files together have more bytes than allowed.
    BodyTooLarge {
        /// The most bytes.
        max_bytes: u64,
        /// As many as there are.
        actual: u64,
    },
    /// The whole form: more files than the CRM takes at once.
    TooManyFilesInTotal {
        /// The most files.
        max: u64,
        /// As many as there are.
        actual: u64,
    },
    /// The whole form: more filled fields than the CRM takes at once.
    TooManyVariables {
        /// The most variables.
        max: u64,
        /// As many as there are.
        actual: u64,
    },
    /// The form has no such field, or it does not take this kind of value.
    Unexpected,
    /// A permission that the form does not offer.
    NotOffered,
    /// Another customer has this value already.
    Taken,
    /// The CRM refused the value and gave no reason that this program knows.
    Refused,
}

/// The stable code of each problem and, where it has numbers, the name of its limit: one table for both directions.
macro_rules! codes {
    ($($variant:ident $({ $max:ident })? = $code:literal;)+) => {
        impl FieldProblem {
            /// Every code.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The stable snake_case code on the wire and in events.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)+ }
            }

            /// The limit that was passed and the number that passed it, for the problems that have them.
            pub const fn numbers(self) -> Option<(u64, u64)> {
                match self {
                    $($(Self::$variant { $max, actual } => Some(($max, actual)),)?)+
                    _ => None,
                }
            }

            /// The problem with that code. `max` and `actual` are read where [`FieldProblem::numbers`] has them.
            /// `None`: an unknown code, as from a newer proxy.
            pub fn from_code(code: &str, max: u64, actual: u64) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant $({ $max: max, actual })?),)+
                    _ => None,
                }
            }
        }
    };
}

codes! {
    Missing = "missing";
    TooLong { max_chars } = "too_long";
    TooManyBytes { max_bytes } = "too_many_bytes";
    NotAnEmail = "not_an_email";
    NotAnOption = "not_an_option";
    NoOptions = "no_options";
    ContainsNul = "contains_nul";
    TooManyFiles { max } = "too_many_files";
    FileEmpty = "file_empty";
    FileTooLarge { max_bytes } = "file_too_large";
    FormatNotAllowed = "format_not_allowed";
    NotAnImage = "not_an_image";
    TooManyPixels { max_pixels } = "too_many_pixels";
    FileUnreadable = "file_unreadable";
    BodyTooLarge { max_bytes } = "body_too_large";
    TooManyFilesInTotal { max } = "too_many_files_in_total";
    TooManyVariables { max } = "too_many_variables";
    Unexpected = "unexpected";
    NotOffered = "not_offered";
    Taken = "taken";
    Refused = "refused";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_with_its_numbers() {
        for code in FieldProblem::CODES {
            let problem = FieldProblem::from_code(code, 1, 2).unwrap();
            assert_eq!(problem.code(), *code);
            assert!(matches!(problem.numbers(), None | Some((1, 2))), "{code}");
        }
    }
}
