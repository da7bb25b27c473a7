//! What speaks against a fact about help in the state that it is said to have happened in.
//!
//! Asked by the replay for each such fact. It does not ask who was allowed to: that depends on the
//! floor of the moment; it asks whether there was anything to be done.

use backline_core::{
    id::PersonId,
    interaction::{
        Action, HelpRequest, Interaction, Origin, RequestFact, Stance,
        help::{HelperPresence, Run},
    },
};

/// What speaks against something that happened to request `number`.
pub(super) fn before(state: &Interaction, number: u32, what: &RequestFact) -> Option<&'static str> {
    if let RequestFact::Requested { run, .. } = what {
        return requested(state, number, run.stage);
    }
    let Some(help) = state.help().filter(|help| help.number == number) else {
        return Some("there was no such help request");
    };
    match (what, help.run(), help.engagement()) {
        (RequestFact::Requested { .. }, _, _) => None,
        (RequestFact::Received { stage, .. }, Some(run), _) => other_stage(run, *stage),
        (RequestFact::Rejected { by }, Some(run), _) => run
            .rejected
            .contains_key(&by.person)
            .then_some("the same person had rejected it before"),
        (RequestFact::StageEnded { stage, next, .. }, Some(run), _) => {
            let follows = next.is_none_or(|next| next.stage == run.stage.saturating_add(1));
            let wrong = (!follows).then_some("another stage follows than the next");
            other_stage(run, *stage).or(wrong)
        }
        (RequestFact::Claimed { stage, helper }, Some(run), _) => {
            let rejected = run.rejected.contains_key(&helper.person);
            other_stage(run, *stage).or(rejected.then_some("its helper had rejected it"))
        }
        (RequestFact::Cancelled { .. }, Some(_), _) => None,
        (RequestFact::Claimed { .. }, None, Some(_)) => Some("somebody had taken it already"),
        (RequestFact::HelperLeft { .. }, _, Some(work)) => {
            (work.presence != HelperPresence::There).then_some("its helper had left before")
        }
        (RequestFact::HelperReturned, _, Some(work)) => {
            (work.presence == HelperPresence::There).then_some("its helper had not left")
        }
        (RequestFact::Reopened { .. } | RequestFact::Closed { .. }, _, Some(_)) => None,
        (
            RequestFact::Reopened { .. }
            | RequestFact::Closed { .. }
            | RequestFact::HelperLeft { .. }
            | RequestFact::HelperReturned,
            ..,
        ) => Some("nobody had taken it"),
        (
            RequestFact::Received { .. }
            | RequestFact::Rejected { .. }
            | RequestFact::StageEnded { .. }
            | RequestFact::Claimed { .. }
            | RequestFact::Cancelled { .. },
            None,
            _,
        ) => Some("nobody was asked at that moment"),
    }
}

/// What speaks against a note by `person`.
pub(super) fn note(state: &Interaction, person: &PersonId) -> Option<&'static str> {
    let helps = state.helps(person).is_some() || state.helpers().contains_key(person);
    (!helps && !coaches(state, person)).then_some("its author neither coached nor helped")
}

/// What speaks against Send being held down (`held`) or let go.
pub(super) fn send(state: &Interaction, person: &PersonId, held: bool) -> Option<&'static str> {
    let before = state.supervisors().get(person).map(|supervision| supervision.send_held);
    (!coaches(state, person) || before == Some(held)).then_some("Send could not change like that")
}

/// What speaks against somebody having it open for this reason.
pub(super) fn opened(
    state: &Interaction,
    person: &PersonId,
    origin: Origin,
) -> Option<&'static str> {
    match origin {
        Origin::Request(number) => {
            let help = state.help().filter(|help| help.number == number);
            let helper = help.and_then(HelpRequest::engagement).map(|work| &work.helper.person);
            (helper != Some(person)).then_some("this person had not taken that request")
        }
        Origin::Listed => (!state.helpers().contains_key(person))
            .then_some("this person was not on the list of helpers"),
        Origin::Proactive => None,
    }
}

fn requested(state: &Interaction, number: u32, stage: u32) -> Option<&'static str> {
    let last = state.help();
    if state.talk().is_none() {
        Some("nobody had answered the call")
    } else if last.is_some_and(HelpRequest::is_live) {
        Some("a help request was under way")
    } else if number != last.map_or(0, |help| help.number).saturating_add(1) {
        Some("it is not the next help request")
    } else if stage != 1 {
        Some("it does not begin with the first stage")
    } else {
        None
    }
}

fn other_stage(run: &Run, stage: u32) -> Option<&'static str> {
    (run.stage != stage).then_some("that stage was not under way")
}

fn coaches(state: &Interaction, person: &PersonId) -> bool {
    let leg = state.supervisors().get(person).map(|supervision| &supervision.leg);
    leg.map(|leg| leg.stance()).and_then(Stance::active) == Some(Action::Coach)
}
