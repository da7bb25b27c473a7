//! What a page does by itself while the server is away and sound goes on: its person falls silent,
//! speaks again, or leaves the call. The server is told when it is back.

use super::{Link, Obstacle, Output, Replica};
use crate::{
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command},
};

/// What was asked for without a link and holds already, until the server has answered it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alone {
    pub(super) id: CommandId,
    on: InteractionId,
    /// Whether the person has hung up; else they have muted themselves.
    left: bool,
}

const MUTE: Command = Command::Call(CallCommand::Mute);
const UNMUTE: Command = Command::Call(CallCommand::Unmute);
const HANG_UP: Command = Command::Call(CallCommand::HangUp);

impl Replica {
    /// Whether the person has muted themselves on an interaction while the server was away, and it
    /// has not confirmed that yet.
    #[must_use]
    pub fn is_muted_alone(&self, id: InteractionId) -> bool {
        self.alone.is_some_and(|alone| alone.on == id && !alone.left)
    }

    /// Whether the person has hung up while the server was away, and it has not confirmed that yet:
    /// the page has no sound from then on.
    #[must_use]
    pub fn has_left_alone(&self, id: InteractionId) -> bool {
        self.alone.is_some_and(|alone| alone.on == id && alone.left)
    }

    const fn is_away(&self) -> bool {
        matches!(self.link, Link::Down { .. } | Link::Opening { .. })
    }

    /// What [`Replica::would`] says while the server cannot be asked; nothing where the state that
    /// is held can tell.
    pub(super) fn would_alone(
        &self,
        id: InteractionId,
        command: &Command,
    ) -> Option<Result<(), Obstacle>> {
        let unmutes = *command == UNMUTE && self.is_muted_alone(id);
        let may = *command == HANG_UP || *command == MUTE && !self.is_falling_silent(id);
        match self.is_away() && !self.has_left_alone(id) {
            true if unmutes => Some(Ok(())),
            true if may => None,
            true | false => Some(Err(Obstacle::Reconnecting)),
        }
    }

    /// Takes note of a command that cannot be sent now. True when nobody has to be told of it: it
    /// takes back a mute that the server has not heard of.
    pub(super) fn asked_alone(&mut self, id: CommandId, on: InteractionId, what: &Command) -> bool {
        if !self.is_away() {
            return false;
        }
        if *what == UNMUTE && self.is_muted_alone(on) {
            let muted = self.alone.take().map(|muted| muted.id);
            for id in muted.into_iter().chain([id]) {
                self.unanswered.remove(&id);
                let interaction = Some(on);
                self.out.push_back(Output::Answered { id, interaction, refused: None });
            }
            self.out.push_back(Output::Changed);
            return true;
        }
        if *what == MUTE || *what == HANG_UP {
            self.alone = Some(Alone { id, on, left: *what == HANG_UP });
        }
        false
    }
}
