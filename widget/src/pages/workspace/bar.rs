//! The bar at the top: which page, who is here, and whether that person can be reached.

use leptos::prelude::*;

use crate::{
    components::{Brand, PresenceChoice, SignOut},
    features::{devices::Settings, help::bell::Bell},
    runtime::{PageStanding, use_app},
};

/// The bar.
#[component]
pub(super) fn Bar() -> impl IntoView {
    let app = use_app();
    let me = app.memo(|model| {
        // What another tab shows, or nobody, does not stand here.
        let here = matches!(model.standing(), PageStanding::Live | PageStanding::Reconnecting);
        model.me().filter(|_| here).map(|me| {
            let number = me.card.number.as_ref().map(|number| number.shown().into_owned());
            (me.card.name.shown().into_owned(), number)
        })
    });
    let person = move || {
        me.get().map(|(name, number)| {
            view! {
                <div class="bar-person">
                    <span class="who">{name} " " <span class="quiet">{number}</span></span>
                    <PresenceChoice />
                    <Settings />
                    <SignOut />
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
