//! The call back into the shortest facts that rebuild it.

use super::{CallFact, Loss, Sound};
use crate::{
    interaction::{Connection, Fact, Interaction, Stage, project::NO_LEG, restate::Restated},
    routing::PartyId,
};

/// The facts that fold to the customer's part and to the stage.
pub(in crate::interaction) fn restate(call: &Interaction, log: &mut Restated) {
    opened(call, log);
    let mut push = |at, fact| log.push(at, Fact::Call(fact));
    match &call.stage {
        Stage::Waiting => {}
        Stage::Ringing { agent, since, until } => {
            push(*since, CallFact::AgentRung { agent: agent.clone(), until: *until });
        }
        Stage::Talking(talk) => {
            if let Some((agent, _)) = call.agents_party() {
                let (agent, until) = (agent.clone(), talk.since.plus(call.terms.party_grace));
                let id = PartyId::Person(agent.person.clone());
                push(talk.since, CallFact::Answered { agent, until });
                party(call, &id, log);
            }
            if let Some(at) = talk.held.get(&PartyId::Customer) {
                log.push(*at, Fact::Call(CallFact::Held));
            }
        }
        Stage::Ended { at, why, agent } => {
            if let Some(agent) = agent {
                push(*at, CallFact::Answered { agent: agent.clone(), until: *at });
            }
            push(*at, CallFact::Ended { why: *why });
        }
    }
}

fn opened(call: &Interaction, log: &mut Restated) {
    let customer = &call.customer;
    let opened = CallFact::Opened {
        id: call.id,
        tenant: call.tenant.clone(),
        channel: call.channel,
        visitor: customer.visitor,
        name: customer.name.clone(),
        number: customer.number.clone(),
        wants: customer.wants.clone(),
        contact: call.contact.clone(),
        terms: Box::new((*call.terms).clone()),
    };
    log.push(call.opened_at, Fact::Call(opened));
    party(call, &PartyId::Customer, log);
    for (agent, at) in &customer.passed {
        let missed = customer.missed.as_ref().filter(|missed| missed.agent == *agent);
        let passed = match missed.and_then(|missed| missed.unheard.clone()) {
            Some(agent) => CallFact::AnswerFailed { agent },
            None => CallFact::AgentPassed { agent: agent.clone(), declined: missed.is_none() },
        };
        log.push(*at, Fact::Call(passed));
    }
    if customer.told {
        log.push(call.opened_at, Fact::Call(CallFact::NobodyFreeTold));
    }
}

/// The connection and the mute of a party that speaks for itself.
fn party(call: &Interaction, id: &PartyId, log: &mut Restated) {
    let Some(party) = call.party(id) else { return };
    let until = party.since.plus(call.terms.party_grace);
    let first = Connection::Awaited { since: party.since, until };
    restate_connection(id, (&party.connection, &first), log);
    if party.muted {
        log.push(party.since, Fact::Call(CallFact::Muted { party: id.clone() }));
    }
    restate_sound(call, id, log);
}

/// A sound that does not flow.
pub(in crate::interaction) fn restate_sound(call: &Interaction, id: &PartyId, log: &mut Restated) {
    let Some(party) = call.party(id).filter(|party| party.sound != Sound::default()) else {
        return;
    };
    let (party, sound) = (id.clone(), party.sound);
    log.push(call.opened_at, Fact::Call(CallFact::SoundChanged { party, sound }));
}

/// A connection that is not as it was at `first`.
pub(in crate::interaction) fn restate_connection(
    party: &PartyId,
    (connection, first): (&Connection, &Connection),
    log: &mut Restated,
) {
    if connection == first {
        return;
    }
    let party = party.clone();
    let joining = |until| CallFact::LegJoining { party: party.clone(), leg: NO_LEG, until };
    let lost = |until| CallFact::LegLost { party: party.clone(), why: Loss::Media, until };
    let mut push = |at, fact| log.push(at, Fact::Call(fact));
    if connection.was_ever_up()
        && let Connection::Joining { since, until, .. } | Connection::Reattaching { since, until } =
            connection
    {
        // Up at some time, and lost since.
        push(*since, joining(*until));
        push(*since, CallFact::LegConnected { party: party.clone(), leg: NO_LEG });
        push(*since, lost(*until));
    }
    let (at, fact) = match connection {
        // One that was begun and came to nothing.
        Connection::Awaited { since, until } => {
            push(*since, joining(*until));
            (*since, lost(*until))
        }
        Connection::Joining { leg, since, until, .. } => {
            (*since, CallFact::LegJoining { party: party.clone(), leg: *leg, until: *until })
        }
        Connection::Connected { leg, since } => {
            (*since, CallFact::LegConnected { party: party.clone(), leg: *leg })
        }
        Connection::Reattaching { .. } => return,
    };
    push(at, fact);
}

/// The edges that are enforced, last of all: every party is there by then.
pub(in crate::interaction) fn restate_hearing(call: &Interaction, log: &mut Restated) {
    if !call.is_over() && !call.enforced.0.is_empty() {
        let edges = call.enforced.clone();
        log.push(call.opened_at, Fact::Call(CallFact::HearingEnforced { edges }));
    }
}
