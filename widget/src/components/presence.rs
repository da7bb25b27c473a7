//! Choosing one's presence; what stands there is always what the server says.

use backline_core::people::Presence;
use leptos::prelude::*;

use crate::runtime::{Intent, use_app};

/// Every presence, in the order of the choice; the words are literal.
const PRESENCES: [(Presence, &str); 3] =
    [(Presence::Available, "Available"), (Presence::Busy, "Busy"), (Presence::Offline, "Offline")];

/// The choice. On a call it says Busy whatever is chosen, until the call is over.
#[component]
pub fn PresenceChoice() -> impl IntoView {
    let app = use_app();
    let presence = app.memo(|model| model.me().map(|me| me.presence));
    let word = move || {
        let known = presence.get();
        PRESENCES.iter().find(|(each, _)| Some(*each) == known).map_or("", |(_, word)| *word)
    };
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some((presence, _)) = PRESENCES.iter().find(|(_, word)| *word == chosen) {
            app.want(Intent::SetPresence(*presence));
        }
        let select: web_sys::HtmlSelectElement = event_target(&event);
        select.set_value(untrack(word));
    };
    view! {
        <label class="presence" data-presence=word>
            <span class="visually-hidden">"Presence"</span>
            <select prop:value=word on:change=choose>
                {PRESENCES.map(|(_, word)| view! { <option value=word>{word}</option> }).collect_view()}
            </select>
        </label>
    }
}
