//! The last coaching note: a caption under the banner while its sender coaches, in the help area
//! otherwise. Earlier ones stand in the timeline.

use leptos::prelude::*;

use super::{
    super::view::CallView,
    view::{Note, note},
};
use crate::runtime::use_app;

/// The caption, in one of its two places. The place in the help area is always there, and tells
/// the note to those who do not see it, once, wherever it is shown.
#[component]
pub(in crate::panel) fn NoteCaption(
    call: Memo<Option<CallView>>,
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

fn told(note: &Note) -> String {
    ["Coaching note from ", &note.from, ": ", &note.text].concat()
}

/// A long text scrolls in its place; it can be reached by keyboard.
fn caption(note: Note) -> impl IntoView {
    view! {
        <figure class="note" tabindex="0" aria-label="Coaching note">
            <figcaption>"Coaching note" <span>{note.from}</span></figcaption>
            <p>{note.text}</p>
        </figure>
    }
}
