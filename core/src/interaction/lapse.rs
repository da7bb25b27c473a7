//! What follows from time alone, or from a change of the floor: graces that are over, rings that
//! nobody answered, permissions withdrawn, an agent found.

use super::{
    Action, CallFact, Context, EndReason, Fact, Interaction, Origin, Parting, Stage, Stance,
    StopReason, Supervision,
};
use crate::{
    people::{Grant, PersonCard},
    time::Timestamp,
};

/// Whether somebody who came to help is in conversation with the customer.
fn left_barging(supervision: &Supervision) -> bool {
    supervision.leg.stance().active() == Some(Action::BargeIn)
        && supervision.origin != Origin::Proactive
}

impl Interaction {
    /// The facts that time or the floor has made due. To be asked again after they are applied,
    /// until there are none.
    #[must_use]
    pub fn lapse(&self, cx: &Context<'_>) -> Vec<Fact> {
        if self.is_over() {
            return Vec::new();
        }
        if self.customer.connection.until().is_some_and(|until| until <= cx.at) {
            return self.end(EndReason::CustomerLost);
        }
        let agent = self.talk().and_then(|talk| talk.connection.until());
        if agent.is_some_and(|until| until <= cx.at) {
            return self.end(EndReason::AgentLost);
        }
        let mut facts: Vec<_> =
            self.supervisors.values().flat_map(|s| self.lapse_supervision(cx, s)).collect();
        facts.extend(self.lapse_ring(cx));
        facts.extend(self.lapse_help(cx));
        facts.extend(self.lapse_helper(cx));
        facts
    }

    fn lapse_supervision(&self, cx: &Context<'_>, supervision: &Supervision) -> Vec<Fact> {
        let person = &supervision.card.person;
        let stance = supervision.leg.stance();
        if supervision.leg.connection().until().is_some_and(|until| until <= cx.at) {
            return self.part_with(cx, person, StopReason::ConnectionLost, Parting::GraceOver);
        }
        if !self.may_stay(cx, supervision) {
            let (stop, parting) = (StopReason::GrantWithdrawn, Parting::GrantWithdrawn);
            return self.part_with(cx, person, stop, parting);
        }
        if stance.action().is_some_and(|action| !self.may_go_on(cx, supervision, action)) {
            return self.stop(person, StopReason::GrantWithdrawn);
        }
        match stance {
            Stance::Requested { until, .. } if *until <= cx.at => {
                self.stop(person, StopReason::NotConfirmed)
            }
            Stance::Idle | Stance::Requested { .. } | Stance::Active { .. } => Vec::new(),
        }
    }

    /// Whoever helps stays for as long as they do and hold the grant, and to the end of a Barge In
    /// that the agent's Close has left running; everybody else for as long as they may see the call.
    fn may_stay(&self, cx: &Context<'_>, supervision: &Supervision) -> bool {
        let person = &supervision.card.person;
        if self.helps(person).is_some() && !cx.floor.may(person, Grant::Help) {
            return false;
        }
        let invited = self.is_helper(person) || self.helpers.contains_key(person);
        self.may_view(person, cx.floor)
            || ((invited || left_barging(supervision)) && cx.floor.may(person, Grant::Help))
    }

    /// An action goes on by its own grant and by what would let it begin; a Barge In that was left
    /// running by its own alone.
    fn may_go_on(&self, cx: &Context<'_>, supervision: &Supervision, action: Action) -> bool {
        let person = &supervision.card.person;
        cx.floor.may(person, action.grant())
            && (left_barging(supervision) || self.origin(cx, person).is_ok())
    }

    fn lapse_ring(&self, cx: &Context<'_>) -> Vec<Fact> {
        let mut facts = Vec::new();
        let over = |passed: &Timestamp| passed.plus(self.terms.ring_again_after) <= cx.at;
        let forgotten = self.customer.passed.iter().filter(|(_, at)| over(at));
        facts.extend(
            forgotten
                .map(|(agent, _)| Fact::Call(CallFact::PassForgotten { agent: agent.clone() })),
        );
        let tell = self.opened_at.plus(self.terms.tell_nobody_free_after);
        if self.talk().is_none() && !self.customer.told && tell <= cx.at {
            facts.push(Fact::Call(CallFact::NobodyFreeTold));
        }
        match &self.stage {
            Stage::Ringing { agent, until, .. } if *until <= cx.at => {
                let agent = agent.person.clone();
                facts.push(Fact::Call(CallFact::AgentPassed { agent, declined: false }));
            }
            Stage::Waiting if self.customer.connection.is_up() => {
                // The view may be older than what happened here: it proposes, this decides.
                let fits = |agent: &PersonCard| {
                    !self.customer.passed.contains_key(&agent.person)
                        && self.customer.wants.as_ref().is_none_or(|wanted| *wanted == agent.person)
                };
                if let Some(agent) = cx.floor.offered(self.id).filter(fits) {
                    let until = cx.at.plus(self.terms.ring_for);
                    facts.push(Fact::Call(CallFact::AgentRung { agent, until }));
                }
            }
            Stage::Waiting | Stage::Ringing { .. } | Stage::Talking(_) | Stage::Ended { .. } => {}
        }
        facts
    }
}
