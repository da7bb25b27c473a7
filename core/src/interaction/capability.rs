//! What one viewer may do on an interaction, each with the reason if not.
//!
//! Found by asking `decide` without doing anything, so that a button and the server cannot differ.

use serde::{Deserialize, Serialize};

use super::{Action, Command, Context, Interaction, Refusal};

/// One thing that could be done, and what stands against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capability {
    /// The command, without any data that only a browser has.
    pub command: Command,
    /// Why not, if not.
    pub refusal: Option<Refusal>,
}

impl Interaction {
    /// A supervisor's controls on this interaction.
    #[must_use]
    pub fn capabilities(&self, cx: &Context<'_>) -> Vec<Capability> {
        let take = Action::ALL.map(|action| Command::TakeAction { action });
        let end = Action::ALL.map(|action| Command::EndAction { action });
        let switch = Action::ALL.map(|action| Command::SwitchTo { action });
        [Command::OpenInteraction]
            .into_iter()
            .chain(take)
            .chain(end)
            .chain(switch)
            .chain([Command::Disconnect])
            .map(|command| Capability { refusal: self.decide(cx, &command).err(), command })
            .collect()
    }
}
