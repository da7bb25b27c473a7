//! What is asked of a request and what happened to it: the wire contract of help.

use serde::Serialize;

use super::{
    Brief, CancelReason, CloseReason, Contact, Earlier, NewBrief, Severity, StageRun, Unclaimed,
};
use crate::{
    actor::PersonCard,
    id::{PersonId, ReasonId},
    interaction::Parting,
    personal::Personal,
    protocol::tagged::tagged,
};

/// What is asked about help. A request is named by its number on the interaction.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum HelpCommand {
    /// Agent: ask for help.
    Request {
        /// The reason's name.
        reason: ReasonId,
        /// What the helper should know; may be empty.
        #[serde(default)]
        comment: String,
        /// How pressing it is.
        #[serde(default)]
        severity: Severity,
        /// What the popup shows besides.
        #[serde(default)]
        brief: NewBrief,
    },
    /// Agent: it is not needed any more, and nobody has taken it.
    Cancel {
        /// Which.
        request: u32,
    },
    /// Agent: it is over, somebody has taken it.
    Close {
        /// Which.
        request: u32,
    },
    /// Agent: the helper has gone, ask everybody again.
    AskAgain {
        /// Which.
        request: u32,
    },
    /// Who is asked: take it.
    Claim {
        /// Which.
        request: u32,
    },
    /// Who is asked: deny it.
    Reject {
        /// Which.
        request: u32,
    },
}

/// What an administrator or a machine of the tenant's asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Operation {
    /// Put somebody on the *claimed by* list.
    AddHelper {
        /// Whom.
        person: PersonId,
    },
    /// Take somebody off it.
    RemoveHelper {
        /// Whom.
        person: PersonId,
    },
    /// Say what is known of the customer.
    NoteContact {
        /// All of it.
        contact: Contact,
    },
}

/// What happened to a help request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum HelpFact {
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
        #[serde(default)]
        brief: Brief,
        /// What this agent asked for in the day before.
        #[serde(default)]
        earlier: Vec<Earlier>,
        /// The first stage.
        run: StageRun,
    },
    /// It is on these pages, and these people have had it in view. Counted for those who may
    /// answer it.
    Received {
        /// In which stage.
        stage: u32,
        /// On whose page it is.
        delivered: Vec<PersonId>,
        /// Who has had it in view.
        seen: Vec<PersonId>,
    },
    /// Somebody who was asked denied it.
    Rejected {
        /// Who.
        by: PersonCard,
    },
    /// A stage ended without a claim.
    StageEnded {
        /// Which.
        stage: u32,
        /// By which exit.
        exit: Unclaimed,
        /// What follows; with nothing the request has ended.
        next: Option<StageRun>,
    },
    /// Somebody took it: the exit *Claimed*, In Progress, HelpProvidedBy, all in one.
    Claimed {
        /// In which stage.
        stage: u32,
        /// Who.
        helper: PersonCard,
    },
    /// The helper has gone.
    HelperLeft {
        /// How.
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
        /// Why.
        why: CancelReason,
    },
    /// It ended after somebody had taken it.
    Closed {
        /// Why.
        why: CloseReason,
    },
}

impl HelpFact {
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
            | Self::Rejected { .. }
            | Self::StageEnded { next: Some(_), .. }
            | Self::HelperLeft { .. }
            | Self::HelperReturned
            | Self::Reopened { .. } => false,
        }
    }
}

tagged!(HelpFact by "type", "data" {
    "requested" Requested { reason, label, comment, severity, brief = default, earlier = default, run };
    "received" Received { stage, delivered, seen };
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
});

tagged!(Operation by "type", "data" {
    "add_helper" AddHelper { person };
    "remove_helper" RemoveHelper { person };
    "note_contact" NoteContact { contact };
});
