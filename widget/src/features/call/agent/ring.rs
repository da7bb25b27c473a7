//! Whether a call may be heard coming, and whether it would be.

use leptos::prelude::*;

use crate::{
    features::devices::{PLAY_SOUND, way_out},
    runtime::{Intent, use_app},
};

/// Says before a call comes that it would not be heard: the browser lets no page sound that was not
/// touched since it was loaded.
#[component]
pub(crate) fn RingTrouble() -> impl IntoView {
    let app = use_app();
    let silent = app.memo(|model| model.media.silent_ring);
    let held_back = Memo::new(move |_| {
        let held_back = app.holds_sound_back() && !silent.get();
        held_back
            .then_some("The browser holds sound back. Press Play sound to hear a call come in.")
    });
    view! {
        <div class="trouble" role="alert">
            {way_out(held_back, PLAY_SOUND, Intent::PlaySound)}
        </div>
    }
}

/// The choice, which the browser keeps.
#[component]
pub(crate) fn RingChoice() -> impl IntoView {
    let app = use_app();
    let silent = app.memo(|model| model.media.silent_ring);
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || !silent.get()
                on:change=move |event| app.want(Intent::SilentRing(!event_target_checked(&event)))
            />
            "Ring when a call comes in"
        </label>
    }
}
