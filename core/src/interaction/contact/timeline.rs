//! Which facts of the contact's record are told again.

use super::ContactFact;

/// Whether a fact belongs to the timeline.
pub(in crate::interaction) const fn tells(fact: &ContactFact) -> bool {
    match fact {
        ContactFact::Noted { .. } => false,
    }
}
