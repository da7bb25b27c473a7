//! Facts of the call into state. Total: what does not fit changes nothing.

use std::sync::Arc;

use super::{CallFact, Customer, EndReason, Missed, Sound};
use crate::{
    id::PersonId,
    interaction::{Connection, Interaction, Lens, Party, PartyRole, Stage, Talk, apply::silence},
    people::PersonCard,
    routing::{PartyId, Routes},
    sorted::Map,
    time::Timestamp,
};

/// The state that an opening leads to; `None` for any other fact.
pub(in crate::interaction) fn opened(
    lens: Lens,
    at: Timestamp,
    fact: &CallFact,
) -> Option<Interaction> {
    let CallFact::Opened { id, tenant, channel, visitor, name, number, wants, contact, terms } =
        fact
    else {
        return None;
    };
    let customer = Customer {
        visitor: *visitor,
        name: name.clone(),
        number: number.clone(),
        wants: wants.clone(),
        told: false,
        passed: Map::new(),
        missed: None,
    };
    let caller = party(at, at.plus(terms.party_grace), PartyRole::Customer);
    Some(Interaction {
        lens,
        id: *id,
        tenant: tenant.clone(),
        opened_at: at,
        channel: *channel,
        terms: Arc::new((**terms).clone()),
        customer,
        parties: Map::from_iter([(PartyId::Customer, caller)]),
        stage: Stage::Waiting,
        enforced: Routes::default(),
        help: None,
        helpers: Map::new(),
        contact: contact.clone(),
    })
}

/// Takes in what happened.
pub(in crate::interaction) fn apply(state: &mut Interaction, at: Timestamp, fact: &CallFact) {
    match fact {
        CallFact::Opened { .. } | CallFact::KeyPressed { .. } => {}
        CallFact::AgentRung { agent, until } => {
            state.stage = Stage::Ringing { agent: agent.clone(), since: at, until: *until };
        }
        CallFact::AgentPassed { agent, declined } => {
            passed(state, at, agent);
            if !declined && state.lens.is_back_line() {
                state.customer.missed = Some(Missed { agent: agent.clone(), at, unheard: None });
            }
        }
        CallFact::AgentNotReached { agent } => passed(state, at, agent),
        CallFact::RingWithdrawn { .. } => state.stage = Stage::Waiting,
        CallFact::PassForgotten { agent } => {
            let customer = &mut state.customer;
            customer.passed.remove(agent);
            customer.missed.take_if(|missed| missed.agent == *agent);
        }
        CallFact::NobodyFreeTold => state.customer.told = true,
        CallFact::Answered { agent, until } => answered(state, at, agent, *until),
        CallFact::LegJoining { party, leg, until } => {
            let was_up = was_ever_up(state, party);
            let (leg, since, until) = (*leg, at, *until);
            connect(state, party, Connection::Joining { leg, since, until, was_up });
        }
        CallFact::LegConnected { party, leg } => {
            connect(state, party, Connection::Connected { leg: *leg, since: at });
        }
        CallFact::LegLost { party, until, .. } => {
            let (since, until) = (at, *until);
            let lost = if was_ever_up(state, party) {
                Connection::Reattaching { since, until }
            } else {
                Connection::Awaited { since, until }
            };
            connect(state, party, lost);
        }
        CallFact::SoundChanged { party, sound } => {
            if let Some(party) = state.parties.get_mut(party) {
                party.sound = *sound;
            }
        }
        CallFact::AnswerFailed { agent } => answer_failed(state, at, agent),
        CallFact::Muted { party } => mute(state, party, true),
        CallFact::Unmuted { party } => mute(state, party, false),
        CallFact::Held => hold(state, Some(at)),
        CallFact::Resumed => hold(state, None),
        CallFact::HearingEnforced { edges } => state.enforced = edges.clone(),
        CallFact::ServerRestarted { parties_until, supervisors_until } => {
            restarted(state, at, (*parties_until, *supervisors_until));
        }
        CallFact::Ended { why } => ended(state, at, *why),
    }
}

/// Somebody who comes onto the interaction at `at`, expected until `until`.
pub(in crate::interaction) const fn party(
    at: Timestamp,
    until: Timestamp,
    role: PartyRole,
) -> Party {
    let connection = Connection::Awaited { since: at, until };
    Party { since: at, connection, muted: false, sound: Sound::new(), role }
}

fn passed(state: &mut Interaction, at: Timestamp, agent: &PersonId) {
    if state.lens.is_back_line() {
        state.customer.passed.insert(agent.clone(), at);
    }
    state.stage = Stage::Waiting;
}

/// The call waits again, first in line by the instant at which it came in.
fn answer_failed(state: &mut Interaction, at: Timestamp, card: &PersonCard) {
    let id = PartyId::Person(card.person.clone());
    state.parties.remove(&id);
    silence(state, &id);
    passed(state, at, &card.person);
    if state.lens.is_back_line() {
        let (agent, unheard) = (card.person.clone(), Some(card.clone()));
        state.customer.missed = Some(Missed { agent, at, unheard });
    }
}

fn answered(state: &mut Interaction, at: Timestamp, agent: &PersonCard, until: Timestamp) {
    state.customer.passed.clear();
    state.customer.missed = None;
    state.stage = Stage::Talking(Talk { since: at, held: Map::new() });
    let id = PartyId::Person(agent.person.clone());
    state.parties.insert(id, party(at, until, PartyRole::Agent(agent.clone())));
}

/// Whatever a supervisor did on the connection before has ended with it.
fn connect(state: &mut Interaction, id: &PartyId, connection: Connection) {
    if !connection.is_up() {
        silence(state, id);
    }
    let Some(party) = state.parties.get_mut(id) else { return };
    party.connection = connection;
    party.sound.on_new_connection();
    party.comes_to_rest();
}

fn was_ever_up(state: &Interaction, id: &PartyId) -> bool {
    state.party(id).is_some_and(|party| party.connection.was_ever_up())
}

fn mute(state: &mut Interaction, id: &PartyId, to: bool) {
    if let Some(party) = state.parties.get_mut(id).filter(|it| it.role.speaks_for_itself()) {
        party.muted = to;
    }
}

fn hold(state: &mut Interaction, since: Option<Timestamp>) {
    if let Stage::Talking(talk) = &mut state.stage {
        match since {
            Some(at) => talk.held.insert(PartyId::Customer, at),
            None => talk.held.remove(&PartyId::Customer),
        };
    }
}

fn restarted(
    state: &mut Interaction,
    at: Timestamp,
    (parties, supervisors): (Timestamp, Timestamp),
) {
    state.enforced = Routes::default();
    for party in state.parties.values_mut() {
        let until = if party.role.speaks_for_itself() { parties } else { supervisors };
        party.connection = Connection::Reattaching { since: at, until };
        party.sound.on_new_connection();
        party.comes_to_rest();
    }
}

fn ended(state: &mut Interaction, at: Timestamp, why: EndReason) {
    let agent = state.agents_party().map(|(card, _)| card.clone());
    state.stage = Stage::Ended { at, why, agent };
    state.customer.passed.clear();
    state.customer.missed = None;
    state.parties.clear();
    state.helpers.clear();
    state.enforced = Routes::default();
}
