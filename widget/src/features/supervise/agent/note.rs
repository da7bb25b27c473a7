//! The last coaching note: a caption under the banner while its sender coaches, in the help area
//! otherwise. Earlier ones stand in the timeline.

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
    /// Whether its sender coaches at the moment, so that it belongs to the banner.
    pub(crate) coaching: bool,
}

/// The caption, in one of its two places. The place in the help area is always there, and tells
/// the note to those who do not see it, once, wherever it is shown.
#[component]
pub(crate) fn NoteCaption(
    call: Memo<Option<AgentCall>>,
    /// Whether this is the place under the banner.
    coaching: bool,
) -> impl IntoView {
    let app = use_app();
    let last = app.memo(move |model| {
        let id = call.with(|call| call.as_ref().map(|call| call.id))?;
        note(model.replica.interaction(id)?, model.replica.timeline(id))
    });
    let here = move || last.get().filter(|note| note.coaching == coaching);
    let told = move || last.with(|note| note.as_ref().map(told));
    view! {
        {(!coaching).then(|| view! { <p class="visually-hidden" role="status">{told}</p> })}
        {move || here().map(caption)}
    }
}

fn told(note: &LastNote) -> String {
    ["Coaching note from ", &note.from, ": ", &note.text].concat()
}

/// A long text scrolls in its place; it can be reached by keyboard.
fn caption(note: LastNote) -> impl IntoView {
    view! {
        <figure class="note" tabindex="0" aria-label="Coaching note">
            <figcaption>"Coaching note" <span>{note.from}</span></figcaption>
            <p>{note.text}</p>
        </figure>
    }
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
