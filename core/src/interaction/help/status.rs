//! How a help request stands, and how pressing it is, in a word. Values only.

use serde::Serialize;

use crate::protocol::tagged::words;

/// How pressing a request is. The order sorts lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Sorts first and sounds different.
    Emergency,
    /// The usual one.
    #[default]
    Assist,
}

/// How a request stands in a word, for lists, filters and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
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

words!(Severity {
    "emergency" Emergency;
    "assist" Assist;
});

words!(HelpStatus {
    "requested" Requested;
    "in_progress" InProgress;
    "closed" Closed;
    "cancelled" Cancelled;
    "not_claimed" NotClaimed;
    "timer_action" TimerAction;
    "timeout" Timeout;
});
