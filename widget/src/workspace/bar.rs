//! The bar at the top: which page, who is here, and whether that person can be reached.

use backline_core::floor::Presence;
use leptos::prelude::*;

use super::hands::Bell;
use crate::{
    brand::Brand,
    runtime::{Intent, use_app},
};

/// Every presence, in the order of the choice.
const PRESENCES: [(Presence, &str); 3] =
    [(Presence::Available, "Available"), (Presence::Busy, "Busy"), (Presence::Offline, "Offline")];

/// The bar.
#[component]
pub(super) fn Bar() -> impl IntoView {
    let app = use_app();
    let me = app.memo(|model| {
        model.me().map(|me| {
            let number = me.card.number.as_ref().map(|number| number.text().to_owned());
            (me.card.name.text().to_owned(), number)
        })
    });
    let person = move || {
        me.get().map(|(name, number)| {
            view! {
                <div class="bar-person">
                    <span class="who">{name} " " <span class="quiet">{number}</span></span>
                    <PresenceChoice />
                </div>
            }
        })
    };
    view! {
        <header class="bar">
            <Brand />
            <h1>"Workspace"</h1>
            <Show when=move || me.with(Option::is_some)>
                <Bell />
            </Show>
            {person}
        </header>
    }
}

#[component]
fn PresenceChoice() -> impl IntoView {
    let app = use_app();
    let presence = app.memo(|model| model.me().map(|me| me.presence));
    let word = move || {
        let known = presence.get();
        PRESENCES.iter().find(|(each, _)| Some(*each) == known).map(|(_, word)| *word)
    };
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some((presence, _)) = PRESENCES.iter().find(|(_, word)| *word == chosen) {
            app.want(Intent::SetPresence(*presence));
        }
    };
    let option = move |(each, word): (Presence, &'static str)| {
        view! { <option value=word selected=move || presence.get() == Some(each)>{word}</option> }
    };
    view! {
        <label class="presence" data-presence=word>
            <span class="visually-hidden">"Presence"</span>
            <select on:change=choose>{PRESENCES.map(option).collect_view()}</select>
        </label>
    }
}
