//! How a stage ends without a claim: by time, by rejection, by having nobody to ask (R-144 to
//!

use super::{NotClaimed, RequestFact, Run, Unclaimed, audience, begin};
use crate::{
    interaction::{Context, Deadline, DeadlineReason, Fact, HelpFact, Interaction},
    terms::{Audience, RejectPolicy, StageTerms, WaitPolicy},
    time::Timestamp,
};

/// The fact that ends the stage under way, if it is due.
pub(in crate::interaction) fn lapse(call: &Interaction, cx: &Context<'_>) -> Vec<Fact> {
    let (Some((run, reason)), Some(help)) = (audience::asking(call), &call.help) else {
        return Vec::new();
    };
    let exit = match audience::stage_terms(call, run, reason) {
        Some(stage) => exit(call, cx, run, stage),
        None => Some(Unclaimed::NotClaimed(NotClaimed::NoAgents)),
    };
    let Some(exit) = exit else { return Vec::new() };
    let next = begin::next_stage(call, reason, run.stage, cx.at);
    let what = RequestFact::StageEnded { stage: run.stage, exit, next };
    vec![Fact::Help(HelpFact::Request { request: help.number, what })]
}

fn exit(call: &Interaction, cx: &Context<'_>, run: &Run, stage: &StageTerms) -> Option<Unclaimed> {
    // Asked with every input of a call for help, each receipt of a thousand pages among them: it
    // looks no further than to the first who could answer.
    let mut eligible = audience::eligible(call, stage, cx.floor).peekable();
    if eligible.peek().is_none() {
        return Some(Unclaimed::NotClaimed(NotClaimed::NoAgents));
    }
    let mut unanswered =
        eligible.filter(|view| !run.rejected.contains_key(&view.card.person)).peekable();
    let rejected = run.is_ended_by_a_rejection(stage, call.terms.help.reject_policy);
    if rejected || unanswered.peek().is_none() {
        return Some(Unclaimed::NotClaimed(NotClaimed::Rejected));
    }
    let waits = stage.waits_for_others() || call.terms.help.wait == WaitPolicy::UntilTimeout;
    if !waits && !unanswered.any(|view| stage.allows(view.presence)) {
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

/// When the stage under way ends by itself.
pub(in crate::interaction) fn deadline(call: &Interaction) -> Option<Deadline> {
    audience::asking(call).map(|(run, _)| run.deadline())
}

impl Run {
    /// Whether somebody's word was enough to end the stage, whoever else could still answer.
    fn is_ended_by_a_rejection(&self, stage: &StageTerms, policy: RejectPolicy) -> bool {
        let one = match (&stage.audience, policy) {
            (Audience::Specific(_), _) | (_, RejectPolicy::First) => true,
            (Audience::Team | Audience::OtherTeam(_) | Audience::FanOut, RejectPolicy::All) => {
                false
            }
        };
        one && self.rejected.values().any(|at| *at == self.stage)
    }

    /// When the stage ends, unless somebody ends it before.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.deadline().at
    }

    /// The next deadline; in a tie Timer action comes before Timeout.
    fn deadline(&self) -> Deadline {
        let timeout = Deadline { at: self.until, reason: DeadlineReason::HelpTimeout };
        let timer = self.timer.map(|at| Deadline { at, reason: DeadlineReason::HelpTimer });
        timer.map_or(timeout, |timer| timer.min(timeout))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{interaction::help::StageRun, sorted::Map};

    #[test]
    fn a_stage_ends_with_its_timer_or_its_time_whichever_is_first() {
        let ends = |timer: Option<u64>| {
            let planned = StageRun { stage: 1, until: Timestamp(9), timer: timer.map(Timestamp) };
            Run::begun(&planned, Timestamp(0), Map::new()).ends_at()
        };
        assert_eq!([None, Some(5), Some(12)].map(ends), [9, 5, 9].map(Timestamp));
    }
}
