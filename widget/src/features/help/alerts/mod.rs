//! What calls a supervisor's attention to a help request: popup, notification, sound, title; and
//! the receipt that says that it was seen.
//!
//! Moved by the replica, by the clock and by how the person stands to the page. What is due is a
//! function of values (`alert`, `due`, `sheet`, `sightings`); the rest carries it out. Who is asked,
//! and whether they can answer, the server has said.

mod alert;
mod card;
mod due;
mod follow;
mod popup;
mod settings;
mod sheet;
mod sightings;
#[cfg(test)]
mod tests;

use leptos::prelude::*;

use crate::runtime::{attention, use_app};
use alert::Alert;
use popup::Popup;
pub(crate) use settings::{HeldBack, MuteAlerts, NOTIFIES};

/// Everything that calls. Of it, the popup can be seen.
#[component]
pub(crate) fn Alerts() -> impl IntoView {
    let app = use_app();
    let alerts = app.memo(|model| Alert::all(&model.replica));
    let attention = attention();
    follow::sound(app, alerts);
    follow::title(app, alerts, attention);
    follow::notifications(app, alerts, attention);
    follow::sight(app, alerts, attention);
    view! { <Popup alerts /> }
}
