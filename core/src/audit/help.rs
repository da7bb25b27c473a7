//! What speaks against a fact about help: one request at most is live, it goes through its stages
//! in order, and one person has it at a time.
//!
//! Asked for each such fact. It refuses to know who was asked, which the floor decides.

use super::Contradiction;
use crate::interaction::{
    HelpFact, HelpRequest, Interaction, RequestFact,
    help::{HelperPresence, Run},
};

pub(super) fn before(state: &Interaction, fact: &HelpFact) -> Option<Contradiction> {
    match fact {
        HelpFact::Request { request, what } => request_before(state, *request, what),
        HelpFact::HelperAdded { helper } => {
            state.helpers().contains_key(&helper.person).then_some(Contradiction::ListedAlready)
        }
        HelpFact::HelperRemoved { helper } => {
            (!state.helpers().contains_key(helper)).then_some(Contradiction::NotListed)
        }
    }
}

fn request_before(state: &Interaction, number: u32, what: &RequestFact) -> Option<Contradiction> {
    if let RequestFact::Requested { run, .. } = what {
        return requested(state, number, run.stage);
    }
    let Some(help) = state.help().filter(|help| help.number == number) else {
        return Some(Contradiction::NoSuchRequest);
    };
    match (what, help.run(), help.engagement()) {
        (RequestFact::Requested { .. }, _, _) => None,
        (RequestFact::Received { stage, .. }, Some(run), _) => other_stage(run, *stage),
        (RequestFact::Rejected { by }, Some(run), _) => {
            run.rejected.contains_key(&by.person).then_some(Contradiction::RejectedTwice)
        }
        (RequestFact::StageEnded { stage, next, .. }, Some(run), _) => {
            let follows = next.is_none_or(|next| next.stage == run.stage.saturating_add(1));
            other_stage(run, *stage).or((!follows).then_some(Contradiction::StageSkipped))
        }
        (RequestFact::Claimed { stage, helper }, Some(run), _) => {
            let rejected = run.rejected.contains_key(&helper.person);
            other_stage(run, *stage).or(rejected.then_some(Contradiction::TakenByRejecter))
        }
        (RequestFact::Cancelled { .. }, Some(_), _) => None,
        (RequestFact::Claimed { .. }, None, Some(_)) => Some(Contradiction::TakenTwice),
        (RequestFact::HelperLeft { .. }, _, Some(work)) => {
            (work.presence != HelperPresence::There).then_some(Contradiction::LeftTwice)
        }
        (RequestFact::HelperReturned, _, Some(work)) => {
            (work.presence == HelperPresence::There).then_some(Contradiction::NotLeft)
        }
        (RequestFact::Reopened { .. } | RequestFact::Closed { .. }, _, Some(_)) => None,
        (
            RequestFact::Reopened { .. }
            | RequestFact::Closed { .. }
            | RequestFact::HelperLeft { .. }
            | RequestFact::HelperReturned,
            ..,
        ) => Some(Contradiction::NotTaken),
        (
            RequestFact::Received { .. }
            | RequestFact::Rejected { .. }
            | RequestFact::StageEnded { .. }
            | RequestFact::Claimed { .. }
            | RequestFact::Cancelled { .. },
            None,
            _,
        ) => Some(Contradiction::NobodyAsked),
    }
}

fn requested(state: &Interaction, number: u32, stage: u32) -> Option<Contradiction> {
    let last = state.help();
    if state.talk().is_none() {
        Some(Contradiction::NotAnswered)
    } else if last.is_some_and(HelpRequest::is_live) {
        Some(Contradiction::RequestUnderWay)
    } else if number != last.map_or(0, |help| help.number).saturating_add(1) {
        Some(Contradiction::NotTheNextRequest)
    } else if stage != 1 {
        Some(Contradiction::NotTheFirstStage)
    } else {
        None
    }
}

fn other_stage(run: &Run, stage: u32) -> Option<Contradiction> {
    (run.stage != stage).then_some(Contradiction::NotThatStage)
}
