//! How a tenant's customers see their page: `[tenant.call]`, a name and the accent's colours. A colour
//! in which words could not be read is refused.

use std::{fmt, str::FromStr};

use backline_core::legible;

use super::section::{Notes, Section};

/// Most characters of the name.
const MOST_CHARS: usize = 40;

const NAME: &str = "Write a name of 1 to 40 characters that are seen.";

/// What text needs against what is behind it (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;

/// The luminance of what is behind the accent where that is hardest to read: the page's tint by day,
/// and by night what lies above the page (`--ground` and `--hover` in `www/tokens.css`).
const DAY: f64 = 0.8226;
const NIGHT: f64 = 0.0151;

/// How the customer's page looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallTheme {
    /// What stands at its head.
    pub name: Option<String>,
    /// The accent by day.
    pub accent: Option<Colour>,
    /// The accent by night.
    pub accent_dark: Option<Colour>,
}

/// A colour of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// The look; what is not there is as usual.
pub(super) fn read(notes: &mut Notes<'_>, tenant: &mut Section<'_>) -> CallTheme {
    let Some(mut section) = tenant.section(notes, "call") else { return CallTheme::default() };
    let name = section.read(notes, "name", |text| {
        let fits = text.chars().count() <= MOST_CHARS && legible::is_seen(text);
        fits.then(|| text.to_owned()).ok_or_else(|| NAME.to_owned())
    });
    let accent = section.read(notes, "accent", |text| readable(text, DAY, "darker"));
    let accent_dark = section.read(notes, "accent_dark", |text| readable(text, NIGHT, "lighter"));
    section.finish(notes);
    CallTheme { name, accent, accent_dark }
}

/// A colour that can be read on the page of this luminance, or what to write.
fn readable(text: &str, behind: f64, other: &str) -> Result<Colour, String> {
    let colour: Colour = text.parse()?;
    let contrast = contrast(colour.luminance(), behind);
    if contrast >= READABLE {
        return Ok(colour);
    }
    Err(format!(
        "Its contrast to the page is {contrast:.1} to 1, and words need {READABLE} to 1. Take a {other} colour."
    ))
}

fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

impl Colour {
    /// As much light as it gives, from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let Self([red, green, blue]) = self;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// Black or white, whichever is read better on it: one of them always can be.
    #[must_use]
    pub fn above(self) -> Self {
        let light = self.luminance();
        Self(if contrast(light, 1.0) >= contrast(light, 0.0) { [255; 3] } else { [0; 3] })
    }
}

impl FromStr for Colour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix('#').filter(|digits| {
            digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        });
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] =
            number.ok_or("Write a colour such as \"#0b6e4f\".")?.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn a_colour_is_taken_when_words_can_be_read_in_it_and_on_it() {
        for (text, behind, good) in [
            ("#0b6e4f", DAY, true),
            ("#0b6e4f", NIGHT, false),
            ("#5fd3a6", NIGHT, true),
            ("#5fd3a6", DAY, false),
            ("#777777", DAY, false),
            ("#000000", DAY, true),
            ("#ffffff", NIGHT, true),
        ] {
            assert_eq!(readable(text, behind, "other").is_ok(), good, "{text} on {behind}");
        }
        for n in 0..=u8::MAX {
            let colour = Colour([n, n ^ 0x5a, 255 - n]);
            let read = contrast(colour.luminance(), colour.above().luminance());
            assert!(read >= READABLE, "{colour}: {read}");
        }
    }

    ///
    #[test]
    fn a_colour_is_six_digits_and_is_written_as_it_was_read() {
        assert_eq!("#0B6E4f".parse::<Colour>().map(|it| it.to_string()), Ok("#0b6e4f".to_owned()));
        for wrong in ["", "#fff", "0b6e4f", "#0b6e4g", "#+b6e4f", "red", "#0b6e4f;}", "#é6e4f"] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
    }

    ///
    #[test]
    fn the_grounds_are_those_of_the_design() {
        let tokens = include_str!("../../../www/tokens.css");
        for line in [
            "--ground: light-dark(oklch(0.937 0.009 264)",
            "--hover: light-dark(oklch(0.968 0.007 264), oklch(0.247 0.016 266))",
        ] {
            assert!(tokens.contains(line), "{line}: compute the luminances anew");
        }
    }
}
