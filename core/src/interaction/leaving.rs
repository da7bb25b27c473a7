//! How actions stop, supervisors leave and calls end: the facts that say so, which concern more than
//! one feature.

use std::collections::BTreeSet;

use super::{
    Action, CallFact, Context, EndReason, Fact, Interaction, Parting, Refusal, StopReason,
    SuperviseFact, SuperviseRefusal, help,
};
use crate::{
    id::PersonId,
    people::PersonCard,
    routing::{PartyId, Routes},
    time::Millis,
};

/// The facts that stop whatever `person` does; none when that is nothing.
pub(super) fn stop(call: &Interaction, person: &PersonId, why: StopReason) -> Vec<Fact> {
    let running = call.supervisor(person).and_then(|own| own.stance.action());
    let ended = |action| {
        Fact::Supervise(SuperviseFact::ActionEnded { supervisor: person.clone(), action, why })
    };
    running.map(ended).into_iter().collect()
}

/// The facts that stop whatever a supervisor does because a new connection takes the place of the
/// old one: it begins idle. Whoever has not opened the interaction has none.
pub(super) fn interrupt(call: &Interaction, person: &PersonId) -> Result<Vec<Fact>, Refusal> {
    match call.supervisor(person) {
        Some(_) => Ok(stop(call, person, StopReason::ConnectionLost)),
        None => Err(SuperviseRefusal::NoVoiceConnection.into()),
    }
}

/// The same as [`stop`], but for a Barge In that runs: a customer is in conversation.
pub(super) fn stop_unheard(call: &Interaction, person: &PersonId, why: StopReason) -> Vec<Fact> {
    let active = call.supervisor(person).and_then(|own| own.stance.active());
    if active == Some(Action::BargeIn) { Vec::new() } else { stop(call, person, why) }
}

/// The facts that stop every action that has lost one of these edges, and those of `doubted`.
pub(super) fn sever(call: &Interaction, lost: &Routes, doubted: &BTreeSet<PersonId>) -> Vec<Fact> {
    let cut = |person: &PersonId| {
        let party = PartyId::Person(person.clone());
        doubted.contains(person) || lost.0.iter().any(|edge| edge.touches(&party))
    };
    let people = call.supervisors().map(|own| &own.card.person);
    let severed = people.filter(|person| cut(person));
    severed.flat_map(|person| stop(call, person, StopReason::NotConfirmed)).collect()
}

/// Leaves, whatever runs. Whoever has taken the request and is busy elsewhere gives it back.
pub(super) fn disconnect(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
) -> Result<Vec<Fact>, Refusal> {
    let how = Parting::Disconnected;
    let facts = if call.supervisor(person).is_some() {
        part_with(call, cx, person, StopReason::Disconnected, how)
    } else {
        help::helper_left(call, cx, person, how)
    };
    if facts.is_empty() { Err(SuperviseRefusal::NoVoiceConnection.into()) } else { Ok(facts) }
}

/// The facts that stop whatever `person` does, take them off the interaction, and say what
/// becomes of the request that they had taken.
pub(super) fn part_with(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
    reason: StopReason,
    why: Parting,
) -> Vec<Fact> {
    let mut facts = take_off(call, person, reason, why);
    facts.extend(help::helper_left(call, cx, person, why));
    facts
}

/// The facts that stop whatever `person` does and take them off the interaction.
pub(super) fn take_off(
    call: &Interaction,
    person: &PersonId,
    reason: StopReason,
    why: Parting,
) -> Vec<Fact> {
    let mut facts = stop(call, person, reason);
    facts.push(Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor: person.clone(), why }));
    facts
}

/// How long `person` may take to come back: the helper of a request is given longer than others.
pub(super) fn grace_of(call: &Interaction, person: &PersonId) -> Millis {
    if help::is_helper(call, person) {
        call.terms.help.helper_grace
    } else {
        call.terms.supervisor_grace
    }
}

/// The facts that bring a call back to waiting whose agent's sound never came up: nobody is left to
/// be supervised or helped.
pub(super) fn wait_again(call: &Interaction, agent: &PersonCard) -> Vec<Fact> {
    let failed = CallFact::AnswerFailed { agent: agent.clone() };
    everybody_leaves(call, StopReason::ConnectionLost, failed)
}

/// The facts that end the call: each action, each supervisor, then the call itself.
pub(super) fn end(call: &Interaction, why: EndReason) -> Vec<Fact> {
    everybody_leaves(call, StopReason::CallEnded, CallFact::Ended { why })
}

fn everybody_leaves(call: &Interaction, stops: StopReason, last: CallFact) -> Vec<Fact> {
    let people = call.supervisors().map(|own| &own.card.person);
    let mut facts: Vec<Fact> =
        people.flat_map(|person| take_off(call, person, stops, Parting::CallEnded)).collect();
    facts.extend(help::ends_with_call(call));
    facts.push(Fact::Call(last));
    facts
}
