//! `accent` and `accent_dark`, and the colour of the text on them.

use std::fmt;

use super::SettingsProblem;
use crate::settings::section::Section;

/// A colour in sRGB, with 8 bits per channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red, green and blue.
    pub rgb: [u8; 3],
}

/// The colours of controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent {
    /// The colour on a light page.
    pub light: Colour,
    /// The colour on a dark page. Default: `light`, made lighter until its contrast is sufficient there.
    pub dark: Colour,
}

/// The background of controls, as in style/page.css.
const LIGHT_SURFACE: Colour = Colour::WHITE;
const DARK_SURFACE: Colour = Colour { rgb: [0x1c, 0x20, 0x27] };

/// The contrast that the edge of a control and the ring around the focused control need (WCAG 2.2, 1.4.11).
const MIN_CONTRAST: f64 = 3.0;

impl Accent {
    /// The colours whose contrast with their page is too low, each with the name of its setting and its contrast.
    pub(crate) fn faint(self) -> impl Iterator<Item = (&'static str, Colour, f64)> {
        let both = [("accent", self.light, LIGHT_SURFACE), ("accent_dark", self.dark, DARK_SURFACE)];
        let measured = both.map(|(key, colour, surface)| (key, colour, colour.contrast(surface)));
        measured.into_iter().filter(|(_, _, contrast)| *contrast < MIN_CONTRAST)
    }
}

impl Colour {
    /// Black, one of the two colours of text on an accent.
    pub const BLACK: Self = Self { rgb: [0; 3] };

    /// White, the other colour of text on an accent.
    pub const WHITE: Self = Self { rgb: [255; 3] };

    /// Black or white, the one with the higher contrast to this colour. The contrast is always at least 4.5 to 1, as
    /// WCAG 2.2 asks of text in 1.4.3: in the worst case both have 4.58 to 1.
    pub fn text(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) { Self::WHITE } else { Self::BLACK }
    }

    /// The contrast ratio of WCAG 2.2: from 1 (no difference) to 21 (black and white).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// This colour, mixed with as much white as it needs for a sufficient contrast on a dark page.
    fn lightened(self) -> Self {
        // The last step is white, whose contrast is sufficient.
        let steps = (0..=255_u16).map(|white| Self {
            rgb: self.rgb.map(|channel| {
                let mixed = (u16::from(channel) * (255 - white) + 255 * white) / 255;
                u8::try_from(mixed).unwrap_or(u8::MAX)
            }),
        });
        steps.into_iter().find(|mixed| mixed.contrast(DARK_SURFACE) >= MIN_CONTRAST).unwrap_or(Self::WHITE)
    }

    /// The relative luminance of WCAG 2.2: from 0 (black) to 1 (white).
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.rgb.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    /// Writes the colour as in CSS, `#rrggbb`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.rgb;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

pub(super) fn read(section: &mut Section<'_>) -> Option<Accent> {
    let has_light = section.has("accent");
    let light = section.text("accent", colour);
    let dark = section.text("accent_dark", colour);
    if dark.is_some() && !has_light {
        section.report("accent_dark", SettingsProblem::Without { key: "accent" });
    }
    light.map(|light| Accent { light, dark: dark.unwrap_or_else(|| light.lightened()) })
}

/// Parses `#rgb` or `#rrggbb`. Names and functions of CSS are refused, since the contrast must be known.
fn colour(text: &str) -> Result<Colour, SettingsProblem> {
    parse(text).ok_or_else(|| SettingsProblem::NotAColour { written: text.to_owned() })
}

fn parse(text: &str) -> Option<Colour> {
    let digits: Vec<u32> = text.strip_prefix('#')?.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let pairs = match *digits.as_slice() {
        [r, g, b] => [(r, r), (g, g), (b, b)],
        [r, s, g, h, b, c] => [(r, s), (g, h), (b, c)],
        _ => return None,
    };
    let [red, green, blue] = pairs.map(|(high, low)| u8::try_from(16 * high + low).ok());
    Some(Colour { rgb: [red?, green?, blue?] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_any_colour_is_readable() {
        // A fine grid, and every grey: the worst grey is worse than the worst colour of the grid.
        let steps = || (0..=255_u8).step_by(5);
        let grid = steps().flat_map(|r| steps().flat_map(move |g| steps().map(move |b| [r, g, b])));
        let mut worst = f64::MAX;
        for rgb in grid.chain((0..=255).map(|grey| [grey; 3])) {
            let colour = Colour { rgb };
            worst = worst.min(colour.contrast(colour.text()));
        }
        assert!((4.5..4.6).contains(&worst), "{worst}");
    }

    #[test]
    fn contrast_matches_the_accessibility_guidelines() {
        let contrast = |one, other| parse(one).unwrap().contrast(parse(other).unwrap());
        // Values that calculators of these guidelines give.
        for (one, other, expected) in [
            ("#000", "#fff", 21.0),
            ("#777777", "#ffffff", 4.48),
            ("#767676", "#ffffff", 4.54),
            ("#ff0000", "#ffffff", 4.0),
            ("#0000ff", "#ffffff", 8.59),
            ("#1d5fd1", "#1d5fd1", 1.0),
        ] {
            assert!(
                (contrast(one, other) - expected).abs() < 0.005,
                "{one} on {other}: {}",
                contrast(one, other)
            );
        }
        assert_eq!(parse("#ffeb3b").unwrap().text(), Colour::BLACK);
        assert_eq!(parse("#0a7a3d").unwrap().text(), Colour::WHITE);
    }

    #[test]
    fn accent_is_lightened_for_dark_pages_as_little_as_needed() {
        let bright = parse("#8ab4ff").unwrap();
        assert_eq!(bright.lightened(), bright);
        for dark in ["#000", "#0a3d7a", "#1c2027", "#600"] {
            let contrast = parse(dark).unwrap().lightened().contrast(DARK_SURFACE);
            assert!((3.0..3.1).contains(&contrast), "{dark}: {contrast}");
        }
    }

    #[test]
    fn accent_with_low_contrast_is_reported() {
        let accent = |light, dark| Accent { light: parse(light).unwrap(), dark: parse(dark).unwrap() };
        assert_eq!(accent("#1d5fd1", "#8ab4ff").faint().count(), 0);
        let faint: Vec<_> = accent("#ffee00", "#0a3d7a").faint().map(|(key, ..)| key).collect();
        assert_eq!(faint, ["accent", "accent_dark"]);
    }

    #[test]
    fn a_colour_is_three_or_six_hex_digits() {
        assert_eq!(parse("#0aF").unwrap().to_string(), "#00aaff");
        assert_eq!(parse("#12Cd9f").unwrap().to_string(), "#12cd9f");
        for other in ["", "#", "red", "0af", "#0a", "#0aff", "#0aff00ff", "#0ag", "#00aaf\u{ff16}", "#0af;}"]
        {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
