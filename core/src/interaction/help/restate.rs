//! A help request back into the shortest facts that rebuild it, and the *claimed by* list.

use std::collections::BTreeMap;

use super::{
    HelpFact, HelpRequest, HelpState, HelperPresence, RequestFact, Run, StageRun, Unclaimed,
};
use crate::{
    id::PersonId,
    interaction::{Fact, Interaction, restate::Restated},
    people::PersonCard,
    sorted::Set,
    time::Timestamp,
};

/// The facts that fold to the last help request.
pub(in crate::interaction) fn restate_request(call: &Interaction, log: &mut Restated) {
    if let Some(help) = &call.help {
        request(help, log);
    }
}

/// The facts that fold to the *claimed by* list.
pub(in crate::interaction) fn restate_helpers(call: &Interaction, log: &mut Restated) {
    for helper in call.helpers.values().cloned() {
        log.push(call.opened_at, Fact::Help(HelpFact::HelperAdded { helper }));
    }
}

fn request(help: &HelpRequest, log: &mut Restated) {
    let mut log = OfRequest { request: help.number, log };
    let first = match &help.state {
        HelpState::Requested(run) if run.stage == 1 && run.since == help.asked_at => run.planned(),
        HelpState::Requested(_)
        | HelpState::InProgress(_)
        | HelpState::Closed { .. }
        | HelpState::Cancelled { .. }
        | HelpState::Unclaimed { .. } => passed(1, help.asked_at),
    };
    log.push(
        help.raised_at,
        RequestFact::Requested {
            reason: help.reason.clone(),
            label: help.label.clone(),
            comment: help.comment.clone(),
            severity: help.severity,
            brief: help.brief.clone(),
            earlier: help.earlier.clone(),
            run: first,
        },
    );
    if help.asked_at != help.raised_at {
        log.push(help.asked_at, RequestFact::Reopened { run: first });
    }
    match &help.state {
        HelpState::Requested(run) => log.run(run, run.planned() != first),
        HelpState::InProgress(work) => {
            let (stage, helper) = (work.stage, work.helper.clone());
            log.push(work.since, RequestFact::Claimed { stage, helper });
            if let HelperPresence::Left { at, how } = work.presence {
                log.push(at, RequestFact::HelperLeft { how });
            }
        }
        HelpState::Closed { at, why, helper } => {
            log.push(*at, RequestFact::Claimed { stage: 1, helper: helper.clone() });
            log.push(*at, RequestFact::Closed { why: *why });
        }
        HelpState::Cancelled { at, why } => log.push(*at, RequestFact::Cancelled { why: *why }),
        HelpState::Unclaimed { at, exit } => {
            log.push(*at, RequestFact::StageEnded { stage: 1, exit: *exit, next: None });
        }
    }
}

/// A stage of which only the number still counts.
const fn passed(stage: u32, at: Timestamp) -> StageRun {
    StageRun { stage, until: at, timer: None }
}

struct OfRequest<'a> {
    request: u32,
    log: &'a mut Restated,
}

impl OfRequest<'_> {
    fn push(&mut self, at: Timestamp, what: RequestFact) {
        self.log.push(at, Fact::Help(HelpFact::Request { request: self.request, what }));
    }

    /// The rejections of earlier stages, each in its own; then the stage under way.
    fn run(&mut self, run: &Run, begins: bool) {
        let mut cards: BTreeMap<u32, Vec<&PersonId>> = BTreeMap::new();
        for (person, stage) in &run.rejected {
            cards.entry(*stage).or_default().push(person);
        }
        let (exit, here) = (Unclaimed::Timeout, cards.remove(&run.stage).unwrap_or_default());
        for (stage, people) in cards {
            let next = Some(passed(stage, run.since));
            self.push(run.since, RequestFact::StageEnded { stage, exit, next });
            people.into_iter().for_each(|person| self.rejected(run.since, person));
        }
        if begins {
            let next = Some(run.planned());
            self.push(run.since, RequestFact::StageEnded { stage: run.stage, exit, next });
        }
        here.into_iter().for_each(|person| self.rejected(run.since, person));
        if !run.delivered.is_empty() || !run.seen.is_empty() {
            let all = |people: &Set<PersonId>| people.iter().cloned().collect();
            let (delivered, seen) = (all(&run.delivered), all(&run.seen));
            self.push(run.since, RequestFact::Received { stage: run.stage, delivered, seen });
        }
        if !run.away.is_empty() {
            let people = run.away.iter().cloned().collect();
            self.push(run.since, RequestFact::Away { stage: run.stage, people });
        }
    }

    fn rejected(&mut self, at: Timestamp, person: &PersonId) {
        let by = PersonCard::new(person.clone(), "", None);
        self.push(at, RequestFact::Rejected { by });
    }
}
