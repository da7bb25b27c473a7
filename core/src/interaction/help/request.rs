//! A help request: its states, each with what belongs to it.
//!
//! `Requested` → `InProgress` → an end; while it is requested it goes through the stages of the
//! tenant's plan, each of which ends by one of four exits.

use super::{Brief, Severity};
use crate::{
    id::{PersonId, ReasonId},
    interaction::Parting,
    people::{Earlier, HelpStatus, PersonCard},
    personal::Personal,
    sorted::{Map, Set},
    time::Timestamp,
    wire::{record, tagged, words},
};

/// The last help request of an interaction. One is live at most.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HelpRequest {
    /// Counts the requests of the interaction, from 1.
    pub number: u32,
    /// When it was submitted.
    pub raised_at: Timestamp,
    /// Since when it is asked: when it was submitted, or opened again.
    pub asked_at: Timestamp,
    /// The reason's name.
    pub reason: ReasonId,
    /// The reason as the agent read it.
    pub label: String,
    /// What the agent added; may be empty.
    pub comment: Personal<String>,
    /// How pressing it is.
    pub severity: Severity,
    /// What the popup shows besides.
    pub brief: Brief,
    /// What this agent asked for in the day before.
    pub earlier: Vec<Earlier>,
    /// How it stands.
    pub state: HelpState,
}

/// How a request stands, with what belongs to that.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HelpState {
    /// Somebody still has to react: `NEEDS_ACTION`.
    Requested(Run),
    /// Somebody has taken it.
    InProgress(Engagement),
    /// It ended after somebody had taken it.
    Closed {
        /// When it was closed.
        at: Timestamp,
        /// What closed it.
        why: CloseReason,
        /// Who had taken it.
        helper: PersonCard,
    },
    /// It ended before anybody took it.
    Cancelled {
        /// When it was cancelled.
        at: Timestamp,
        /// What cancelled it.
        why: CancelReason,
    },
    /// Its last stage ended without a claim.
    Unclaimed {
        /// When the last stage ended.
        at: Timestamp,
        /// By which exit.
        exit: Unclaimed,
    },
}

/// A stage under way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Run {
    /// The number of the stage, from 1.
    pub stage: u32,
    /// When it began.
    pub since: Timestamp,
    /// When it ends as Timeout.
    pub until: Timestamp,
    /// When it ends as Timer action, where Show Timer is on.
    pub timer: Option<Timestamp>,
    /// On whose page it is.
    pub delivered: Set<PersonId>,
    /// Who has had it in view.
    pub seen: Set<PersonId>,
    /// Those on whose page it is and who are not there at the moment.
    pub away: Set<PersonId>,
    /// Who has rejected this request, and in which stage.
    pub rejected: Map<PersonId, u32>,
}

/// A request that somebody works on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Engagement {
    /// `HelpProvidedBy`.
    pub helper: PersonCard,
    /// The stage in which it was claimed.
    pub stage: u32,
    /// When it was claimed.
    pub since: Timestamp,
    /// Whether the helper is still there.
    pub presence: HelperPresence,
}

/// Whether the helper of a request is there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HelperPresence {
    /// On the interaction, or on the way there.
    There,
    /// Gone.
    Left {
        /// When the helper left.
        at: Timestamp,
        /// How the helper left.
        how: Parting,
    },
}

/// When a stage ends by itself: what is written when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StageRun {
    /// Which, from 1.
    pub stage: u32,
    /// When it ends as Timeout.
    pub until: Timestamp,
    /// When it ends as Timer action, where Show Timer is on.
    pub timer: Option<Timestamp>,
}

/// How a stage ends without a claim: three of the four exits; the fourth is
/// [`super::RequestFact::Claimed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unclaimed {
    /// *Not claimed*, with its `reason`.
    NotClaimed(NotClaimed),
    /// *Timer action* (R-150).
    TimerAction,
    /// *Timeout* (R-151).
    Timeout,
}

/// Why a stage was not claimed. The names are literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotClaimed {
    /// Nobody in an allowed status.
    NotAvailable,
    /// Nobody is eligible.
    NoAgents,
    /// Rejected.
    Rejected,
}

/// Why a request was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CancelReason {
    /// The agent did not need it any more.
    ByAgent,
    /// The call was transferred.
    TransferCompleted,
    /// The call ended.
    CallEnded,
}

/// Why a request was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CloseReason {
    /// The agent closed it.
    ByAgent,
    /// The call was transferred.
    TransferCompleted,
    /// The call went to the helper.
    TransferredToHelper,
    /// The call ended.
    CallEnded,
    /// The helper had gone, and the tenant closes then.
    HelperGone,
}

impl HelpRequest {
    /// Whether it has not ended.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        match &self.state {
            HelpState::Requested(_) | HelpState::InProgress(_) => true,
            HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => false,
        }
    }

    /// `help_requested`: whether somebody still has to react.
    #[must_use]
    pub const fn needs_action(&self) -> bool {
        self.run().is_some()
    }

    /// The stage under way, while nobody has taken it.
    #[must_use]
    pub const fn run(&self) -> Option<&Run> {
        match &self.state {
            HelpState::Requested(run) => Some(run),
            HelpState::InProgress(_)
            | HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => None,
        }
    }

    /// The work on it, while somebody has taken it.
    #[must_use]
    pub const fn engagement(&self) -> Option<&Engagement> {
        match &self.state {
            HelpState::InProgress(engagement) => Some(engagement),
            HelpState::Requested(_)
            | HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => None,
        }
    }

    /// `HelpProvidedBy`, `addClaimedBy`: who has taken it, or had.
    #[must_use]
    pub const fn helper(&self) -> Option<&PersonCard> {
        match &self.state {
            HelpState::InProgress(engagement) => Some(&engagement.helper),
            HelpState::Closed { helper, .. } => Some(helper),
            HelpState::Requested(_) | HelpState::Cancelled { .. } | HelpState::Unclaimed { .. } => {
                None
            }
        }
    }

    /// How it stands, in a word.
    #[must_use]
    pub const fn status(&self) -> HelpStatus {
        match &self.state {
            HelpState::Requested(_) => HelpStatus::Requested,
            HelpState::InProgress(_) => HelpStatus::InProgress,
            HelpState::Closed { .. } => HelpStatus::Closed,
            HelpState::Cancelled { .. } => HelpStatus::Cancelled,
            HelpState::Unclaimed { exit, .. } => exit.status(),
        }
    }
}

impl Unclaimed {
    /// How a request stands that ended by it.
    #[must_use]
    pub const fn status(self) -> HelpStatus {
        match self {
            Self::NotClaimed(_) => HelpStatus::NotClaimed,
            Self::TimerAction => HelpStatus::TimerAction,
            Self::Timeout => HelpStatus::Timeout,
        }
    }
}

impl NotClaimed {
    /// The literal reason.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAvailable => "NOT_AVAILABLE",
            Self::NoAgents => "NO_AGENTS",
            Self::Rejected => "REJECTED",
        }
    }
}

impl Run {
    /// A stage that begins at `since`; who had rejected before is kept in mind.
    pub(super) const fn begun(
        planned: &StageRun,
        since: Timestamp,
        rejected: Map<PersonId, u32>,
    ) -> Self {
        Self {
            stage: planned.stage,
            since,
            until: planned.until,
            timer: planned.timer,
            delivered: Set::new(),
            seen: Set::new(),
            away: Set::new(),
            rejected,
        }
    }

    /// When it ends by itself.
    #[must_use]
    pub const fn planned(&self) -> StageRun {
        StageRun { stage: self.stage, until: self.until, timer: self.timer }
    }
}

tagged!(Unclaimed by "exit", "reason" {
    "not_claimed" NotClaimed(it);
    "timer_action" TimerAction;
    "timeout" Timeout;
});

words!(NotClaimed {
    "NOT_AVAILABLE" NotAvailable;
    "NO_AGENTS" NoAgents;
    "REJECTED" Rejected;
});

words!(CancelReason {
    "by_agent" ByAgent;
    "transfer_completed" TransferCompleted;
    "call_ended" CallEnded;
});

words!(CloseReason {
    "by_agent" ByAgent;
    "transfer_completed" TransferCompleted;
    "transferred_to_helper" TransferredToHelper;
    "call_ended" CallEnded;
    "helper_gone" HelperGone;
});

record!(StageRun { stage, until, timer });
