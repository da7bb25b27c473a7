//! JSON text into a plain value.
//!
//! By this a page reads what its own server sends. The server reads what comes from outside with
//! serde_json, whose reader is made for speed and for every number: 8 KiB of a page that needs
//! neither. What a value means is not known here.

use super::Plain;

/// How deep lists and records may stand in each other, as in serde_json.
const DEPTH: u8 = 127;

impl Plain {
    /// The value that `text` is, if it is one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text.as_bytes() };
        let value = reader.value(DEPTH)?;
        reader.rest.is_empty().then_some(value)
    }
}

/// What is left to read.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A value and the space around it; `depth` says how deep it may be.
    fn value(&mut self, depth: u8) -> Option<Plain> {
        self.space();
        let value = match self.next()? {
            b'n' => self.rest_of(b"ull", Plain::Nothing)?,
            b't' => self.rest_of(b"rue", Plain::Truth(true))?,
            b'f' => self.rest_of(b"alse", Plain::Truth(false))?,
            b'"' => Plain::Text(self.text()?),
            b'[' => Plain::List(self.items(b']', depth.checked_sub(1)?, Self::value)?),
            b'{' => Plain::Record(self.items(b'}', depth.checked_sub(1)?, Self::field)?),
            first => self.number(first)?,
        };
        self.space();
        Some(value)
    }

    fn field(&mut self, depth: u8) -> Option<(String, Plain)> {
        self.space();
        if self.next()? != b'"' {
            return None;
        }
        let name = self.text()?;
        self.space();
        if self.next()? != b':' {
            return None;
        }
        Some((name, self.value(depth)?))
    }

    /// What stands up to `end`, with commas between.
    fn items<T>(
        &mut self,
        end: u8,
        depth: u8,
        item: impl Fn(&mut Self, u8) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut items = Vec::new();
        self.space();
        if self.skips(end) {
            return Some(items);
        }
        loop {
            items.push(item(self, depth)?);
            match self.next()? {
                b',' => {}
                it if it == end => return Some(items),
                _ => return None,
            }
        }
    }

    /// The text whose quotation mark has been read.
    fn text(&mut self) -> Option<String> {
        let mut text = Vec::new();
        loop {
            let as_it_is = self.rest.iter().take_while(|it| !matches!(it, b'"' | b'\\' | 0..=31));
            let (as_it_is, rest) = self.rest.split_at_checked(as_it_is.count())?;
            text.extend_from_slice(as_it_is);
            self.rest = rest;
            match self.next()? {
                b'"' => return String::from_utf8(text).ok(),
                b'\\' => {
                    let escaped = self.escaped()?;
                    text.extend_from_slice(escaped.encode_utf8(&mut [0; 4]).as_bytes());
                }
                _ => return None,
            }
        }
    }

    /// The character whose backslash has been read.
    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            it @ (b'"' | b'\\' | b'/') => char::from(it),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                let second = if (0xd800..0xdc00).contains(&first) {
                    self.rest_of(br"\u", ())?;
                    Some(self.unit()?)
                } else {
                    None
                };
                char::decode_utf16([Some(first), second].into_iter().flatten()).next()?.ok()?
            }
            _ => return None,
        })
    }

    /// Four digits of an escaped character.
    fn unit(&mut self) -> Option<u16> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = (unit << 4) | char::from(self.next()?).to_digit(16)?;
        }
        u16::try_from(unit).ok()
    }

    /// A number, of which the first character has been read.
    fn number(&mut self, first: u8) -> Option<Plain> {
        let below = first == b'-';
        let first = if below { self.next()? } else { first };
        if !first.is_ascii_digit() {
            return None;
        }
        let mut count = Some(u64::from(first - b'0'));
        if first != b'0' {
            for digit in self.digits() {
                let digit = u64::from(digit - b'0');
                count = count.and_then(|it| it.checked_mul(10)?.checked_add(digit));
            }
        }
        let whole = self.rest.len();
        if self.skips(b'.') && self.digits().is_empty() {
            return None;
        }
        if self.skips(b'e') || self.skips(b'E') {
            let _ = self.skips(b'+') || self.skips(b'-');
            if self.digits().is_empty() {
                return None;
            }
        }
        Some(match count.filter(|_| self.rest.len() == whole) {
            Some(count) if !below => Plain::Count(count),
            Some(count @ 1..) => {
                0_i64.checked_sub_unsigned(count).map_or(Plain::Fraction, Plain::Below)
            }
            Some(0) | None => Plain::Fraction,
        })
    }

    fn digits(&mut self) -> &'a [u8] {
        let digits = self.rest.iter().take_while(|it| it.is_ascii_digit()).count();
        let (digits, rest) = self.rest.split_at_checked(digits).unwrap_or_default();
        self.rest = rest;
        digits
    }

    /// `value`, if `rest` of its word comes.
    fn rest_of<T>(&mut self, rest: &[u8], value: T) -> Option<T> {
        self.rest = self.rest.strip_prefix(rest)?;
        Some(value)
    }

    fn space(&mut self) {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// Whether `it` comes, which is then read.
    fn skips(&mut self, it: u8) -> bool {
        self.rest_of(&[it], ()).is_some()
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 12] = [
        r#" { "a" : [ 1 , -2 , 3.25 , true , false , null ] , "b" : { } , "a" : [ ] } "#,
        r#""\"\\\/\b\f\n\r\t\u00e9\u20AC\uD83D\ude00 \u0000 é€😀""#,
        r#"["\ud83d", "\ud83dx", "\ud83d\u0041", "\ude00", "\u12", "\x", "\u+123"]"#,
        "[18446744073709551615, 18446744073709551616, 9223372036854775808]",
        "[-9223372036854775808, -9223372036854775809, -1, -0, 0, 00]",
        "[1e3, 1E+3, 1.5e-3, 0.0, -0.5]",
        "[1.]",
        "[.5, +1, 1e, 1e+, -, - 1, 0x1, 01]",
        "[1,]",
        r#"{"a":1,}"#,
        "\u{a0}1",
        "tru nul",
    ];

    #[test]
    fn a_page_reads_what_serde_json_reads() {
        let agree = |text: &str| {
            assert_eq!(Plain::of(text), serde_json::from_str(text).ok(), "{text}");
        };
        for text in TEXTS {
            for from in 0..text.len() {
                for to in from..=text.len() {
                    text.get(from..to).into_iter().for_each(agree);
                }
            }
        }
        for depth in [127, 128, 129] {
            agree(&["[".repeat(depth), "]".repeat(depth)].concat());
            agree(&[r#"{"a":"#.repeat(depth), "1".to_owned(), "}".repeat(depth)].concat());
        }
        for byte in 0..=0x7f_u8 {
            let c = char::from(byte);
            [format!("{c}1{c}"), format!("\"{c}\""), format!("\"\\{c}\""), format!("[1{c}2]")]
                .iter()
                .for_each(|text| agree(text));
        }
    }
}
