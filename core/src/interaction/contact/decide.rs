//! Commands about the contact's record into facts.

use super::{ContactCommand, ContactFact};
use crate::{
    interaction::{Fact, Interaction, Refusal},
    personal::{Personal, Subject},
};

/// What `command`, sent by somebody who may, would lead to.
pub(in crate::interaction) fn decide(
    call: &Interaction,
    command: &ContactCommand,
) -> Result<Vec<Fact>, Refusal> {
    match command {
        ContactCommand::Note { contact } => {
            let contact = Personal::new(Subject::Customer(call.id), contact.checked()?);
            Ok(vec![Fact::Contact(ContactFact::Noted { contact })])
        }
    }
}
