//! What a viewer may know of help: the customer knows of none, who has rejected is between helpers,
//! and on whose page a request is, between the agent and the record.

use super::{HelpFact, HelpRequest, HelpState, RequestFact};
use crate::interaction::{Fact, Lens};

/// A help request through `lens`; `None` when there is none.
pub(in crate::interaction) fn seen(help: &HelpRequest, lens: Lens) -> Option<HelpRequest> {
    let mut seen = help.clone();
    if let HelpState::Requested(run) = &mut seen.state {
        match lens {
            Lens::Server | Lens::Customer => {}
            Lens::Supervisor | Lens::Helper => {
                run.delivered.clear();
                run.seen.clear();
                run.away.clear();
            }
            Lens::Agent => run.rejected.clear(),
        }
    }
    (lens != Lens::Customer).then_some(seen)
}

/// What a fact says through `lens`.
pub(in crate::interaction) fn facts(fact: &HelpFact, lens: Lens) -> Vec<Fact> {
    let kept = match fact {
        HelpFact::Request { what, .. } => lens.shows_help(what),
        HelpFact::HelperAdded { .. } | HelpFact::HelperRemoved { .. } => lens.is_back_line(),
    };
    if kept { vec![Fact::Help(fact.clone())] } else { Vec::new() }
}

impl Lens {
    /// Whether what happened to a help request exists through this lens.
    #[must_use]
    pub const fn shows_help(self, what: &RequestFact) -> bool {
        match (self, what) {
            (Self::Server, _) => true,
            (Self::Customer, _)
            | (
                Self::Supervisor | Self::Helper,
                RequestFact::Received { .. } | RequestFact::Away { .. },
            )
            | (Self::Agent, RequestFact::Rejected { .. }) => false,
            (Self::Supervisor | Self::Helper | Self::Agent, _) => true,
        }
    }
}
