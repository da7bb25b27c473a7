//! Facts of the contact's record into state. The record is restated with the opening of the call.

use super::ContactFact;
use crate::interaction::Interaction;

/// Takes in what happened.
pub(in crate::interaction) fn apply(state: &mut Interaction, fact: &ContactFact) {
    match fact {
        ContactFact::Noted { contact } => state.contact = Some(contact.clone()),
    }
}
