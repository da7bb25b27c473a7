//! What one viewer may do on an interaction, each with the reason if not.
//!
//! Found by asking `decide` without doing anything, so that a button and the server cannot differ.

use crate::protocol::tagged::record;
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

record!(Capability { command, refusal });
