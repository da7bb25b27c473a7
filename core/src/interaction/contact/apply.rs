//! Facts of the contact's record into state, and what a viewer may know of them. The record is
//! restated with the opening of the call.

use super::ContactFact;
use crate::interaction::{Fact, Interaction, Lens};

/// Takes in what happened.
pub(in crate::interaction) fn apply(state: &mut Interaction, fact: &ContactFact) {
    match fact {
        ContactFact::Noted { contact } => state.contact = Some(contact.clone()),
    }
}

/// What a fact says through `lens`.
pub(in crate::interaction) fn facts(fact: &ContactFact, lens: Lens) -> Vec<Fact> {
    match fact {
        ContactFact::Noted { .. } if lens == Lens::Customer => Vec::new(),
        ContactFact::Noted { .. } => vec![Fact::Contact(fact.clone())],
    }
}
