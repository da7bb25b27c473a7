//! Where a link may lead: the web, mail, a telephone.
//!
//! Decided on the text of the address by a list of what is allowed. A browser forgives much in an
//! address (case, tabs, line breaks, control characters), so one that has any of that is not
//! mended but refused.

/// An address that a link may lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkTarget(String);

/// Everything else runs something, reads something local, or leads to this server.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

impl LinkTarget {
    /// The address, if a link may lead there.
    pub(crate) fn allowed(text: &str) -> Option<Self> {
        if !text.chars().all(is_plain) {
            return None;
        }
        let (scheme, rest) = text.split_once(':')?;
        let scheme = SCHEMES.into_iter().find(|known| scheme.eq_ignore_ascii_case(known))?;
        let leads = match scheme {
            "http" | "https" => names_a_host(rest),
            _ => !rest.is_empty(),
        };
        leads.then(|| Self([scheme, ":", rest].concat()))
    }

    /// As it stands in the link.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A character that is what it seems: nothing that is invisible, turns the direction of writing, or
/// that a browser would take out of an address or read as another.
fn is_plain(c: char) -> bool {
    let invisible = matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    );
    !(c.is_control() || c.is_whitespace() || invisible || c == '\\')
}

/// `//host…`, where nothing before an `@` pretends to be the host.
fn names_a_host(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix("//") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty() && !host.contains('@')
}
