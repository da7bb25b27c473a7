//! What becomes of a command, told to the part of the page that asked it and to no other.

use backline_core::id::CommandId;
use leptos::prelude::*;

use super::shell::Shell;

/// How a command stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CommandReply {
    /// Nothing was asked.
    #[default]
    Unasked,
    /// It is on its way.
    Awaited,
    /// It is done.
    Done,
    /// It is not; the sentence.
    Refused(String),
}

impl Shell {
    /// Tells the place that waits for this answer; says whether there is one. A place that is gone
    /// with its part of the page is told nothing.
    pub(crate) fn told_in_place(&self, id: CommandId, refused: Option<&String>) -> bool {
        let Some(place) = self.0.places.borrow_mut().remove(&id) else { return false };
        let answer =
            refused.map_or(CommandReply::Done, |sentence| CommandReply::Refused(sentence.clone()));
        let _gone = place.try_set(answer);
        true
    }
}
