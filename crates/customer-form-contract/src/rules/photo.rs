//! The rule for the profile photo.

use super::files::check_size;
use crate::{FieldProblem, FileInfo, Limits, PhotoRule};

/// Checks that a required photo is there, that the photo is not too large, and that its first bytes are those of a
/// JPEG, PNG, GIF or WebP image. The name is not checked: phones and websites give a JPEG names such as `.HEIC`, `.MPO`
/// or `.jpg_large`. The proxy sends the photo to the CRM with the extension of its format. Otherwise a server that
/// trusts the extension could serve the image as another type, for example as a web page.
///
/// Only the proxy checks whether the file is a complete picture and how many pixels the picture has, because only the
/// proxy reads every byte. The proxy reports [`FieldProblem::NotAnImage`] and [`FieldProblem::TooManyPixels`] then.
///
/// ```
/// use customer_form_contract::{FileInfo, ImageFormat, Limits, PhotoRule, FieldProblem, rules::photo};
/// let limits = Limits::default();
/// let chosen = FileInfo { name: "me.png".into(), bytes: 2048, image: Some(ImageFormat::Png) };
/// assert_eq!(photo::check(PhotoRule::Required, &limits, Some(&chosen)), None);
/// assert_eq!(photo::check(PhotoRule::Required, &limits, None), Some(FieldProblem::Missing));
/// ```
pub fn check(rule: PhotoRule, limits: &Limits, photo: Option<&FileInfo>) -> Option<FieldProblem> {
    match (rule, photo) {
        (PhotoRule::Required, None) => Some(FieldProblem::Missing),
        (PhotoRule::Optional | PhotoRule::Off, None) => None,
        (PhotoRule::Off, Some(_)) => Some(FieldProblem::Unexpected),
        (PhotoRule::Required | PhotoRule::Optional, Some(photo)) => {
            check_size(photo.bytes, limits.photo_bytes)
                .or_else(|| photo.image.is_none().then_some(FieldProblem::NotAnImage))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ImageFormat;

    fn check_photo(name: &str, bytes: u64, image: Option<ImageFormat>) -> Option<FieldProblem> {
        let limits = Limits { photo_bytes: 100, ..Limits::default() };
        check(PhotoRule::Required, &limits, Some(&FileInfo { name: name.into(), bytes, image }))
    }

    #[test]
    fn images_pass_with_any_name() {
        for name in
            ["a.jpg", "a.PNG", "1000012345", "a.pjpeg", "a.jpg_large", "a.MPO", "St. Moritz", "a.HEIC", ""]
        {
            assert_eq!(check_photo(name, 100, Some(ImageFormat::Jpeg)), None, "{name}");
        }
    }

    #[test]
    fn other_files_are_refused() {
        assert_eq!(check_photo("a.jpg", 100, None), Some(FieldProblem::NotAnImage));
        assert_eq!(check_photo("a.HEIC", 100, None), Some(FieldProblem::NotAnImage));
        assert_eq!(check_photo("a.png", 0, None), Some(FieldProblem::FileEmpty));
        assert_eq!(
            check_photo("a.png", 101, Some(ImageFormat::Png)),
            Some(FieldProblem::FileTooLarge { max_bytes: 100, actual: 101 })
        );
    }

    #[test]
    fn photo_rule_decides_whether_a_photo_is_required() {
        let limits = Limits::default();
        let photo = FileInfo { name: "a.png".into(), bytes: 1, image: Some(ImageFormat::Png) };
        assert_eq!(check(PhotoRule::Required, &limits, None), Some(FieldProblem::Missing));
        assert_eq!(check(PhotoRule::Optional, &limits, None), None);
        assert_eq!(check(PhotoRule::Optional, &limits, Some(&photo)), None);
        assert_eq!(check(PhotoRule::Off, &limits, None), None);
        assert_eq!(check(PhotoRule::Off, &limits, Some(&photo)), Some(FieldProblem::Unexpected));
    }
}
