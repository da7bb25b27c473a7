//! How one is called: the switch of the sound, and what to do while the browser holds it back.

use leptos::prelude::*;

use super::{alert::Alert, due};
use crate::{
    components::Notifies,
    features::devices::{PLAY_SOUND, way_out},
    runtime::{Intent, use_app},
};

/// What the browser notifies of here.
pub(crate) const NOTIFIES: Notifies = Notifies { what: "A help request", page: "workspace" };

const HELD_BACK: &str =
    "A request is waiting, but the browser holds its sound back. Press Play sound to hear it.";

/// The switch of the sound.
#[component]
pub(crate) fn MuteAlerts() -> impl IntoView {
    let app = use_app();
    let silent = app.memo(|model| model.media.silent_requests);
    let switch = move |event| app.want(Intent::SilentRequests(event_target_checked(&event)));
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || silent.get() on:change=switch />
            "Mute help alerts"
        </label>
        <p class="small quiet" hidden=move || !silent.get()>
            "Muted. Help requests make no sound here."
        </p>
    }
}

/// That a request waits without a sound, and the way out, above the requests.
#[component]
pub(crate) fn HeldBack() -> impl IntoView {
    let app = use_app();
    let sounds = app.memo(|model| {
        let alerts = Alert::all(&model.replica);
        due::sound(&alerts, model.media.silent_requests).is_some()
    });
    let held_back =
        Memo::new(move |_| (app.holds_sound_back() && sounds.get()).then_some(HELD_BACK));
    view! {
        <div class="held-back small" role="alert">
            {way_out(held_back, PLAY_SOUND, Intent::PlaySound)}
        </div>
    }
}
