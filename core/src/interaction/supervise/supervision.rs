//! One supervisor's part in an interaction: connected, in an action.
//!
//! There is one stance, and it is idle while the connection is not up, so that two actions at once
//! cannot be said.

use super::Origin;
use crate::{
    people::{Grant, PersonCard},
    terms::Terms,
    time::Timestamp,
    wire::words,
};

/// The three things a supervisor can do on a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Hears agent and customer; heard by nobody.
    Monitor,
    /// Hears both; heard by the agent only.
    Coach,
    /// Hears both and is heard by both.
    BargeIn,
}

/// A supervisor's part in an interaction. One who has it not open is no party of it at all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Supervision {
    /// Name and number.
    pub card: PersonCard,
    /// What is done; always idle while the connection is not up.
    pub stance: Stance,
    /// What the interaction was opened for.
    pub origin: Origin,
    /// Whether Send is held down, where a coach is heard only meanwhile.
    pub send_held: bool,
}

/// What a connected supervisor does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stance {
    /// Nothing: hears nobody, is heard by nobody.
    Idle,
    /// Committed, not yet confirmed by the media plane. No screen but the supervisor's shows it.
    Requested {
        /// The action that was asked for.
        action: Action,
        /// When it was asked for.
        since: Timestamp,
        /// When it is given up.
        until: Timestamp,
    },
    /// Confirmed.
    Active {
        /// The action that runs.
        action: Action,
        /// When it was confirmed.
        since: Timestamp,
    },
}

impl Origin {
    /// Whether the supervisor was asked to come: whatever is not of their own accord.
    #[must_use]
    pub const fn is_help(self) -> bool {
        !matches!(self, Self::Proactive)
    }
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
