//! Facts into state, each by its slice. Total: a fact that does not fit changes nothing, because it
//! has happened and cannot be refused any more.

use super::{Fact, Interaction, Lens, Stamped, call, contact, help, supervise};
use crate::routing::PartyId;

/// Folds a log that begins with an opening.
pub(super) fn fold(lens: Lens, log: &[Stamped]) -> Option<Interaction> {
    let (first, rest) = log.split_first()?;
    let Fact::Call(opening) = &first.fact else { return None };
    let mut state = call::opened(lens, first.at, opening)?;
    for stamped in rest {
        apply(&mut state, stamped);
    }
    Some(state)
}

pub(super) fn apply(state: &mut Interaction, stamped: &Stamped) {
    match &stamped.fact {
        Fact::Call(fact) => call::apply(state, stamped.at, fact),
        Fact::Supervise(fact) => supervise::apply(state, stamped.at, fact),
        Fact::Help(fact) => help::apply(state, stamped.at, fact),
        Fact::Contact(fact) => contact::apply(state, fact),
    }
}

/// Forgets every enforced edge of a party; the media plane has closed them.
pub(super) fn silence(state: &mut Interaction, party: &PartyId) {
    state.enforced.0.retain(|edge| !edge.touches(party));
}
