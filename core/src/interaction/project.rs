//! What a viewer may know: states and facts as seen through a lens, each by its slice.
//!
//! Folding projected facts gives the projected state; a property test holds that.

use std::sync::Arc;

use super::{
    CallFact, Connection, Eyes, Fact, Interaction, Lens, Party, PartyRole, Stage, Stamped, call,
    contact, help, supervise,
};
use crate::{
    id::{LegId, VisitorId},
    people::PersonCard,
    routing::{PartyId, Routes},
};

pub(super) const NO_LEG: LegId = LegId::from_u128(0);
pub(super) const NO_VISITOR: VisitorId = VisitorId::from_u128(0);

/// `state` as these eyes see it.
pub(super) fn seen_by(state: &Interaction, eyes: Eyes<'_>) -> Interaction {
    let lens = eyes.lens;
    let mut seen = state.clone();
    seen.lens = lens;
    if lens == Lens::Server {
        return seen;
    }
    let shown = |(id, party): (&PartyId, &Party)| Some((id.clone(), own(state, party, eyes)?));
    seen.parties = state.parties.iter().filter_map(shown).collect();
    seen.customer = call::seen(&state.customer, lens);
    seen.stage = stage(&state.stage, lens);
    seen.enforced = enforced(state, eyes);
    seen.help = state.help.as_ref().and_then(|request| help::seen(request, lens));
    if !lens.is_back_line() {
        seen.helpers.clear();
    }
    if lens == Lens::Customer {
        seen.contact = None;
        seen.terms = Arc::new(state.terms.for_customer());
    }
    seen
}

/// What `stamped`, which led from `before` to `after`, says to these eyes.
pub(super) fn project(
    after: &Interaction,
    before: &Interaction,
    stamped: &Stamped,
    eyes: Eyes<'_>,
) -> Vec<Stamped> {
    let states = (before, after);
    let facts = match &stamped.fact {
        fact if eyes.lens == Lens::Server => vec![fact.clone()],
        Fact::Call(fact) => call::facts(states, fact, eyes),
        Fact::Supervise(fact) => supervise::facts(states, fact, eyes),
        Fact::Help(fact) => help::facts(fact, eyes.lens),
        Fact::Contact(fact) => contact::facts(fact, eyes.lens),
    };
    let mut told: Vec<_> = facts.into_iter().map(|fact| Stamped { at: stamped.at, fact }).collect();
    if let Fact::Help(_) = &stamped.fact {
        told.extend(supervise::comes_to_light(states, eyes));
    }
    told
}

/// A party as these eyes see it; `None` when it does not exist there.
pub(super) fn own(state: &Interaction, party: &Party, eyes: Eyes<'_>) -> Option<Party> {
    match &party.role {
        PartyRole::Customer => Some(veiled(party, PartyRole::Customer)),
        PartyRole::Agent(agent) => Some(veiled(party, PartyRole::Agent(card(eyes.lens, agent)))),
        PartyRole::Supervisor(_) => supervise::seen(party, eyes, &state.terms),
    }
}

fn veiled(party: &Party, role: PartyRole) -> Party {
    let connection: Connection = party.connection.veiled();
    Party { since: party.since, connection, muted: party.muted, sound: party.sound, role }
}

/// A customer is not told whose panel rings, nor who let it ring.
fn stage(stage: &Stage, lens: Lens) -> Stage {
    match (lens, stage) {
        (Lens::Customer, Stage::Waiting | Stage::Ringing { .. }) => Stage::Waiting,
        (_, Stage::Ended { at, why, agent }) => {
            let agent = agent.as_ref().map(|agent| card(lens, agent));
            Stage::Ended { at: *at, why: *why, agent }
        }
        (_, Stage::Waiting | Stage::Ringing { .. } | Stage::Talking(_)) => stage.clone(),
    }
}

/// The name and number of a person through `lens`: a customer learns nobody's number.
pub(super) fn card(lens: Lens, card: &PersonCard) -> PersonCard {
    match lens {
        Lens::Server | Lens::Supervisor | Lens::Helper | Lens::Agent => card.clone(),
        Lens::Customer => card.without_number(),
    }
}

/// The enforced edges between parties that exist for these eyes.
pub(super) fn enforced(state: &Interaction, eyes: Eyes<'_>) -> Routes {
    let exists = |id: &PartyId| {
        state.party(id).is_some_and(|party| {
            let own = party.supervisor();
            own.is_none_or(|own| supervise::seen_at_all(own, eyes, &state.terms))
        })
    };
    let edges = state.enforced.0.iter();
    let both =
        edges.filter(|edge| exists(&edge.listener) && edge.speaker.party().is_none_or(&exists));
    both.cloned().collect()
}

/// The fact that says what is heard from here on, where that looks different to these eyes.
pub(super) fn hearing_changed(
    before: &Interaction,
    after: &Interaction,
    eyes: Eyes<'_>,
) -> Vec<Fact> {
    let edges = enforced(after, eyes);
    if edges == enforced(before, eyes) {
        Vec::new()
    } else {
        vec![Fact::Call(CallFact::HearingEnforced { edges })]
    }
}
