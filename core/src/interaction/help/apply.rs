//! Facts about help into state. Total: what does not fit changes nothing.

use super::{Engagement, HelpFact, HelpRequest, HelpState, HelperPresence, RequestFact, Run};
use crate::{
    interaction::{Interaction, Origin, Party},
    routing::PartyId,
    sorted::Map,
    time::Timestamp,
};

/// Takes in what happened.
pub(in crate::interaction) fn apply(state: &mut Interaction, at: Timestamp, fact: &HelpFact) {
    match fact {
        HelpFact::Request { request, what } => about_request(state, at, (*request, what)),
        HelpFact::HelperAdded { helper } => {
            state.helpers.insert(helper.person.clone(), helper.clone());
        }
        HelpFact::HelperRemoved { helper } => {
            state.helpers.remove(helper);
        }
    }
}

fn about_request(state: &mut Interaction, at: Timestamp, (request, what): (u32, &RequestFact)) {
    if let RequestFact::Requested { .. } = what {
        state.help = HelpRequest::submitted(at, request, what);
        return;
    }
    if let RequestFact::Claimed { helper, .. } = what
        && state.supervisor(&helper.person).is_some_and(|own| state.has_all_of(own))
    {
        let party = state.parties.get_mut(&PartyId::Person(helper.person.clone()));
        if let Some(own) = party.and_then(Party::supervision_mut) {
            own.origin = Origin::Request(request);
        }
    }
    if let Some(help) = state.help.as_mut().filter(|help| help.number == request) {
        help.take_in(at, what);
    }
}

impl HelpRequest {
    /// The request that a submission leads to; nothing for any other fact.
    fn submitted(at: Timestamp, number: u32, what: &RequestFact) -> Option<Self> {
        let RequestFact::Requested { reason, label, comment, severity, brief, earlier, run } = what
        else {
            return None;
        };
        Some(Self {
            number,
            raised_at: at,
            asked_at: at,
            reason: reason.clone(),
            label: label.clone(),
            comment: comment.clone(),
            severity: *severity,
            brief: brief.clone(),
            earlier: earlier.clone(),
            state: HelpState::Requested(Run::begun(run, at, Map::new())),
        })
    }

    /// The stage under way, if it is this one.
    fn run_of(&mut self, stage: u32) -> Option<&mut Run> {
        match &mut self.state {
            HelpState::Requested(run) if run.stage == stage => Some(run),
            HelpState::Requested(_)
            | HelpState::InProgress(_)
            | HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => None,
        }
    }

    fn take_in(&mut self, at: Timestamp, what: &RequestFact) {
        match what {
            RequestFact::Requested { .. } => {}
            RequestFact::Received { stage, delivered, seen } => {
                if let Some(run) = self.run_of(*stage) {
                    run.delivered.extend(delivered.iter().cloned());
                    run.seen.extend(seen.iter().cloned());
                }
            }
            RequestFact::Away { stage, people } => {
                if let Some(run) = self.run_of(*stage) {
                    run.away = people.iter().cloned().collect();
                }
            }
            RequestFact::Rejected { by } => {
                if let HelpState::Requested(run) = &mut self.state {
                    run.rejected.insert(by.person.clone(), run.stage);
                }
            }
            RequestFact::StageEnded { exit, next, .. } => {
                if let HelpState::Requested(run) = &mut self.state {
                    let rejected = std::mem::take(&mut run.rejected);
                    self.state = match next {
                        Some(next) => HelpState::Requested(Run::begun(next, at, rejected)),
                        None => HelpState::Unclaimed { at, exit: *exit },
                    };
                }
            }
            RequestFact::Claimed { stage, helper } => {
                self.state = HelpState::InProgress(Engagement {
                    helper: helper.clone(),
                    stage: *stage,
                    since: at,
                    presence: HelperPresence::There,
                });
            }
            RequestFact::HelperLeft { how } => {
                if let HelpState::InProgress(work) = &mut self.state {
                    work.presence = HelperPresence::Left { at, how: *how };
                }
            }
            RequestFact::HelperReturned => {
                if let HelpState::InProgress(work) = &mut self.state {
                    work.presence = HelperPresence::There;
                }
            }
            RequestFact::Reopened { run } => {
                self.asked_at = at;
                self.state = HelpState::Requested(Run::begun(run, at, Map::new()));
            }
            RequestFact::Cancelled { why } => self.state = HelpState::Cancelled { at, why: *why },
            RequestFact::Closed { why } => {
                if let HelpState::InProgress(work) = &self.state {
                    let helper = work.helper.clone();
                    self.state = HelpState::Closed { at, why: *why, helper };
                }
            }
        }
    }
}
