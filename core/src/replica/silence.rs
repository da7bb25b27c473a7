//! How long the server has said nothing: the link's own deadline, since a dead connection is closed
//! by nobody.
//!
//! Silence is over when two timeouts in a row found it unbroken. A page that stood still itself (a
//! busy machine, a laptop asleep) is told of its timeout before it reads what came meanwhile, and
//! would take its own silence for the server's if one were enough.

use crate::time::{Millis, Timestamp};

/// How long nothing may come from the server before the link counts as lost: what a supervisor's
/// browser is given too. Shorter, and a server that is busy for a moment loses its pages.
pub const SILENT_FOR: Millis = Millis::seconds(5);

/// How often the server says that it is there, and what time it is, to a page on which nothing
/// happens, and the page that its program runs: a page that slept, or whose clock went wrong, shows
/// the right times again within two seconds, of which its screen takes half of one. A pulse may be
/// over three seconds late before the link counts as lost, in which the network has sent it again
/// three times.
pub const PULSE_EVERY: Millis = Millis(1500);

/// How long the program of a page may say nothing before the page counts as not there: within five
/// seconds from its last word nobody is rung there, however that is noticed.
pub const PAGE_SILENT_FOR: Millis = Millis(4_500);

/// From when on its browser is asked with every pulse whether the socket lives: what still comes of it
/// then is no rest of what the page said last, and there are two pulses left.
pub const PAGE_DOUBTED_AFTER: Millis = Millis(PAGE_SILENT_FOR.0 / 2);

/// Unbroken silence.
#[derive(Debug, Clone, Copy)]
pub(super) enum Silence {
    /// For less than half of [`SILENT_FOR`].
    Begun { due: Timestamp },
    /// For half of it at least.
    Doubted { due: Timestamp },
}

impl Silence {
    /// Something came at this instant.
    pub(super) const fn since(at: Timestamp) -> Self {
        Self::Begun { due: at.plus(HALF) }
    }

    /// When it has to be looked at again.
    pub(super) const fn due(self) -> Timestamp {
        match self {
            Self::Begun { due } | Self::Doubted { due } => due,
        }
    }

    /// As it is at a timeout; nothing when it has lasted too long.
    pub(super) fn at(self, at: Timestamp) -> Option<Self> {
        match self {
            Self::Begun { due } | Self::Doubted { due } if at < due => Some(self),
            Self::Begun { .. } => Some(Self::Doubted { due: at.plus(HALF) }),
            Self::Doubted { .. } => None,
        }
    }
}

const HALF: Millis = Millis(SILENT_FOR.0 / 2);
