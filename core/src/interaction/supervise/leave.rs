//! How actions stop and supervisors leave: the facts that say so.

use std::collections::BTreeSet;

use super::{Action, Parting, StopReason, SuperviseFact};
use crate::{
    id::PersonId,
    interaction::{Context, Fact, Interaction, help},
    routing::{PartyId, Routes},
};

/// The facts that stop whatever `person` does; none when that is nothing.
pub(in crate::interaction) fn stop(
    call: &Interaction,
    person: &PersonId,
    why: StopReason,
) -> Vec<Fact> {
    let running = call.supervisor(person).and_then(|own| own.stance.action());
    let ended = |action| {
        Fact::Supervise(SuperviseFact::ActionEnded { supervisor: person.clone(), action, why })
    };
    running.map(ended).into_iter().collect()
}

/// The same, but for a Barge In that runs: a customer is in conversation.
pub(in crate::interaction) fn stop_unheard(
    call: &Interaction,
    person: &PersonId,
    why: StopReason,
) -> Vec<Fact> {
    let active = call.supervisor(person).and_then(|own| own.stance.active());
    if active == Some(Action::BargeIn) { Vec::new() } else { stop(call, person, why) }
}

/// The facts that stop every action that has lost one of these edges, and those of `doubted`.
pub(in crate::interaction) fn sever(
    call: &Interaction,
    lost: &Routes,
    doubted: &BTreeSet<PersonId>,
) -> Vec<Fact> {
    let cut = |person: &PersonId| {
        let party = PartyId::Person(person.clone());
        doubted.contains(person) || lost.0.iter().any(|edge| edge.touches(&party))
    };
    let people = call.supervisors().map(|own| &own.card.person);
    let severed = people.filter(|person| cut(person));
    severed.flat_map(|person| stop(call, person, StopReason::NotConfirmed)).collect()
}

/// The facts that stop whatever `person` does, take them off the interaction, and say what
/// becomes of the request that they had taken.
pub(in crate::interaction) fn part_with(
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
pub(in crate::interaction) fn take_off(
    call: &Interaction,
    person: &PersonId,
    reason: StopReason,
    why: Parting,
) -> Vec<Fact> {
    let mut facts = stop(call, person, reason);
    facts.push(Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor: person.clone(), why }));
    facts
}
