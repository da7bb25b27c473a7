//! What is asked of a tenant.

use std::borrow::Cow;

use backline_core::{
    floor::FloorCommand,
    id::{CommandId, InteractionId, PersonId},
    interaction::{Command, Contact},
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
    fn without_texts(&self) -> Cow<'_, Self> {
        let length = |text: &String| text.len().to_string();
        Cow::Owned(Self {
            name: length(&self.name),
            number: self.number.as_ref().map(length),
            to: self.to.clone(),
            contact: self.contact.as_ref().map(Contact::without_texts),
        })
    }
}

impl Question {
    /// What a page asks by a message; `None` for what is no question: a hello, and that it runs.
    #[must_use]
    pub fn of(message: ClientMessage) -> Option<Self> {
        match message {
            ClientMessage::Hello { .. } | ClientMessage::Alive => None,
            ClientMessage::RingHeard { interaction } => Some(Self::RingHeard { interaction }),
            ClientMessage::Command { id, interaction, command } => {
                Some(Self::Command { id, interaction, command })
            }
            ClientMessage::Floor { id, command } => Some(Self::Floor { id, command }),
            ClientMessage::Receipt { interaction, request, stage, seen } => {
                Some(Self::Receipt { interaction, receipt: Receipt { request, stage, seen } })
            }
            ClientMessage::Call { id, name, number, to } => {
                Some(Self::Call { id, call: CallRequest { name, number, to, contact: None } })
            }
        }
    }
}
