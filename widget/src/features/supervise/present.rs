//! Who of the back line is on the call, and what they do.

use backline_core::id::InteractionId;
use leptos::prelude::*;

use super::action::key;
use crate::{
    components::Timer,
    features::call::facts::{Present, present},
    runtime::{Standing, use_app},
};

/// The list.
#[component]
pub(crate) fn PresentList(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let all = app.memo(move |model| {
        let call = model.replica.interaction(id);
        let linked = model.standing() == Standing::Live;
        call.map(|call| present(call, model.my_id(), linked)).unwrap_or_default()
    });
    view! {
        <section class="present" aria-labelledby="present-title">
            <h3 id="present-title">"Supervisors on this call"</h3>
            <ul>{move || all.get().into_iter().map(line).collect_view()}</ul>
        </section>
    }
}

fn line(present: Present) -> impl IntoView {
    let since = present.since;
    let name = if present.you { "You".to_owned() } else { present.who.name };
    let number = present.who.number.filter(|_| !present.you);
    view! {
        <li>
            <span>{name} " " <span class="quiet">{number}</span></span>
            <span class="doing" data-action=present.action.map(key)>
                {present.doing}
            </span>
            <Timer since=move |_| Some(since) />
        </li>
    }
}
