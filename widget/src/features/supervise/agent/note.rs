//! The last coaching note, below the controls, where it grows without moving them. Earlier ones stand in
//! the timeline.

use backline_core::{
    interaction::{Action, Interaction, Stamped},
    view::note,
};
use leptos::prelude::*;

use crate::{features::call::agent::AgentCall, runtime::use_app};

/// The last coaching note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LastNote {
    pub(crate) from: String,
    pub(crate) text: String,
    /// Whether its sender coaches at the moment.
    pub(crate) coaching: bool,
}

/// The caption. It stays until what it was written in has ended, or the agent puts it aside.
#[component]
pub(crate) fn NoteCaption(call: Memo<Option<AgentCall>>) -> impl IntoView {
    let app = use_app();
    let aside = RwSignal::new(None::<String>);
    let here = app.memo(move |model| {
        let id = call.with(|call| call.as_ref().map(|call| call.id))?;
        let last = note(model.replica.interaction(id)?, model.replica.timeline(id))?;
        aside.with(|aside| aside.as_ref() != Some(&last.text)).then_some(last)
    });
    let told = move || here.with(|note| note.as_ref().map(told));
    let put_aside = move |_| aside.set(here.get_untracked().map(|note| note.text));
    view! {
        <p class="visually-hidden" role="status">{told}</p>
        {move || here.get().map(|note| view! {
            <figure class="note" aria-label="Coaching note">
                <figcaption>"Coaching note" <span>{note.from}</span></figcaption>
                <p>{note.text}</p>
                <button type="button" class="button dense quiet" on:click=put_aside>
                    "Put aside"
                </button>
            </figure>
        })}
    }
}

fn told(note: &LastNote) -> String {
    ["Coaching note from ", &note.from, ": ", &note.text].concat()
}

/// The last note, for as long as it matters.
pub(crate) fn note(call: &Interaction, timeline: &[Stamped]) -> Option<LastNote> {
    call.talk()?;
    let (by, text) = note::standing(timeline)?;
    let supervision = call.supervisor(&by.person);
    let coaching = supervision.and_then(|s| s.stance.active()) == Some(Action::Coach);
    let (from, text) = (by.name.shown().into_owned(), text.shown().into_owned());
    Some(LastNote { from, text, coaching })
}
