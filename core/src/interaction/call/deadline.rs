//! What becomes of the call by time or by a change of the floor: graces that are over, rings that
//! nobody answered, an agent found.

use super::{CallFact, EndReason};
use crate::{
    interaction::{Connection, Context, Deadline, DeadlineReason, Fact, Interaction, Party, Stage},
    people::PersonCard,
    routing::PartyId,
    time::{Millis, Timestamp},
};

/// How long the first connection of a party may take from its first offer on: a network that lets
/// nothing through by then lets nothing through.
pub const SOUND_WITHIN: Millis = Millis::seconds(15);

/// When time next changes something here.
pub(in crate::interaction) fn deadlines(call: &Interaction) -> impl Iterator<Item = Deadline> {
    let due = |at, reason| Deadline { at, reason };
    let customer = call.party(&PartyId::Customer).and_then(|party| party.connection.until());
    let agent = call.agents_party().and_then(|(_, party)| party.connection.until());
    let ring = match &call.stage {
        Stage::Ringing { until, .. } => Some(*until),
        Stage::Waiting | Stage::Talking(_) | Stage::Ended { .. } => None,
    };
    let tell = (call.talk().is_none() && !call.customer.told)
        .then(|| call.opened_at.plus(call.terms.tell_nobody_free_after));
    let passed = call.customer.passed.values().min();
    let again = passed.map(|at| at.plus(call.terms.ring_again_after));
    let own = [
        customer.map(|at| due(at, DeadlineReason::CustomerGrace)),
        agent.map(|at| due(at, DeadlineReason::AgentGrace)),
        ring.map(|at| due(at, DeadlineReason::RingOver)),
        again.map(|at| due(at, DeadlineReason::RingAgain)),
        tell.map(|at| due(at, DeadlineReason::TellNobodyFree)),
    ];
    own.into_iter().flatten()
}

/// Why the call is over at `at`, if somebody who speaks on it has not come back in time.
pub(in crate::interaction) fn given_up(call: &Interaction, cx: &Context<'_>) -> Option<EndReason> {
    let at = cx.at;
    let customer = call.party(&PartyId::Customer).filter(|party| is_given_up(party, at));
    let agent = call.agents_party().filter(|(_, party)| is_given_up(party, at));
    match (customer.map(|party| &party.connection), agent.map(|(_, party)| &party.connection)) {
        // A page that tries again is there: its network lets nothing through.
        (Some(Connection::Joining { .. }), _) => Some(EndReason::CustomerUnheard),
        (Some(_), _) => Some(EndReason::CustomerLost),
        (None, Some(connection)) if connection.was_ever_up() => {
            let there = agent.is_some_and(|(card, _)| cx.floor.has_a_page(&card.person));
            Some(if there { EndReason::AgentUnheard } else { EndReason::AgentLost })
        }
        (None, Some(_) | None) => None,
    }
}

/// The agent who has answered and whose sound has not come up in time.
pub(in crate::interaction) fn unheard(call: &Interaction, at: Timestamp) -> Option<&PersonCard> {
    let never = |party: &Party| is_given_up(party, at) && !party.connection.was_ever_up();
    call.agents_party().filter(|(_, party)| never(party)).map(|(card, _)| card)
}

fn is_given_up(party: &Party, at: Timestamp) -> bool {
    party.connection.until().is_some_and(|until| until <= at)
}

/// The facts that are due.
pub(in crate::interaction) fn lapse(call: &Interaction, cx: &Context<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let over = |passed: &Timestamp| passed.plus(call.terms.ring_again_after) <= cx.at;
    let forgotten = call.customer.passed.iter().filter(|(_, at)| over(at));
    facts.extend(forgotten.map(|(agent, _)| CallFact::PassForgotten { agent: agent.clone() }));
    let tell = call.opened_at.plus(call.terms.tell_nobody_free_after);
    if call.talk().is_none() && !call.customer.told && tell <= cx.at {
        facts.push(CallFact::NobodyFreeTold);
    }
    facts.extend(ring(call, cx));
    facts.into_iter().map(Fact::Call).collect()
}

/// A ring that ends, or one that begins.
fn ring(call: &Interaction, cx: &Context<'_>) -> Option<CallFact> {
    match &call.stage {
        Stage::Ringing { agent, .. } if call.is_lost(&PartyId::Customer) => {
            Some(CallFact::RingWithdrawn { agent: agent.person.clone() })
        }
        Stage::Ringing { agent, until, .. } if *until <= cx.at => {
            let agent = agent.person.clone();
            Some(CallFact::AgentPassed { agent, declined: false })
        }
        Stage::Waiting if call.is_up(&PartyId::Customer) => {
            // The view may be older than what happened here: it proposes, this decides.
            let fits = |agent: &PersonCard| {
                !call.customer.passed.contains_key(&agent.person)
                    && call.customer.wants.as_ref().is_none_or(|wanted| *wanted == agent.person)
            };
            let agent = cx.floor.offered(call.id).filter(fits)?;
            let until = cx.at.plus(call.terms.ring_for);
            Some(CallFact::AgentRung { agent, until })
        }
        Stage::Waiting | Stage::Ringing { .. } | Stage::Talking(_) | Stage::Ended { .. } => None,
    }
}
