//! The problems that a field can have.

/// A problem of one field, with the numbers that a sentence about the problem needs. The sentence itself is not part of
/// the contract.
///
/// The CRM reports the variants from [`FieldProblem::Taken`] on. The proxy reports [`FieldProblem::TooManyPixels`],
/// because only the proxy reads the whole photo. The form reports [`FieldProblem::FileUnreadable`].
/// [`crate::validate()`] reports the other variants.
///
/// ```
/// use customer_form_contract::FieldProblem;
/// let problem = FieldProblem::TooLong { max_chars: 255, actual: 300 };
/// assert_eq!((problem.code(), problem.numbers()), ("too_long", Some((255, 300))));
/// assert_eq!(FieldProblem::from_code("too_long", 255, 300), Some(problem));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldProblem {
    /// The field is required and blank.
    Missing,
    /// The text has more characters (Unicode scalar values) than allowed.
    TooLong {
        /// The largest number of characters.
        max_chars: u64,
        /// The number of characters of the value.
        actual: u64,
    },
    /// The text has more UTF-8 bytes than allowed.
    TooManyBytes {
        /// The largest number of bytes.
        max_bytes: u64,
        /// The number of bytes of the value.
        actual: u64,
    },
    /// The text is not a valid e-mail address (HTML, 4.10.5.1.5).
    NotAnEmail,
    /// The text is not one of the select's options.
    NotAnOption,
    /// The select is required but has no options. The form cannot be completed.
    NoOptions,
    /// The text has a NUL character. Databases and PHP may cut the text at this character.
    ContainsNul,
    /// The field has more files than it takes.
    TooManyFiles {
        /// The largest number of files.
        max: u64,
        /// The number of files of the field.
        actual: u64,
    },
    /// The file is empty.
    FileEmpty,
    /// The file has more bytes than allowed.
    FileTooLarge {
        /// The largest number of bytes.
        max_bytes: u64,
        /// The number of bytes of the file.
        actual: u64,
    },
    /// The end of the file's name is none of the field's formats.
    FormatNotAllowed,
    /// The photo is not a JPEG, PNG, GIF or WebP image.
    NotAnImage,
    /// The photo has more pixels (width times height) than allowed.
    TooManyPixels {
        /// The largest number of pixels.
        max_pixels: u64,
        /// The number of pixels of the photo.
        actual: u64,
    },
    /// The browser can no longer read the file: the visitor moved the file, or the permission to read the file has
    /// expired.
    FileUnreadable,
    /// A problem of the whole form: all values and files together have more bytes than allowed.
    BodyTooLarge {
        /// The largest number of bytes.
        max_bytes: u64,
        /// The number of bytes of the submission.
        actual: u64,
    },
    /// A problem of the whole form: the submission has more files than [`crate::Limits::files`] allows.
    TooManyFilesInTotal {
        /// The largest number of files.
        max: u64,
        /// The number of files of the submission.
        actual: u64,
    },
    /// A problem of the whole form: the submission has more text parts than [`crate::Limits::variables`] allows.
    TooManyVariables {
        /// The largest number of text parts.
        max: u64,
        /// The number of text parts of the submission.
        actual: u64,
    },
    /// The form has no such field, or the field does not take this kind of value.
    Unexpected,
    /// The form does not offer this permission.
    NotOffered,
    /// Another customer already has this value.
    Taken,
    /// The CRM refused the value. The reason is missing, or this program does not know the reason.
    Refused,
}

/// The stable code of each problem and the name of its limit, if the problem has one. Both directions use this one
/// table.
macro_rules! codes {
    ($($variant:ident $({ $max:ident })? = $code:literal;)+) => {
        impl FieldProblem {
            /// Every code.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The stable code in snake_case, as used in JSON and in events.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)+ }
            }

            /// The limit and the actual number, in this order. `None` for a problem without numbers.
            pub const fn numbers(self) -> Option<(u64, u64)> {
                match self {
                    $($(Self::$variant { $max, actual } => Some(($max, actual)),)?)+
                    _ => None,
                }
            }

            /// The problem with this code. `max` and `actual` are used only if the problem has numbers, see
            /// [`FieldProblem::numbers`]. `None`: the code is unknown, for example a code of a newer proxy.
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
