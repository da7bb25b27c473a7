//! What becomes of a command, told to the part of the page that asked it and to no other.

use backline_core::{
    id::{CommandId, InteractionId},
    interaction::Command,
};
use leptos::prelude::*;

use super::shell::Shell;
use crate::runtime::{App, Model};

/// How a command stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Answer {
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

impl App {
    /// Asks something of an interaction; what becomes of it is told in `place` instead of in the
    /// page's notice.
    pub fn ask_in_place(
        self,
        interaction: InteractionId,
        command: Command,
        place: RwSignal<Answer>,
    ) {
        let shell = self.shell.get_value();
        shell.notify(None);
        place.set(Answer::Awaited);
        shell.ask_for(interaction, command, Some(place));
    }

    /// What is to be read beside the button whose answer comes to `place`, and what bars the button.
    /// While nothing was asked both are `obstacle`; what was refused may be tried again.
    pub fn in_place(
        self,
        place: RwSignal<Answer>,
        obstacle: impl Fn(&Model) -> Option<String> + Send + Sync + 'static,
    ) -> (Memo<Option<String>>, Signal<Option<String>>) {
        let against = self.memo(move |model| match place.get() {
            Answer::Awaited | Answer::Done => None,
            Answer::Refused(sentence) => Some(sentence),
            Answer::Unasked => obstacle(model),
        });
        let bars = move || against.get().filter(|_| place.get() == Answer::Unasked);
        (against, Signal::derive(bars))
    }
}

impl Shell {
    /// Tells the place that waits for this answer; says whether there is one. A place that is gone
    /// with its part of the page is told nothing.
    pub(crate) fn told_in_place(&self, id: CommandId, refused: Option<&String>) -> bool {
        let Some(place) = self.0.places.borrow_mut().remove(&id) else { return false };
        let answer = refused.map_or(Answer::Done, |sentence| Answer::Refused(sentence.clone()));
        let _gone = place.try_set(answer);
        true
    }
}
