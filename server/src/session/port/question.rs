//! What is asked of a tenant.

use std::borrow::Cow;

use backline_core::{
    floor::FloorCommand,
    id::{CommandId, InteractionId, PersonId},
    interaction::{Command, Contact, Offer},
    protocol::{ClientMessage, CommandBody},
};

/// What an asker asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// That an interaction does something.
    Command {
        /// Chosen by the asker: the same id from the same asker is the same question.
        id: CommandId,
        /// The interaction.
        interaction: InteractionId,
        /// What it is to do.
        command: Command,
    },
    /// That the floor does something.
    Floor {
        /// Chosen by the asker, as with a command.
        id: CommandId,
        /// What it is to do.
        command: FloorCommand,
    },
    /// To be put through: a customer's alone.
    Call {
        /// Chosen by the asker, as with a command.
        id: CommandId,
        /// Who calls whom.
        call: CallRequest,
    },
    /// Whether sound could flow between the asker's page and the server.
    CheckSound {
        /// Chosen by the asker, as with a command.
        id: CommandId,
        /// The browser's session description.
        offer: Offer,
    },
    /// Nothing, and there is no answer: a call rings at the asker's page.
    RingHeard {
        /// The interaction that rings.
        interaction: InteractionId,
    },
    /// Nothing, and there is no answer: a help request has reached the asker's page.
    Receipt {
        /// The interaction on which help is requested.
        interaction: InteractionId,
        /// Of which request.
        receipt: Receipt,
    },
}

/// A customer's wish.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
pub struct CallRequest {
    /// The customer's name, may be empty.
    pub name: String,
    /// The customer's number.
    pub number: Option<String>,
    /// The one agent to ring.
    pub to: Option<PersonId>,
    /// What is known of the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

/// That a help request is on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The request's number on its interaction.
    pub request: u32,
    /// The stage in which the page has it.
    pub stage: u32,
    /// Whether it was in view.
    pub seen: bool,
}

impl CommandBody for CallRequest {
    /// Of who calls nothing counts, not even how long a name is: it is all personal.
    fn without_texts(&self) -> Cow<'_, Self> {
        let (name, number, contact) = (String::new(), None, None);
        Cow::Owned(Self { name, number, to: self.to.clone(), contact })
    }
}

impl Question {
    /// Whether somebody asks it who works on the page: a page says by itself what is on it.
    #[must_use]
    pub const fn is_use(&self) -> bool {
        match self {
            Self::Command { .. }
            | Self::Floor { .. }
            | Self::Call { .. }
            | Self::CheckSound { .. } => true,
            Self::Receipt { receipt, .. } => receipt.seen,
            Self::RingHeard { .. } => false,
        }
    }

    /// What a page asks by a message; `None` for what is no question: a hello, a renewal, and that
    /// its program runs.
    #[must_use]
    pub fn of(message: ClientMessage) -> Option<Self> {
        match message {
            ClientMessage::Hello { .. } | ClientMessage::Renew {} | ClientMessage::Alive {} => None,
            ClientMessage::RingHeard { interaction } => Some(Self::RingHeard { interaction }),
            ClientMessage::Command { id, interaction, command } => {
                Some(Self::Command { id, interaction, command })
            }
            ClientMessage::Floor { id, command } => Some(Self::Floor { id, command }),
            ClientMessage::CheckSound { id, offer } => Some(Self::CheckSound { id, offer }),
            ClientMessage::Receipt { interaction, request, stage, seen } => {
                Some(Self::Receipt { interaction, receipt: Receipt { request, stage, seen } })
            }
            ClientMessage::Call { id, name, number, to } => {
                Some(Self::Call { id, call: CallRequest { name, number, to, contact: None } })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use backline_core::protocol::fingerprint;

    use super::*;

    ///
    #[test]
    fn a_wishs_digest_says_nothing_of_who_calls() {
        let wish = |name: &str, number: Option<&str>, contact: Option<Contact>| {
            let number = number.map(str::to_owned);
            fingerprint(&CallRequest { name: name.to_owned(), number, to: None, contact })
        };
        let nobody = wish("", None, None);
        let known = Contact { summary: Some("moved".to_owned()), ..Contact::default() };
        for other in [
            wish("Nora Vance", None, None),
            wish("Nora Vance-Miller", Some("+1 202 555 0101"), None),
            wish("", Some("+1 202 555 0101"), Some(known)),
        ] {
            assert_eq!(other, nobody);
        }
        let to = Some(PersonId::new("ana").unwrap());
        let elsewhere = CallRequest { name: String::new(), number: None, to, contact: None };
        assert_ne!(fingerprint(&elsewhere), nobody, "whom they call is no secret");
    }
}
