//! How one is called: the switch of the sound, and whether the browser may notify.

use leptos::prelude::*;

use super::{alert::Alert, due};
use crate::{
    components::{BackgroundAlerts, Notifies},
    features::devices::{PLAY_SOUND, way_out},
    runtime::{Intent, use_app},
};

/// What the browser notifies of here.
pub(super) const NOTIFIES: Notifies = Notifies { what: "A help request", page: "workspace" };

const HELD_BACK: &str =
    "A request waits, and the browser holds the sound back. Press Play sound to hear it.";

/// The settings.
#[component]
pub(super) fn Settings(alerts: Memo<Vec<Alert>>) -> impl IntoView {
    view! {
        <section class="alerts" aria-label="Alerts">
            <Sound alerts />
            <BackgroundAlerts notifies=NOTIFIES />
        </section>
    }
}

#[component]
fn Sound(alerts: Memo<Vec<Alert>>) -> impl IntoView {
    let app = use_app();
    let silent = app.memo(|model| model.media.silent_requests);
    let held_back = Memo::new(move |_| {
        let sounds = alerts.with(|alerts| due::sound(alerts, silent.get())).is_some();
        (app.holds_sound_back() && sounds).then_some(HELD_BACK)
    });
    let switch = move |event| app.want(Intent::SilentRequests(event_target_checked(&event)));
    view! {
        <div class="alerts-sound">
            <label class="check">
                <input type="checkbox" prop:checked=move || silent.get() on:change=switch />
                "Mute help alerts"
            </label>
            <p class="small quiet" hidden=move || !silent.get()>
                "Muted. Help requests make no sound here."
            </p>
            <div class="small" role="alert">
                {way_out(held_back, PLAY_SOUND, Intent::PlaySound)}
            </div>
        </div>
    }
}
