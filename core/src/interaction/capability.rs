//! What one viewer may do on an interaction, each with the reason if not.
//!
//! Found by asking `decide` without doing anything, so that a button and the server cannot differ.

use crate::protocol::tagged::{record, tagged};
use serde::Serialize;

use super::{Action, Command, Context, HelpCommand, Interaction, Refusal};

/// One thing that could be done, and what stands against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Capability {
    /// The command, without any data that only a browser has.
    pub command: Command,
    /// Why not, if not.
    pub refusal: Option<Refusal>,
}

impl Interaction {
    /// A supervisor's controls on this interaction: those of an open one, and the answers to a
    /// request that asks them. None when there is nothing to do.
    #[must_use]
    pub fn capabilities(&self, cx: &Context<'_>) -> Vec<Capability> {
        let take = Action::ALL.map(|action| Command::TakeAction { action });
        let end = Action::ALL.map(|action| Command::EndAction { action });
        let switch = Action::ALL.map(|action| Command::SwitchTo { action });
        let asked = self.help.as_ref().filter(|help| help.needs_action()).map(|it| it.number);
        let me = cx.who.as_person();
        let asked = asked.filter(|_| me.is_some_and(|person| self.asks(person, cx.floor)));
        let answers = asked.map(|request| {
            [HelpCommand::Claim { request }, HelpCommand::Reject { request }].map(Command::Help)
        });
        let opened = me.is_some_and(|person| self.supervisors.contains_key(person));
        let own = [Command::OpenInteraction]
            .into_iter()
            .chain(take)
            .chain(end)
            .chain(switch)
            .chain([Command::Disconnect])
            .filter(|_| opened);
        answers
            .into_iter()
            .flatten()
            .chain(own)
            .map(|command| Capability { refusal: self.decide(cx, &command).err(), command })
            .collect()
    }
}

/// The commands that controls are made of: a page need not be able to read any other.
enum Offered {
    OpenInteraction,
    TakeAction { action: Action },
    EndAction { action: Action },
    SwitchTo { action: Action },
    Disconnect,
    Help(Answer),
}

enum Answer {
    Claim { request: u32 },
    Reject { request: u32 },
}

struct Sent {
    command: Offered,
    refusal: Option<Refusal>,
}

impl<'de> serde::Deserialize<'de> for Capability {
    fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let Sent { command, refusal } = Sent::deserialize(reader)?;
        let command = match command {
            Offered::OpenInteraction => Command::OpenInteraction,
            Offered::TakeAction { action } => Command::TakeAction { action },
            Offered::EndAction { action } => Command::EndAction { action },
            Offered::SwitchTo { action } => Command::SwitchTo { action },
            Offered::Disconnect => Command::Disconnect,
            Offered::Help(Answer::Claim { request }) => {
                Command::Help(HelpCommand::Claim { request })
            }
            Offered::Help(Answer::Reject { request }) => {
                Command::Help(HelpCommand::Reject { request })
            }
        };
        Ok(Self { command, refusal })
    }
}

record!(Sent { command, refusal });

tagged!(Offered by "type", "data" {
    "open_interaction" OpenInteraction;
    "take_action" TakeAction { action };
    "end_action" EndAction { action };
    "switch_to" SwitchTo { action };
    "disconnect" Disconnect;
    "help" Help(it);
});

tagged!(Answer by "type", "data" {
    "claim" Claim { request };
    "reject" Reject { request };
});
