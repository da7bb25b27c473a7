//! What a viewer may know of the call.

use super::{CallFact, Customer, sound};
use crate::interaction::{
    Fact, Interaction, Lens,
    project::{NO_LEG, NO_VISITOR, card, hearing_changed},
};

/// The one who called, through `lens`.
pub(in crate::interaction) fn seen(customer: &Customer, lens: Lens) -> Customer {
    let mut seen = customer.clone();
    match lens {
        Lens::Server => {}
        Lens::Supervisor => seen.visitor = NO_VISITOR,
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

/// What a fact, which led from `before` to `after`, says through `lens`.
pub(in crate::interaction) fn facts(
    (before, after): (&Interaction, &Interaction),
    fact: &CallFact,
    lens: Lens,
) -> Vec<Fact> {
    let all = lens.sees_supervision();
    let when = |kept: bool, fact: CallFact| if kept { vec![Fact::Call(fact)] } else { Vec::new() };
    let keep = |kept: bool| when(kept, fact.clone());
    match fact {
        CallFact::Opened { .. } => when(true, opened(fact, lens)),
        CallFact::AgentRung { .. }
        | CallFact::AgentPassed { .. }
        | CallFact::AgentNotReached { .. }
        | CallFact::RingWithdrawn { .. } => keep(lens != Lens::Customer),
        CallFact::PassForgotten { .. } => keep(all),
        CallFact::NobodyFreeTold => keep(lens != Lens::Agent),
        CallFact::Answered { agent, until } => {
            when(true, CallFact::Answered { agent: card(lens, agent), until: *until })
        }
        CallFact::AnswerFailed { agent } => {
            when(true, CallFact::AnswerFailed { agent: card(lens, agent) })
        }
        CallFact::LegJoining { party, until, .. } => {
            let veiled = CallFact::LegJoining { party: party.clone(), leg: NO_LEG, until: *until };
            when(all || !after.is_hidden(party), veiled)
        }
        CallFact::LegConnected { party, .. } => {
            let veiled = CallFact::LegConnected { party: party.clone(), leg: NO_LEG };
            when(all || !after.is_hidden(party), veiled)
        }
        CallFact::LegLost { party, .. } => keep(all || !after.is_hidden(party)),
        CallFact::SoundChanged { .. } if all => keep(true),
        CallFact::SoundChanged { party, .. } => {
            sound::change_seen(before, after, (party, lens)).into_iter().collect()
        }
        CallFact::Muted { .. }
        | CallFact::Unmuted { .. }
        | CallFact::Held
        | CallFact::Resumed
        | CallFact::KeyPressed { .. }
        | CallFact::ServerRestarted { .. }
        | CallFact::Ended { .. } => keep(true),
        CallFact::HearingEnforced { .. } => hearing_changed(before, after, lens),
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
