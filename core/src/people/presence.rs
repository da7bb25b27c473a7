//! Whether somebody can be reached.

use crate::wire::words;

/// Whether somebody can be reached. The names are literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// Can be rung.
    Available,
    /// Signed in, not to be rung.
    Busy,
    /// Not signed in.
    Offline,
}

impl Presence {
    /// The word on screens.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Available => "Available",
            Self::Busy => "Busy",
            Self::Offline => "Offline",
        }
    }
}

words!(Presence {
    "Available" Available;
    "Busy" Busy;
    "Offline" Offline;
});
