//! Which facts are told again, each by its slice.

use super::{Fact, call, contact, help, supervise};

impl Fact {
    /// Whether it belongs to the timeline.
    #[must_use]
    pub const fn is_told(&self) -> bool {
        match self {
            Self::Call(fact) => call::tells(fact),
            Self::Supervise(fact) => supervise::tells(fact),
            Self::Help(fact) => help::tells(fact),
            Self::Contact(fact) => contact::tells(fact),
        }
    }
}
