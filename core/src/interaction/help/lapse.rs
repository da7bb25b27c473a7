//! How a stage ends without a claim: by time, by rejection, by having nobody to ask (R-144 to
//!

use std::collections::BTreeSet;

use super::{HelpFact, NotClaimed, Run, Unclaimed};
use crate::{
    id::PersonId,
    interaction::{Context, Deadline, DeadlineReason, Fact, Interaction},
    terms::{Audience, RejectPolicy, StageTerms, WaitPolicy},
    time::Timestamp,
};

impl Interaction {
    /// The fact that ends the stage under way, if it is due.
    pub(in crate::interaction) fn lapse_help(&self, cx: &Context<'_>) -> Vec<Fact> {
        let (Some((run, reason)), Some(help)) = (self.asking(), &self.help) else {
            return Vec::new();
        };
        let exit = match self.stage_terms(run, reason) {
            Some(stage) => self.exit(cx, run, stage),
            None => Some(Unclaimed::NotClaimed(NotClaimed::NoAgents)),
        };
        let Some(exit) = exit else { return Vec::new() };
        let next = self.next_stage(reason, run.stage, cx.at);
        let what = HelpFact::StageEnded { stage: run.stage, exit, next };
        vec![Fact::Help { request: help.number, what }]
    }

    fn exit(&self, cx: &Context<'_>, run: &Run, stage: &StageTerms) -> Option<Unclaimed> {
        let eligible: Vec<_> = self.eligible(stage, cx.floor).collect();
        if eligible.is_empty() {
            return Some(Unclaimed::NotClaimed(NotClaimed::NoAgents));
        }
        let asked: BTreeSet<&PersonId> = eligible
            .iter()
            .map(|view| &view.card.person)
            .filter(|person| run.rejected.get(*person).is_none_or(|at| *at >= run.stage))
            .collect();
        if rejected(run, stage, &asked, self.terms.help.reject_policy) {
            return Some(Unclaimed::NotClaimed(NotClaimed::Rejected));
        }
        let answers =
            |person: &PersonId| asked.contains(person) && !run.rejected.contains_key(person);
        let reachable =
            eligible.iter().any(|view| answers(&view.card.person) && stage.allows(view.presence));
        let waits = stage.waits_for_others() || self.terms.help.wait == WaitPolicy::UntilTimeout;
        if !reachable && !waits {
            return Some(Unclaimed::NotClaimed(NotClaimed::NotAvailable));
        }
        match run.deadline() {
            Deadline { at, .. } if at > cx.at => None,
            Deadline { reason: DeadlineReason::HelpTimer, .. } => Some(Unclaimed::TimerAction),
            Deadline { .. } if run.delivered.is_empty() => {
                Some(Unclaimed::NotClaimed(NotClaimed::NotAvailable))
            }
            Deadline { .. } => Some(Unclaimed::Timeout),
        }
    }

    /// Whether the stage under way has come to its end by time.
    pub(crate) fn help_is_due(&self, at: Timestamp) -> bool {
        self.help_deadline().is_some_and(|deadline| deadline.at <= at)
    }

    /// When the stage under way ends by itself.
    pub(in crate::interaction) fn help_deadline(&self) -> Option<Deadline> {
        self.asking().map(|(run, _)| run.deadline())
    }
}

/// Whether so many have rejected that nobody is left to ask, or one whose word ends it.
fn rejected(
    run: &Run,
    stage: &StageTerms,
    asked: &BTreeSet<&PersonId>,
    policy: RejectPolicy,
) -> bool {
    let here = run.rejected.iter().filter(|(_, at)| **at == run.stage);
    let all = asked.iter().all(|person| run.rejected.contains_key(*person));
    let one = here.count() > 0;
    match (&stage.audience, policy) {
        (Audience::Specific(_), _) | (_, RejectPolicy::First) => one || all,
        (Audience::Team | Audience::OtherTeam(_) | Audience::FanOut, RejectPolicy::All) => all,
    }
}

impl Run {
    /// The next deadline; in a tie Timer action comes before Timeout.
    fn deadline(&self) -> Deadline {
        let timeout = Deadline { at: self.until, reason: DeadlineReason::HelpTimeout };
        let timer = self.timer.map(|at| Deadline { at, reason: DeadlineReason::HelpTimer });
        timer.map_or(timeout, |timer| timer.min(timeout))
    }
}
