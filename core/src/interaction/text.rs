//! Free texts within their bounds, without what no screen can show.

use super::Refusal;

/// Longest text of a popup, summary or intent, in characters.
pub const MAX_TEXT_CHARS: usize = 4000;

/// Longest label or value of a contact's field, and label of a timer, in characters.
pub(super) const MAX_FIELD_CHARS: usize = 200;

/// A text without what no screen can show, or the refusal that it is too long.
pub(super) fn checked(text: &str, limit: usize) -> Result<String, Refusal> {
    let shown = |c: char| !c.is_control() || c == '\n' || c == '\t';
    let shown: String = text.chars().filter(|c| shown(*c)).collect();
    let text = shown.trim();
    if text.chars().count() > limit {
        Err(Refusal::TextTooLong { limit })
    } else {
        Ok(text.to_owned())
    }
}
