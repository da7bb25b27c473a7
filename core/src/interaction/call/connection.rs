//! A party's media connection: expected, coming up, up, or lost and expected back.
//!
//! Moved by joining and by what the media plane reports. What the connection may hear or say is
//! not known here.

use crate::{id::LegId, interaction::project::NO_LEG, time::Timestamp};

/// Where a party's media connection stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Connection {
    /// Not there yet; given up at `until`.
    Awaited {
        /// When it was first expected.
        since: Timestamp,
        /// When it is given up.
        until: Timestamp,
    },
    /// The handshake runs; given up at `until`.
    Joining {
        /// The connection that comes up.
        leg: LegId,
        /// When the handshake began.
        since: Timestamp,
        /// When it is given up.
        until: Timestamp,
        /// Whether the party had a connection that was up before.
        was_up: bool,
    },
    /// Up.
    Connected {
        /// The connection.
        leg: LegId,
        /// When it came up.
        since: Timestamp,
    },
    /// Lost, and expected back before `until`.
    Reattaching {
        /// When it was lost.
        since: Timestamp,
        /// When it is given up.
        until: Timestamp,
    },
}

impl Connection {
    /// The leg, while there is one.
    #[must_use]
    pub const fn leg(&self) -> Option<LegId> {
        match self {
            Self::Joining { leg, .. } | Self::Connected { leg, .. } => Some(*leg),
            Self::Awaited { .. } | Self::Reattaching { .. } => None,
        }
    }

    /// Whether sound can flow.
    #[must_use]
    pub const fn is_up(&self) -> bool {
        match self {
            Self::Connected { .. } => true,
            Self::Awaited { .. } | Self::Joining { .. } | Self::Reattaching { .. } => false,
        }
    }

    /// Whether sound could flow at any time on it or on an earlier one.
    #[must_use]
    pub const fn was_ever_up(&self) -> bool {
        match self {
            Self::Connected { .. } | Self::Reattaching { .. } => true,
            Self::Joining { was_up, .. } => *was_up,
            Self::Awaited { .. } => false,
        }
    }

    /// Whether it was there and is not any more.
    #[must_use]
    pub const fn is_lost(&self) -> bool {
        match self {
            Self::Reattaching { .. } => true,
            Self::Awaited { .. } | Self::Joining { .. } | Self::Connected { .. } => false,
        }
    }

    /// When it is given up, unless it is up.
    #[must_use]
    pub const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Awaited { until, .. }
            | Self::Joining { until, .. }
            | Self::Reattaching { until, .. } => Some(*until),
            Self::Connected { .. } => None,
        }
    }

    /// The same with the leg's id left out, for those who need not know it.
    #[must_use]
    pub const fn veiled(&self) -> Self {
        match self {
            Self::Joining { since, until, was_up, .. } => {
                let (since, until, was_up) = (*since, *until, *was_up);
                Self::Joining { leg: NO_LEG, since, until, was_up }
            }
            Self::Connected { since, .. } => Self::Connected { leg: NO_LEG, since: *since },
            Self::Awaited { since, until } => Self::Awaited { since: *since, until: *until },
            Self::Reattaching { since, until } => {
                Self::Reattaching { since: *since, until: *until }
            }
        }
    }
}
