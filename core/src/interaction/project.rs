//! What a viewer may know: states and facts as seen through a lens, each by its slice.
//!
//! Folding projected facts gives the projected state; a property test holds that.

use std::sync::Arc;

use super::{
    CallFact, Connection, Fact, Interaction, Lens, Party, PartyRole, Stage, Stamped, call, contact,
    help, supervise,
};
use crate::{
    id::{LegId, VisitorId},
    people::PersonCard,
    routing::{PartyId, Routes},
};

pub(super) const NO_LEG: LegId = LegId::from_u128(0);
pub(super) const NO_VISITOR: VisitorId = VisitorId::from_u128(0);

/// `state` through `lens`.
pub(super) fn seen_by(state: &Interaction, lens: Lens) -> Interaction {
    let mut seen = state.clone();
    seen.lens = lens;
    if lens == Lens::Server {
        return seen;
    }
    let shown = |(id, party): (&PartyId, &Party)| Some((id.clone(), own(state, party, lens)?));
    seen.parties = state.parties.iter().filter_map(shown).collect();
    seen.customer = call::seen(&state.customer, lens);
    seen.stage = stage(&state.stage, lens);
    seen.enforced = enforced(state, lens);
    seen.help = state.help.as_ref().and_then(|request| help::seen(request, lens));
    if !lens.sees_supervision() {
        seen.helpers.clear();
    }
    if lens == Lens::Customer {
        seen.contact = None;
        seen.terms = Arc::new(state.terms.for_customer());
    }
    seen
}

/// What `stamped`, which led from `before` to `after`, says through `lens`.
pub(super) fn project(
    after: &Interaction,
    before: &Interaction,
    stamped: &Stamped,
    lens: Lens,
) -> Vec<Stamped> {
    let states = (before, after);
    let facts = match &stamped.fact {
        fact if lens == Lens::Server => vec![fact.clone()],
        Fact::Call(fact) => call::facts(states, fact, lens),
        Fact::Supervise(fact) => supervise::facts(states, fact, lens),
        Fact::Help(fact) => help::facts(fact, lens),
        Fact::Contact(fact) => contact::facts(fact, lens),
    };
    facts.into_iter().map(|fact| Stamped { at: stamped.at, fact }).collect()
}

/// A party through `lens`; `None` when it does not exist there.
fn own(state: &Interaction, party: &Party, lens: Lens) -> Option<Party> {
    match &party.role {
        PartyRole::Customer => Some(veiled(party, PartyRole::Customer)),
        PartyRole::Agent(agent) => Some(veiled(party, PartyRole::Agent(card(lens, agent)))),
        PartyRole::Supervisor(_) => supervise::seen(party.supervisor()?, lens, &state.terms),
    }
}

fn veiled(party: &Party, role: PartyRole) -> Party {
    let connection: Connection = party.connection.veiled();
    Party { since: party.since, connection, muted: party.muted, role }
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
        Lens::Server | Lens::Supervisor | Lens::Agent => card.clone(),
        Lens::Customer => card.without_number(),
    }
}

/// The enforced edges between parties that exist through `lens`.
pub(super) fn enforced(state: &Interaction, lens: Lens) -> Routes {
    let exists = |id: &PartyId| {
        state.party(id).is_some_and(|party| {
            let own = party.supervisor();
            own.is_none_or(|own| supervise::seen_at_all(own, lens, &state.terms))
        })
    };
    let edges = state.enforced.0.iter();
    let both =
        edges.filter(|edge| exists(&edge.listener) && edge.speaker.party().is_none_or(&exists));
    both.cloned().collect()
}

/// The fact that says what is heard from here on, where that looks different through `lens`.
pub(super) fn hearing_changed(before: &Interaction, after: &Interaction, lens: Lens) -> Vec<Fact> {
    let edges = enforced(after, lens);
    if edges == enforced(before, lens) {
        Vec::new()
    } else {
        vec![Fact::Call(CallFact::HearingEnforced { edges })]
    }
}
