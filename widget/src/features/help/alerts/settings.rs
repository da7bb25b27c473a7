//! How one is called: the switch of the sound, and whether the browser may notify.

use leptos::prelude::*;

use super::{alert::Alert, due};
use crate::{
    components::Act,
    icon::Icon,
    runtime::{Intent, Permission, use_app},
};

/// The settings.
#[component]
pub(super) fn Settings(alerts: Memo<Vec<Alert>>) -> impl IntoView {
    view! {
        <section class="alerts" aria-label="Alerts">
            <Sound alerts />
            <BackgroundAlerts />
        </section>
    }
}

#[component]
fn Sound(alerts: Memo<Vec<Alert>>) -> impl IntoView {
    let app = use_app();
    let silent = app.memo(|model| model.media.silent_requests);
    let held_back = Memo::new(move |_| {
        let _ticks = app.now();
        let sounds = alerts.with(|alerts| due::sound(alerts, silent.get())).is_some();
        sounds && app.holds_sound_back()
    });
    let switch = move |event| app.want(Intent::SilentRequests(event_target_checked(&event)));
    view! {
        <div class="alerts-sound">
            <label class="check">
                <input type="checkbox" prop:checked=move || silent.get() on:change=switch />
                "Silence help requests"
            </label>
            <p class="small quiet" hidden=move || !silent.get()>
                "Silenced. A help request makes no sound here."
            </p>
            <div role="alert">
                {move || held_back.get().then(|| view! {
                    <p class="small">
                        "A request waits, and the browser holds the sound back. Press Play sound to hear it."
                    </p>
                    <Act
                        label="Play sound"
                        icon=Icon::Volume2
                        press=move || app.want(Intent::PlaySound)
                    />
                })}
            </div>
        </div>
    }
}

/// Whether the browser may notify, and what to do when it may not.
#[component]
fn BackgroundAlerts() -> impl IntoView {
    let app = use_app();
    let answered = RwSignal::new(());
    // The permission can be changed beside the page, which no event says everywhere.
    let permission = Memo::new(move |_| {
        answered.track();
        let _ticks = app.now();
        Permission::read()
    });
    view! {
        <div class="alerts-background">
            {move || match permission.get() {
                Permission::Unasked => {
                    let ask = move || Permission::ask(move || answered.set(()));
                    view! {
                        <Act
                            label="Tell me when the page is in the background"
                            icon=Icon::Bell
                            press=ask
                        />
                        <p class="small quiet">
                            "A help request then shows as a notification of your browser. The browser asks you once."
                        </p>
                    }
                    .into_any()
                }
                other @ (Permission::Given
                | Permission::Refused
                | Permission::Framed
                | Permission::Missing) => {
                    view! { <p class="small quiet" role="status">{standing(other)}</p> }.into_any()
                }
            }}
        </div>
    }
}

/// How the permission stands, and the remedy.
pub(super) const fn standing(permission: Permission) -> &'static str {
    match permission {
        Permission::Given => {
            "Notifications are on. A help request shows while the page is in the background."
        }
        Permission::Unasked => "Notifications are off.",
        Permission::Refused => {
            "Notifications are blocked. Allow them for this page in the address bar, then load the page again."
        }
        Permission::Framed => {
            "Notifications need this page on its own. Open the workspace in a tab, and allow them there."
        }
        Permission::Missing => "This browser shows no notifications for this page.",
    }
}
