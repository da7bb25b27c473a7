//! What a viewer may know of the call.

use super::{CallFact, Customer, sound};
use crate::interaction::{
    Eyes, Fact, Interaction, Lens,
    project::{NO_LEG, NO_VISITOR, card, hearing_changed},
};
use crate::routing::PartyId;

/// The one who called, through `lens`.
pub(in crate::interaction) fn seen(customer: &Customer, lens: Lens) -> Customer {
    let mut seen = customer.clone();
    match lens {
        Lens::Server => {}
        Lens::Supervisor | Lens::Helper => seen.visitor = NO_VISITOR,
        Lens::Agent => {
            seen.visitor = NO_VISITOR;
            seen.passed.clear();
            seen.missed = None;
            seen.told = false;
        }
        Lens::Customer => {
            seen.passed.clear();
            seen.missed = None;
        }
    }
    seen
}

/// What a fact, which led from `before` to `after`, says to these eyes.
pub(in crate::interaction) fn facts(
    (before, after): (&Interaction, &Interaction),
    fact: &CallFact,
    eyes: Eyes<'_>,
) -> Vec<Fact> {
    let lens = eyes.lens;
    let shown = |party: &PartyId| match after.party(party) {
        None => lens.sees_supervision(),
        Some(party) => party.supervisor().is_none_or(|own| eyes.see_all_of(own)),
    };
    let when = |kept: bool, fact: CallFact| if kept { vec![Fact::Call(fact)] } else { Vec::new() };
    let keep = |kept: bool| when(kept, fact.clone());
    match fact {
        CallFact::Opened { .. } => when(true, opened(fact, lens)),
        CallFact::AgentRung { .. }
        | CallFact::AgentPassed { .. }
        | CallFact::AgentNotReached { .. }
        | CallFact::RingWithdrawn { .. } => keep(lens != Lens::Customer),
        CallFact::PassForgotten { .. } => keep(lens.is_back_line()),
        CallFact::NobodyFreeTold => keep(lens != Lens::Agent),
        CallFact::Answered { agent, until } => {
            when(true, CallFact::Answered { agent: card(lens, agent), until: *until })
        }
        CallFact::AnswerFailed { agent } => {
            when(true, CallFact::AnswerFailed { agent: card(lens, agent) })
        }
        CallFact::LegJoining { party, until, .. } => {
            let veiled = CallFact::LegJoining { party: party.clone(), leg: NO_LEG, until: *until };
            when(shown(party), veiled)
        }
        CallFact::LegConnected { party, .. } => {
            let veiled = CallFact::LegConnected { party: party.clone(), leg: NO_LEG };
            when(shown(party), veiled)
        }
        CallFact::LegLost { party, .. } => keep(shown(party)),
        CallFact::SoundChanged { .. } if lens.sees_supervision() => keep(true),
        CallFact::SoundChanged { party, .. } => {
            sound::change_seen(before, after, (party, eyes)).into_iter().collect()
        }
        CallFact::Muted { .. }
        | CallFact::Unmuted { .. }
        | CallFact::Held
        | CallFact::Resumed
        | CallFact::KeyPressed { .. }
        | CallFact::ServerRestarted { .. }
        | CallFact::Ended { .. } => keep(true),
        CallFact::HearingEnforced { .. } => hearing_changed(before, after, eyes),
    }
}

fn opened(fact: &CallFact, lens: Lens) -> CallFact {
    let mut seen = fact.clone();
    if let CallFact::Opened { visitor, contact, terms, .. } = &mut seen {
        if lens == Lens::Customer {
            *contact = None;
            **terms = terms.for_customer();
        } else {
            *visitor = NO_VISITOR;
        }
    }
    seen
}
