//! How pressing a help request is, in a word.

use crate::wire::words;

/// How pressing a request is. The order sorts lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Sorts first and sounds different.
    Emergency,
    /// The usual one.
    #[default]
    Assist,
}

impl Severity {
    /// Both, the usual one first.
    pub const ALL: [Self; 2] = [Self::Assist, Self::Emergency];

    /// The word for it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Assist => "Assist",
            Self::Emergency => "Emergency",
        }
    }
}

words!(Severity {
    "emergency" Emergency;
    "assist" Assist;
});
