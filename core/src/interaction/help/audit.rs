//! What speaks against a fact about help, in a log that is checked: one request at most is live, it
//! goes through its stages in order, and one person has it at a time.
//!
//! Asked for each such fact. It refuses to know who was asked, which the floor decides.

use super::{HelpFact, HelpRequest, HelperPresence, RequestFact, Run};
use crate::interaction::Interaction;

/// Why a fact about help cannot have happened where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HelpContradiction {
    /// Help was requested on a call that nobody had answered.
    #[error("nobody had answered the call")]
    NotAnswered,
    /// Help was requested while a request was live.
    #[error("a help request was under way")]
    RequestUnderWay,
    /// The number of a new request is not the next one.
    #[error("it is not the next help request")]
    NotTheNextRequest,
    /// A new request begins with a later stage.
    #[error("it does not begin with the first stage")]
    NotTheFirstStage,
    /// The fact is about another request than the last one.
    #[error("there was no such help request")]
    NoSuchRequest,
    /// The fact is about another stage than the one that runs.
    #[error("that stage was not under way")]
    NotThatStage,
    /// A stage is followed by another than the next.
    #[error("another stage follows than the next")]
    StageSkipped,
    /// A second rejection by the same person in one stage.
    #[error("the same person had rejected it before")]
    RejectedTwice,
    /// A request was taken by one who had rejected it.
    #[error("its helper had rejected it")]
    TakenByRejecter,
    /// A request was taken that somebody had.
    #[error("somebody had taken it already")]
    TakenTwice,
    /// An answer to a request that asked nobody.
    #[error("nobody was asked at that moment")]
    NobodyAsked,
    /// An end or a pause of work on a request that nobody worked on.
    #[error("nobody had taken it")]
    NotTaken,
    /// A helper left a second time.
    #[error("its helper had left before")]
    LeftTwice,
    /// A helper returned without having left.
    #[error("its helper had not left")]
    NotLeft,
    /// Somebody was put on the list of helpers twice.
    #[error("this person was on the list of helpers already")]
    ListedAlready,
    /// Somebody was taken off the list of helpers without being on it.
    #[error("this person was not on the list of helpers")]
    NotListed,
}

/// What speaks against a fact in the state that it is said to have happened in.
pub(crate) fn against(state: &Interaction, fact: &HelpFact) -> Option<HelpContradiction> {
    match fact {
        HelpFact::Request { request, what } => request_before(state, *request, what),
        HelpFact::HelperAdded { helper } => {
            state.helpers().contains_key(&helper.person).then_some(HelpContradiction::ListedAlready)
        }
        HelpFact::HelperRemoved { helper } => {
            (!state.helpers().contains_key(helper)).then_some(HelpContradiction::NotListed)
        }
    }
}

fn request_before(
    state: &Interaction,
    number: u32,
    what: &RequestFact,
) -> Option<HelpContradiction> {
    if let RequestFact::Requested { run, .. } = what {
        return requested(state, number, run.stage);
    }
    let Some(help) = state.help().filter(|help| help.number == number) else {
        return Some(HelpContradiction::NoSuchRequest);
    };
    match (what, help.run(), help.engagement()) {
        (RequestFact::Requested { .. }, _, _) => None,
        (RequestFact::Received { stage, .. } | RequestFact::Away { stage, .. }, Some(run), _) => {
            other_stage(run, *stage)
        }
        (RequestFact::Rejected { by }, Some(run), _) => {
            run.rejected.contains_key(&by.person).then_some(HelpContradiction::RejectedTwice)
        }
        (RequestFact::StageEnded { stage, next, .. }, Some(run), _) => {
            let follows = next.is_none_or(|next| next.stage == run.stage.saturating_add(1));
            other_stage(run, *stage).or((!follows).then_some(HelpContradiction::StageSkipped))
        }
        (RequestFact::Claimed { stage, helper }, Some(run), _) => {
            let rejected = run.rejected.contains_key(&helper.person);
            other_stage(run, *stage).or(rejected.then_some(HelpContradiction::TakenByRejecter))
        }
        (RequestFact::Cancelled { .. }, Some(_), _) => None,
        (RequestFact::Claimed { .. }, None, Some(_)) => Some(HelpContradiction::TakenTwice),
        (RequestFact::HelperLeft { .. }, _, Some(work)) => {
            (work.presence != HelperPresence::There).then_some(HelpContradiction::LeftTwice)
        }
        (RequestFact::HelperReturned, _, Some(work)) => {
            (work.presence == HelperPresence::There).then_some(HelpContradiction::NotLeft)
        }
        (RequestFact::Reopened { .. } | RequestFact::Closed { .. }, _, Some(_)) => None,
        (
            RequestFact::Reopened { .. }
            | RequestFact::Closed { .. }
            | RequestFact::HelperLeft { .. }
            | RequestFact::HelperReturned,
            ..,
        ) => Some(HelpContradiction::NotTaken),
        (
            RequestFact::Received { .. }
            | RequestFact::Away { .. }
            | RequestFact::Rejected { .. }
            | RequestFact::StageEnded { .. }
            | RequestFact::Claimed { .. }
            | RequestFact::Cancelled { .. },
            None,
            _,
        ) => Some(HelpContradiction::NobodyAsked),
    }
}

fn requested(state: &Interaction, number: u32, stage: u32) -> Option<HelpContradiction> {
    let last = state.help();
    if state.talk().is_none() {
        Some(HelpContradiction::NotAnswered)
    } else if last.is_some_and(HelpRequest::is_live) {
        Some(HelpContradiction::RequestUnderWay)
    } else if number != last.map_or(0, |help| help.number).saturating_add(1) {
        Some(HelpContradiction::NotTheNextRequest)
    } else if stage != 1 {
        Some(HelpContradiction::NotTheFirstStage)
    } else {
        None
    }
}

fn other_stage(run: &Run, stage: u32) -> Option<HelpContradiction> {
    (run.stage != stage).then_some(HelpContradiction::NotThatStage)
}
