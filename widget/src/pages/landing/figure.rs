//! The triangle on the first page, to be played with. It is an example and changes no call.

use backline_core::interaction::Action;
use leptos::prelude::*;

use super::example::shown;
use crate::{
    features::supervise::action::{drawing, key},
    icon::Drawing,
    picture::Hearing,
};

/// The figure with its three switches.
#[component]
pub(super) fn Figure() -> impl IntoView {
    let chosen = RwSignal::new(Some(Action::Coach));
    let example = Memo::new(move |_| shown(chosen.get()));
    let picture = Signal::derive(move || example.with(|(picture, _)| picture.clone()));
    let sentence = Signal::derive(move || example.with(|(_, sentence)| sentence.clone()));
    let switch = move |action: Action| {
        let on = move || chosen.get() == Some(action);
        let press = move |_| chosen.update(|now| *now = (*now != Some(action)).then_some(action));
        view! {
            <button
                type="button"
                class="action"
                data-action=key(action)
                aria-pressed=move || if on() { "true" } else { "false" }
                on:click=press
            >
                <Drawing icon=drawing(action) />
                <span class="label">{action.label()}</span>
            </button>
        }
    };
    view! {
        <figure class="example">
            <Hearing picture sentence />
            <div class="actions" role="group" aria-label="An example to try">
                {Action::ALL.map(switch).collect_view()}
            </div>
            <figcaption>"An example. Press a button to see who would hear you."</figcaption>
        </figure>
    }
}
