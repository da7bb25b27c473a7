//! What is asked of a request and what happened to it: the wire contract of help.

use super::{Brief, CancelReason, CloseReason, NewBrief, Severity, StageRun, Unclaimed};
use crate::{
    id::{PersonId, ReasonId},
    interaction::{Parting, refusal::RefusalKind},
    people::{Earlier, PersonCard, Presence},
    personal::Personal,
    wire::tagged,
};

/// What is asked about help. A request is named by its number on the interaction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HelpCommand {
    /// Agent: ask for help.
    Request {
        /// The reason's name.
        reason: ReasonId,
        /// What the helper should know; may be empty.
        comment: String,
        /// How pressing it is.
        severity: Severity,
        /// What the popup shows besides.
        brief: NewBrief,
    },
    /// Agent: it is not needed any more, and nobody has taken it.
    Cancel {
        /// The number of the request on this interaction.
        request: u32,
    },
    /// Agent: it is over, somebody has taken it.
    Close {
        /// The number of the request on this interaction.
        request: u32,
    },
    /// Agent: the helper has gone, ask everybody again.
    AskAgain {
        /// The number of the request on this interaction.
        request: u32,
    },
    /// Who is asked: take it.
    Claim {
        /// The number of the request on this interaction.
        request: u32,
    },
    /// Who is asked: deny it.
    Reject {
        /// The number of the request on this interaction.
        request: u32,
    },
    /// Administrator or machine: put somebody on the *claimed by* list.
    AddHelper {
        /// The person to put on the list.
        person: PersonId,
    },
    /// Administrator or machine: take somebody off it.
    RemoveHelper {
        /// The person to take off the list.
        person: PersonId,
    },
}

/// What happened about help.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HelpFact {
    /// Something happened to a help request.
    Request {
        /// Its number, counted from 1 on this interaction.
        request: u32,
        /// What happened to it.
        what: RequestFact,
    },
    /// Somebody was put on the *claimed by* list.
    HelperAdded {
        /// Name and number of that person.
        helper: PersonCard,
    },
    /// Somebody was taken off the *claimed by* list.
    HelperRemoved {
        /// The person.
        helper: PersonId,
    },
}

/// What happened to a help request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RequestFact {
    /// The agent submitted it.
    Requested {
        /// The reason's name.
        reason: ReasonId,
        /// The reason as the agent read it.
        label: String,
        /// What the agent added.
        comment: Personal<String>,
        /// How pressing it is.
        severity: Severity,
        /// What the popup shows besides.
        brief: Brief,
        /// What this agent asked for in the day before.
        earlier: Vec<Earlier>,
        /// The first stage.
        run: StageRun,
    },
    /// It is on these pages, and these people have had it in view. Counted for those who may
    /// answer it.
    Received {
        /// The number of the stage that it was in.
        stage: u32,
        /// On whose page it is.
        delivered: Vec<PersonId>,
        /// Who has had it in view.
        seen: Vec<PersonId>,
    },
    /// Of those on whose page it is, these are not there at the moment.
    Away {
        /// The number of the stage.
        stage: u32,
        /// All of them.
        people: Vec<PersonId>,
    },
    /// Somebody who was asked denied it.
    Rejected {
        /// The person who denied it.
        by: PersonCard,
    },
    /// A stage ended without a claim.
    StageEnded {
        /// The number of the stage that ended.
        stage: u32,
        /// By which exit.
        exit: Unclaimed,
        /// What follows; with nothing the request has ended.
        next: Option<StageRun>,
    },
    /// Somebody took it: the exit *Claimed*, In Progress, HelpProvidedBy, all in one.
    Claimed {
        /// The number of the stage that it was in.
        stage: u32,
        /// The person who took it.
        helper: PersonCard,
    },
    /// The helper has gone.
    HelperLeft {
        /// How the helper left.
        how: Parting,
    },
    /// The helper who had gone is there again.
    HelperReturned,
    /// It is asked again, from its first stage on; nobody has taken it any more.
    Reopened {
        /// The first stage.
        run: StageRun,
    },
    /// It ended before anybody took it.
    Cancelled {
        /// What cancelled it.
        why: CancelReason,
    },
    /// It ended after somebody had taken it.
    Closed {
        /// What closed it.
        why: CloseReason,
    },
}

/// Most help requests of one call.
pub const MAX_REQUESTS: u32 = 100;

/// The rule about help that stands against a command. `Display` is the sentence for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum HelpRefusal {
    /// The tenant's screens are not told of changes, so a request would reach nobody.
    #[error(
        "Live updates are off, so help cannot be requested. An administrator can turn them on."
    )]
    LiveUpdatesOff,
    /// One request is live at most.
    #[error("Help has already been requested on this call.")]
    HelpAlreadyRequested,
    /// A call has a bounded number of requests ([`MAX_REQUESTS`]).
    #[error(
        "Help was requested {MAX_REQUESTS} times on this call, which is as often as it can be."
    )]
    TooManyRequests,
    /// Not a reason of this tenant's.
    #[error("This reason does not exist. Choose another one.")]
    UnknownReason,
    /// No request of this number.
    #[error("There is no such help request.")]
    NoSuchRequest,
    /// It ended.
    #[error("This help request has ended.")]
    HelpEnded,
    /// The agent was faster.
    #[error("{by} has cancelled this help request.")]
    HelpCancelled {
        /// The display name of who cancelled it.
        by: String,
    },
    /// Somebody else was faster.
    #[error("{by} has taken this help request.")]
    HelpTaken {
        /// The display name of who took it.
        by: String,
    },
    /// Only what somebody has taken can be closed.
    #[error("Nobody has taken this help request yet. Cancel it instead.")]
    HelpNotTaken,
    /// Not in the audience of the stage under way.
    #[error("This help request is not addressed to you.")]
    NotAsked,
    /// In the audience, not in an allowed status.
    #[error("You are {}. Become Available to answer this help request.", presence.label())]
    StatusNotAllowed {
        /// In which.
        presence: Presence,
    },
    /// A rejection stands.
    #[error("You have rejected this help request.")]
    AlreadyRejected,
    /// Somebody who may not help, or the agent.
    #[error("This person may not help on this call.")]
    NotAHelper,
    /// On the *claimed by* list.
    #[error("This person is on the list already.")]
    HelperListed,
    /// Not on it.
    #[error("This person is not on the list.")]
    HelperNotListed,
}

impl HelpCommand {
    /// Whether only administrators and machines may send it.
    #[must_use]
    pub const fn is_operation(&self) -> bool {
        match self {
            Self::AddHelper { .. } | Self::RemoveHelper { .. } => true,
            Self::Request { .. }
            | Self::Cancel { .. }
            | Self::Close { .. }
            | Self::AskAgain { .. }
            | Self::Claim { .. }
            | Self::Reject { .. } => false,
        }
    }

    /// Whether it begins something: an agent whose call goes on may still ask for help with it.
    #[must_use]
    pub const fn begins(&self) -> bool {
        match self {
            Self::Claim { .. } | Self::AddHelper { .. } | Self::RemoveHelper { .. } => true,
            Self::Request { .. }
            | Self::Cancel { .. }
            | Self::Close { .. }
            | Self::AskAgain { .. }
            | Self::Reject { .. } => false,
        }
    }

    /// The command with each free text replaced by its length.
    #[must_use]
    pub fn without_texts(&self) -> Self {
        match self {
            Self::Request { reason, comment, severity, brief } => Self::Request {
                reason: reason.clone(),
                comment: comment.len().to_string(),
                severity: *severity,
                brief: brief.without_texts(),
            },
            Self::Cancel { .. }
            | Self::Close { .. }
            | Self::AskAgain { .. }
            | Self::Claim { .. }
            | Self::Reject { .. }
            | Self::AddHelper { .. }
            | Self::RemoveHelper { .. } => self.clone(),
        }
    }
}

impl HelpRefusal {
    /// What kind of rule it is.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::NoSuchRequest | Self::HelperNotListed => RefusalKind::NotFound,
            Self::NotAsked => RefusalKind::Forbidden,
            Self::UnknownReason | Self::NotAHelper => RefusalKind::Invalid,
            Self::LiveUpdatesOff
            | Self::HelpAlreadyRequested
            | Self::TooManyRequests
            | Self::HelpEnded
            | Self::HelpCancelled { .. }
            | Self::HelpTaken { .. }
            | Self::HelpNotTaken
            | Self::StatusNotAllowed { .. }
            | Self::AlreadyRejected
            | Self::HelperListed => RefusalKind::Conflict,
        }
    }
}

impl RequestFact {
    /// Whether nobody is asked any more after it: taken, or ended.
    #[must_use]
    pub const fn ends_asking(&self) -> bool {
        match self {
            Self::Claimed { .. }
            | Self::Cancelled { .. }
            | Self::Closed { .. }
            | Self::StageEnded { next: None, .. } => true,
            Self::Requested { .. }
            | Self::Received { .. }
            | Self::Away { .. }
            | Self::Rejected { .. }
            | Self::StageEnded { next: Some(_), .. }
            | Self::HelperLeft { .. }
            | Self::HelperReturned
            | Self::Reopened { .. } => false,
        }
    }
}

tagged!(RequestFact by "type", "data" {
    "requested" Requested { reason, label, comment, severity, brief = default, earlier = default, run };
    "received" Received { stage, delivered, seen };
    "away" Away { stage, people };
    "rejected" Rejected { by };
    "stage_ended" StageEnded { stage, exit, next };
    "claimed" Claimed { stage, helper };
    "helper_left" HelperLeft { how };
    "helper_returned" HelperReturned;
    "reopened" Reopened { run };
    "cancelled" Cancelled { why };
    "closed" Closed { why };
});

tagged!(HelpCommand by "type", "data" {
    "request" Request { reason, comment = default, severity = default, brief = default };
    "cancel" Cancel { request };
    "close" Close { request };
    "ask_again" AskAgain { request };
    "claim" Claim { request };
    "reject" Reject { request };
    "add_helper" AddHelper { person };
    "remove_helper" RemoveHelper { person };
});

tagged!(HelpFact by "type", "data" {
    "request" Request { request, what };
    "helper_added" HelperAdded { helper };
    "helper_removed" HelperRemoved { helper };
});

tagged!(HelpRefusal by "type", "data" {
    "live_updates_off" LiveUpdatesOff;
    "help_already_requested" HelpAlreadyRequested;
    "too_many_requests" TooManyRequests;
    "unknown_reason" UnknownReason;
    "no_such_request" NoSuchRequest;
    "help_ended" HelpEnded;
    "help_cancelled" HelpCancelled { by };
    "help_taken" HelpTaken { by };
    "help_not_taken" HelpNotTaken;
    "not_asked" NotAsked;
    "status_not_allowed" StatusNotAllowed { presence };
    "already_rejected" AlreadyRejected;
    "not_a_helper" NotAHelper;
    "helper_listed" HelperListed;
    "helper_not_listed" HelperNotListed;
});
