//! What a page does by itself while the server is away and sound goes on: its person falls silent,
//! speaks again, or leaves the call. The server is told when it is back.

use super::Obstacle;
use crate::{
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command},
};

const MUTE: Command = Command::Call(CallCommand::Mute);
const UNMUTE: Command = Command::Call(CallCommand::Unmute);
const HANG_UP: Command = Command::Call(CallCommand::HangUp);

/// What was asked for without a link and holds already, until the server has answered it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alone(Option<Step>);

#[derive(Debug, Clone, Copy)]
struct Step {
    id: CommandId,
    on: InteractionId,
    /// Whether the person has hung up; else they have muted themselves.
    left: bool,
}

impl Alone {
    pub(super) const fn nothing() -> Self {
        Self(None)
    }

    pub(super) fn is_muted(self, on: InteractionId) -> bool {
        self.0.is_some_and(|step| step.on == on && !step.left)
    }

    pub(super) fn has_left(self, on: InteractionId) -> bool {
        self.0.is_some_and(|step| step.on == on && step.left)
    }

    /// Whether `command` would be done now; nothing where the state that is held can tell. `silent`:
    /// whether the person falls silent already.
    pub(super) fn would(
        self,
        on: InteractionId,
        command: &Command,
        silent: bool,
    ) -> Option<Result<(), Obstacle>> {
        let unmutes = *command == UNMUTE && self.is_muted(on);
        let may = *command == HANG_UP || *command == MUTE && !silent;
        match !self.has_left(on) {
            true if unmutes => Some(Ok(())),
            true if may => None,
            true | false => Some(Err(Obstacle::Reconnecting)),
        }
    }

    /// Takes note of a command that cannot be sent now. Returns a mute that the server has not heard
    /// of, where the command takes that back: then nobody has to be told of either.
    pub(super) fn asked(
        &mut self,
        id: CommandId,
        on: InteractionId,
        what: &Command,
    ) -> Option<CommandId> {
        if *what == UNMUTE && self.is_muted(on) {
            return self.0.take().map(|step| step.id);
        }
        if *what == MUTE || *what == HANG_UP {
            self.0 = Some(Step { id, on, left: *what == HANG_UP });
        }
        None
    }

    /// The server has answered a command.
    pub(super) fn answered(&mut self, id: CommandId) {
        self.0.take_if(|step| step.id == id);
    }
}
