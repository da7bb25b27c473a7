//! Texts of people as they may stand among other words: nothing in them that is not seen, nothing
//! that turns the words around them.
//!
//! The one place that knows which characters are not seen. It refuses to know who writes and where
//! it is shown.

use std::borrow::Cow;

/// What stands for a character inside a text that could not be seen.
pub const UNSEEN: char = '\u{fffd}';

/// Around a text that is read from right to left, so that nothing beside it is: FIRST STRONG ISOLATE
/// and POP DIRECTIONAL ISOLATE.
const ISOLATE: [&str; 2] = ["\u{2068}", "\u{2069}"];

/// First and last of each range of characters that have no look of their own: controls, marks of
/// direction, what Unicode calls default ignorable, blanks that count as letters, private use.
const HIDDEN: [(char, char); 38] = [
    ('\0', '\u{8}'),
    ('\u{b}', '\u{c}'),
    ('\u{e}', '\u{1f}'),
    ('\u{7f}', '\u{9f}'),
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{e000}', '\u{f8ff}'),
    ('\u{fdd0}', '\u{fdef}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffc}'),
    ('\u{fffe}', '\u{ffff}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{16fe4}', '\u{16fe4}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d159}', '\u{1d159}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{1fffe}', '\u{1ffff}'),
    ('\u{2fffe}', '\u{2ffff}'),
    ('\u{3fffe}', '\u{3ffff}'),
    ('\u{4fffe}', '\u{4ffff}'),
    ('\u{5fffe}', '\u{5ffff}'),
    ('\u{6fffe}', '\u{6ffff}'),
    ('\u{7fffe}', '\u{7ffff}'),
    ('\u{8fffe}', '\u{8ffff}'),
    ('\u{9fffe}', '\u{9ffff}'),
    ('\u{afffe}', '\u{dffff}'),
    ('\u{e0000}', '\u{10ffff}'),
];

/// First and last of each range of characters that are read from right to left.
const FROM_RIGHT: [(char, char); 5] = [
    ('\u{590}', '\u{8ff}'),
    ('\u{fb1d}', '\u{fdff}'),
    ('\u{fe70}', '\u{fefc}'),
    ('\u{10800}', '\u{10fff}'),
    ('\u{1e800}', '\u{1efff}'),
];

fn within(ranges: &[(char, char)], c: char) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// Whether a character has no look of its own.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    within(&HIDDEN, c)
}

/// Whether anything of a text is seen: one of which nothing is, is none.
#[must_use]
pub fn is_seen(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !is_hidden(c))
}

/// Where the letters begin that are joined, or chosen, by characters without a look of their own.
const JOINED: char = '\u{530}';

/// A text without what is not seen: at its ends it is left out, inside it stands as [`UNSEEN`].
/// What joins letters of Persian or Hindi, or makes one picture of several, stays.
#[must_use]
pub fn legible(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let joins = |c: char| c >= JOINED && !matches!(c, '\u{2000}'..='\u{206f}');
        let after = chars.peek().copied().unwrap_or(' ');
        let belongs = match c {
            '\u{200c}' | '\u{200d}' => {
                before != UNSEEN && joins(before) && joins(after) && !is_hidden(after)
            }
            '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
                let plain = before.is_alphabetic() && before < JOINED;
                !(before == UNSEEN || before.is_whitespace() || plain)
            }
            _ => !is_hidden(c),
        };
        before = if belongs { c } else { UNSEEN };
        shown.push(before);
    }
    Cow::Owned(shown.trim_matches(|c: char| c.is_whitespace() || c == UNSEEN).to_owned())
}

/// A text as it may stand among other words: legible, and set apart from them if it is read from
/// right to left. Empty when nothing of it is seen.
#[must_use]
pub fn isolated(text: &str) -> Cow<'_, str> {
    let text = legible(text);
    if text.chars().any(|c| within(&FROM_RIGHT, c)) {
        let [open, close] = ISOLATE;
        Cow::Owned([open, &text, close].concat())
    } else {
        text
    }
}

/// A name, or a number, as it is kept: legible, in one line, and without letters that pass for those
/// of another alphabet. Nothing where nothing of it is seen.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let text = legible(text);
    let words: Vec<String> = text.split_whitespace().map(unmixed).collect();
    Some(words.join(" ")).filter(|name| is_seen(name))
}

/// A word with Latin letters in it has no letters of alphabets that look alike.
fn unmixed(word: &str) -> String {
    let latin = |c: char| c.is_alphabetic() && c < '\u{250}';
    let alike =
        |c: char| matches!(c, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}') && c.is_alphabetic();
    // Latin letters of full width, as they are typed among Chinese characters.
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let word = || word.chars().map(narrow);
    let mixed = word().any(latin);
    let foreign = |c: char| mixed && alike(c) || matches!(c, '\u{1d400}'..='\u{1d7ff}');
    word().map(|c| if foreign(c) { UNSEEN } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn what_is_not_seen_is_left_out_at_the_ends_and_marked_inside() {
        for (given, shown) in [
            ("Ana Ribeiro", "Ana Ribeiro"),
            ("\u{202e}gnihtemos ", "gnihtemos"),
            ("\u{202a}+351 21 000\u{202c}", "+351 21 000"),
            ("\u{feff}Ana", "Ana"),
            ("Ana\u{200b}Ribeiro", "Ana\u{fffd}Ribeiro"),
            ("A\u{ad}na \u{2067}R", "A\u{fffd}na \u{fffd}R"),
            ("A\u{fe0f}na", "A\u{fffd}na"),
            ("one\ntwo\tthree", "one\ntwo\tthree"),
            ("one\r\ntwo", "one\r\ntwo"),
        ] {
            assert_eq!(legible(given), shown, "{given:?}");
        }
    }

    ///
    #[test]
    fn what_joins_letters_and_pictures_stays() {
        for text in
            ["علی\u{200c}رضا", "क्\u{200d}ष", "👩\u{200d}💻", "❤\u{fe0f}", "1\u{fe0f}\u{20e3}"]
        {
            assert_eq!(legible(text), text);
        }
    }

    ///
    #[test]
    fn a_text_of_nothing_that_is_seen_is_no_name() {
        for nothing in [
            "",
            " ",
            "\u{a0}",
            "\u{3000}",
            "\u{200b}\u{200c}\u{200d}",
            "\u{200b}\u{fe0f}",
            "\u{3164}\u{200d}\u{3164}",
            "\u{feff}",
            "\u{ad}",
            "\u{e0041}\u{e007f}",
            "\u{3164}",
            "\u{2800}",
            "\u{115f}",
            "\u{ffa0}",
            "\u{202e}",
            "\u{2066}\u{2069}",
            "\u{fe0f}",
            "\u{e0100}",
            "\u{180e}",
            "\u{17b4}",
            "\u{1d159}",
            "\u{1d173}",
            "\u{e000}",
            "\u{10ffff}",
            "\0",
            "\u{85}",
            "\u{2028}",
            "\u{fffc}",
        ] {
            assert_eq!(name(nothing), None, "{nothing:?}");
            assert_eq!(isolated(nothing), "", "{nothing:?}");
        }
        for seen in ["x", "0", "李", "م", "🙂", "-"] {
            assert_eq!(name(seen).as_deref(), Some(seen));
        }
    }

    ///
    #[test]
    fn a_name_that_could_pass_for_another_shows_that_it_is_none() {
        for (given, kept) in [
            ("\u{410}na Ribeiro", "\u{fffd}na Ribeiro"),
            ("Ana Rib\u{435}iro", "Ana Rib\u{fffd}iro"),
            ("An\u{3b1}", "An\u{fffd}"),
            ("\u{1d400}na", "\u{fffd}na"),
            ("\u{ff21}na", "Ana"),
            ("Ana  \n Ribeiro", "Ana Ribeiro"),
            ("Анна Иванова", "Анна Иванова"),
            ("Ana Иванова", "Ana Иванова"),
            ("Ζωή", "Ζωή"),
            ("José Müller", "José Müller"),
        ] {
            assert_eq!(name(given).as_deref(), Some(kept), "{given:?}");
        }
    }

    ///
    #[test]
    fn a_text_from_right_to_left_is_set_apart_and_nothing_in_it_ends_that() {
        assert_eq!(isolated("Ana 3"), "Ana 3");
        assert_eq!(isolated("משה 3"), "\u{2068}משה 3\u{2069}");
        assert_eq!(isolated("מ\u{2069}\u{202e}ש"), "\u{2068}מ\u{fffd}\u{fffd}ש\u{2069}");
    }
}
