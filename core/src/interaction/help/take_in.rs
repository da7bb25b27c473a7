//! Facts about help into the request's state, and the state back into facts. Total, like all of
//! `apply`.

use std::collections::BTreeMap;

use super::{
    Engagement, HelpRequest, HelpState, HelperPresence, RequestFact, Run, StageRun, Unclaimed,
};
use crate::{
    id::PersonId,
    interaction::{Fact, HelpFact, Interaction, Origin, Stamped},
    sorted::{Map, Set},
    time::Timestamp,
};

impl Interaction {
    pub(in crate::interaction) fn take_in_help(
        &mut self,
        at: Timestamp,
        request: u32,
        what: &RequestFact,
    ) {
        if let RequestFact::Requested { reason, label, comment, severity, brief, earlier, run } =
            what
        {
            self.help = Some(HelpRequest {
                number: request,
                raised_at: at,
                asked_at: at,
                reason: reason.clone(),
                label: label.clone(),
                comment: comment.clone(),
                severity: *severity,
                brief: brief.clone(),
                earlier: earlier.clone(),
                state: HelpState::Requested(Run::begun(run, at, Map::new())),
            });
            return;
        }
        if let RequestFact::Claimed { helper, .. } = what
            && self.lens.sees_supervision()
            && let Some(own) = self.supervisors.get_mut(&helper.person)
        {
            own.origin = Origin::Request(request);
        }
        if let Some(help) = self.help.as_mut().filter(|help| help.number == request) {
            help.take_in(at, what);
        }
    }
}

impl HelpRequest {
    fn take_in(&mut self, at: Timestamp, what: &RequestFact) {
        match what {
            RequestFact::Requested { .. } => {}
            RequestFact::Received { stage, delivered, seen } => {
                if let HelpState::Requested(run) = &mut self.state
                    && run.stage == *stage
                {
                    run.delivered.extend(delivered.iter().cloned());
                    run.seen.extend(seen.iter().cloned());
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

    /// The shortest facts that rebuild the request.
    pub(in crate::interaction) fn restate(&self) -> Vec<Stamped> {
        let mut log = Restated { request: self.number, facts: Vec::new() };
        let first = match &self.state {
            HelpState::Requested(run) if run.stage == 1 && run.since == self.asked_at => {
                run.planned()
            }
            HelpState::Requested(_)
            | HelpState::InProgress(_)
            | HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => passed(1, self.asked_at),
        };
        log.push(
            self.raised_at,
            RequestFact::Requested {
                reason: self.reason.clone(),
                label: self.label.clone(),
                comment: self.comment.clone(),
                severity: self.severity,
                brief: self.brief.clone(),
                earlier: self.earlier.clone(),
                run: first,
            },
        );
        if self.asked_at != self.raised_at {
            log.push(self.asked_at, RequestFact::Reopened { run: first });
        }
        match &self.state {
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
        log.facts
    }
}

/// A stage of which only the number still counts.
const fn passed(stage: u32, at: Timestamp) -> StageRun {
    StageRun { stage, until: at, timer: None }
}

struct Restated {
    request: u32,
    facts: Vec<Stamped>,
}

impl Restated {
    fn push(&mut self, at: Timestamp, what: RequestFact) {
        self.facts.push(Stamped {
            at,
            fact: Fact::Help(HelpFact::Request { request: self.request, what }),
        });
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
    }

    fn rejected(&mut self, at: Timestamp, person: &PersonId) {
        let by = crate::people::PersonCard::new(person.clone(), "", None);
        self.push(at, RequestFact::Rejected { by });
    }
}
