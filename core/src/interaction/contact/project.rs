//! What a viewer may know of the contact's record: the customer is told nothing of it.

use super::ContactFact;
use crate::interaction::{Fact, Lens};

/// What a fact says through `lens`.
pub(in crate::interaction) fn facts(fact: &ContactFact, lens: Lens) -> Vec<Fact> {
    match fact {
        ContactFact::Noted { .. } if lens == Lens::Customer => Vec::new(),
        ContactFact::Noted { .. } => vec![Fact::Contact(fact.clone())],
    }
}
