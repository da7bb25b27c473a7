//! What a page does by itself while the server is away and sound goes on: its person falls silent,
//! speaks again, or leaves the call. The server is told when it is back.

use crate::{
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command},
};

const MUTE: Command = Command::Call(CallCommand::Mute);
const UNMUTE: Command = Command::Call(CallCommand::Unmute);
const HANG_UP: Command = Command::Call(CallCommand::HangUp);

const LEFT: &str = "left";
const MUTED: &str = "muted";

/// What was asked for without a link and holds already, until the server has answered it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alone(Option<Step>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    id: CommandId,
    on: InteractionId,
    /// Whether the person has hung up; else they have muted themselves.
    left: bool,
    /// Whether the server may have heard of it.
    sent: bool,
}

/// How something is done without the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DoneBy {
    /// What the page did alone is taken back.
    TakingBack,
    /// By the server's own rule, asked of the state that is held.
    TheRule,
}

/// A mute that is taken back before the server has answered it.
#[derive(Debug, Clone, Copy)]
pub(super) struct TakenBack {
    pub(super) mute: CommandId,
    /// Whether the server may have heard of it: then it has to hear of the unmute.
    pub(super) sent: bool,
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

    /// How `command` can be done without the server, if it can. `silent`: whether the person falls
    /// silent already.
    pub(super) fn done_by(
        self,
        on: InteractionId,
        command: &Command,
        silent: bool,
    ) -> Option<DoneBy> {
        if self.has_left(on) {
            None
        } else if *command == UNMUTE && self.is_muted(on) {
            Some(DoneBy::TakingBack)
        } else {
            let may = *command == HANG_UP || *command == MUTE && !silent;
            may.then_some(DoneBy::TheRule)
        }
    }

    /// Takes note of a command that cannot be sent now. Where it takes a mute back, that is returned:
    /// the server need not be asked for it any more.
    pub(super) fn asked(
        &mut self,
        id: CommandId,
        on: InteractionId,
        what: &Command,
    ) -> Option<TakenBack> {
        if *what == UNMUTE && self.is_muted(on) {
            return self.0.take().map(|Step { id, sent, .. }| TakenBack { mute: id, sent });
        }
        self.take((id, on), what, false);
        None
    }

    /// Takes note of what was asked with a link that has proved dead, in its order. True if that is news.
    pub(super) fn follows<'a>(
        &mut self,
        asked: impl Iterator<Item = (CommandId, InteractionId, &'a Command)>,
    ) -> bool {
        let before = self.0;
        asked.for_each(|(id, on, what)| self.take((id, on), what, true));
        self.0 != before
    }

    /// Whoever has left stays gone; else the last word counts.
    fn take(&mut self, (id, on): (CommandId, InteractionId), what: &Command, sent: bool) {
        let left = *what == HANG_UP;
        if left || *what == MUTE && !self.has_left(on) {
            self.0 = Some(Step { id, on, left, sent });
        } else if *what == UNMUTE && self.is_muted(on) {
            self.0 = None;
        }
    }

    /// As a page keeps it while it is loaded anew.
    pub(super) fn kept(self) -> Option<String> {
        let Step { id, on, left, .. } = self.0?;
        let what = if left { LEFT } else { MUTED };
        Some([what, &id.to_string(), &on.to_string()].join(" "))
    }

    /// What was kept, and what the server has yet to be asked; nothing where it is something else.
    pub(super) fn read(kept: &str) -> Option<(Self, CommandId, InteractionId, Command)> {
        let mut words = kept.split(' ');
        let left = match words.next()? {
            LEFT => true,
            MUTED => false,
            _ => return None,
        };
        let (id, on) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let command = if left { HANG_UP } else { MUTE };
        Some((Self(Some(Step { id, on, left, sent: true })), id, on, command))
    }

    /// The server has answered a command.
    pub(super) fn answered(&mut self, id: CommandId) {
        self.0.take_if(|step| step.id == id);
    }
}
