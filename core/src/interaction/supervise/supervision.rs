//! One supervisor's part in an interaction: viewing, connected, in an action.
//!
//! A leg is always in exactly one state and an action exists only on a connected leg, so that two
//! actions at once cannot be said.

use serde::Serialize;

use super::Origin;
use crate::{
    id::LegId,
    interaction::Connection,
    people::{Grant, PersonCard},
    terms::Terms,
    time::Timestamp,
    wire::words,
};

/// The three things a supervisor can do on a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Hears agent and customer; heard by nobody.
    Monitor,
    /// Hears both; heard by the agent only.
    Coach,
    /// Hears both and is heard by both.
    BargeIn,
}

/// A supervisor on an interaction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Supervision {
    /// Who.
    pub card: PersonCard,
    /// Since when the interaction is open there.
    pub since: Timestamp,
    /// The voice connection.
    pub leg: SupervisorLeg,
    /// What for.
    pub origin: Origin,
    /// Whether Send is held down, where a coach is heard only meanwhile.
    pub send_held: bool,
}

/// The voice connection of a supervisor. One without is not on the interaction at all: *detached*
/// is absence from [`super::Interaction::supervisors`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SupervisorLeg {
    /// Expected, coming up, or lost and expected back: no action can run.
    Connecting(Connection),
    /// Up, with what is done on it.
    Connected {
        /// The connection; always [`Connection::Connected`].
        connection: Connection,
        /// What is done.
        stance: Stance,
    },
}

/// What a connected supervisor does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stance {
    /// Nothing: hears nobody, is heard by nobody.
    Idle,
    /// Committed, not yet confirmed by the media plane. No screen but the supervisor's shows it.
    Requested {
        /// What.
        action: Action,
        /// Since when.
        since: Timestamp,
        /// When it is given up.
        until: Timestamp,
    },
    /// Confirmed.
    Active {
        /// What.
        action: Action,
        /// Since when.
        since: Timestamp,
    },
}

impl Action {
    /// All three, in the order of the buttons.
    pub const ALL: [Self; 3] = [Self::Monitor, Self::Coach, Self::BargeIn];

    /// The permission it needs.
    #[must_use]
    pub const fn grant(self) -> Grant {
        match self {
            Self::Monitor => Grant::Monitor,
            Self::Coach => Grant::Coach,
            Self::BargeIn => Grant::BargeIn,
        }
    }

    /// The button that starts it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Monitor => "Monitor",
            Self::Coach => "Coach",
            Self::BargeIn => "Barge In",
        }
    }

    /// The button that ends it.
    #[must_use]
    pub const fn end_label(self) -> &'static str {
        match self {
            Self::Monitor => "Stop Monitoring",
            Self::Coach => "End Coaching",
            Self::BargeIn => "End Barge In",
        }
    }

    /// Whether the agent is told of it (R-040, R-041, R-045; A-09 where the law wants it).
    #[must_use]
    pub const fn shown_to_agent(self, terms: &Terms) -> bool {
        match self {
            Self::Monitor => terms.notify_agent_on_monitor,
            Self::Coach | Self::BargeIn => true,
        }
    }

    /// Whether the customer is told of it.
    #[must_use]
    pub const fn shown_to_customer(self) -> bool {
        match self {
            Self::Monitor | Self::Coach => false,
            Self::BargeIn => true,
        }
    }
}

impl SupervisorLeg {
    /// The connection, up or expected.
    #[must_use]
    pub const fn connection(&self) -> &Connection {
        match self {
            Self::Connecting(connection) | Self::Connected { connection, .. } => connection,
        }
    }

    /// What is done on it; idle when it is not connected.
    #[must_use]
    pub const fn stance(&self) -> &Stance {
        match self {
            Self::Connecting(_) => &Stance::Idle,
            Self::Connected { stance, .. } => stance,
        }
    }

    /// The leg's id, while there is one.
    #[must_use]
    pub const fn leg(&self) -> Option<LegId> {
        self.connection().leg()
    }
}

impl Stance {
    /// The action that runs or was asked for.
    #[must_use]
    pub const fn action(&self) -> Option<Action> {
        match self {
            Self::Idle => None,
            Self::Requested { action, .. } | Self::Active { action, .. } => Some(*action),
        }
    }

    /// The action that the media plane has confirmed.
    #[must_use]
    pub const fn active(&self) -> Option<Action> {
        match self {
            Self::Active { action, .. } => Some(*action),
            Self::Idle | Self::Requested { .. } => None,
        }
    }
}

words!(Action {
    "monitor" Monitor;
    "coach" Coach;
    "barge_in" BargeIn;
});
