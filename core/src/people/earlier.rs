//! What somebody asked help for before, in short, and how a help request stands in a word.

use crate::{
    time::Timestamp,
    wire::{record, words},
};

/// An earlier help request of the same agent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Earlier {
    /// When it was submitted.
    pub at: Timestamp,
    /// The reason as it read.
    pub label: String,
    /// What became of it.
    pub status: HelpStatus,
}

/// How a request stands in a word, for lists, filters and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is a state of the same name")]
pub enum HelpStatus {
    Requested,
    InProgress,
    Closed,
    Cancelled,
    NotClaimed,
    TimerAction,
    Timeout,
}

impl HelpStatus {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Requested,
        Self::InProgress,
        Self::Closed,
        Self::Cancelled,
        Self::NotClaimed,
        Self::TimerAction,
        Self::Timeout,
    ];

    /// What a screen says; the sources' exits and statuses to the letter.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Requested => "Requested",
            Self::InProgress => "In Progress",
            Self::Closed => "Closed",
            Self::Cancelled => "Cancelled",
            Self::NotClaimed => "Not claimed",
            Self::TimerAction => "Timer action",
            Self::Timeout => "Timeout",
        }
    }
}

words!(HelpStatus {
    "requested" Requested;
    "in_progress" InProgress;
    "closed" Closed;
    "cancelled" Cancelled;
    "not_claimed" NotClaimed;
    "timer_action" TimerAction;
    "timeout" Timeout;
});

record!(Earlier { at, label, status });
