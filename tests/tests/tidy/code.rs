//! Rust source with comments, strings and characters blanked out, line for line, so that braces,
//! commas and words can be counted without parsing the language.

/// `source` with every comment, string and character literal replaced by spaces.
pub(crate) fn blanked(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = literal_end(bytes, at);
        match end {
            Some(end) => {
                for byte in &mut out[at..end] {
                    if *byte != b'\n' {
                        *byte = b' ';
                    }
                }
                at = end;
            }
            None => at += 1,
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Where the comment or literal that begins at `at` ends, if one begins there.
fn literal_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    let after_word = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    if rest.starts_with(b"//") {
        return Some(at + length_until(rest, b"\n"));
    }
    if rest.starts_with(b"/*") {
        return Some(at + length_until(rest, b"*/") + 2);
    }
    if rest.starts_with(b"\"") {
        return Some(at + quoted(rest, b'"'));
    }
    if rest.starts_with(b"r") && !after_word || rest.starts_with(b"r") && bytes[at - 1] == b'b' {
        let hashes = rest[1..].iter().take_while(|byte| **byte == b'#').count();
        if rest.get(1 + hashes) == Some(&b'"') {
            let mut closing = vec![b'"'];
            closing.extend(vec![b'#'; hashes]);
            let opening = 2 + hashes;
            return Some(at + opening + length_until(&rest[opening..], &closing) + closing.len());
        }
    }
    if rest.starts_with(b"'") && is_character(rest) {
        return Some(at + quoted(rest, b'\''));
    }
    None
}

/// A quote that opens a character, not a lifetime.
fn is_character(rest: &[u8]) -> bool {
    match rest.get(1) {
        Some(b'\\') => true,
        Some(first) if first.is_ascii() => rest.get(2) == Some(&b'\''),
        Some(_) => rest.iter().take(6).skip(2).any(|byte| *byte == b'\''),
        None => false,
    }
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

fn length_until(rest: &[u8], end: &[u8]) -> usize {
    rest.windows(end.len())
        .position(|window| window == end)
        .unwrap_or(rest.len().saturating_sub(end.len()))
}

/// The line, from 1, on which the byte at `offset` stands.
pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1
}

#[test]
fn what_stands_in_comments_and_literals_is_not_code() {
    let source = "let a = \"}\\\"{\"; // {\nlet b: &'a str = r#\"\"{\"#; let c = '{';";
    let expected = "let a =       ;     \nlet b: &'a str =        ; let c =    ;";
    assert_eq!(blanked(source), expected);
}
