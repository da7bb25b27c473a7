//! What is pressed and what is filled in.

use backline_core::interaction::Action;
use leptos::prelude::*;

use super::Specimen;
use crate::{
    components::Act,
    features::supervise::action::{drawing, key},
    icon::{Drawing, Icon},
};

/// Longer than its list, which says it whole in its title.
const LONG_REASON: &str = "Customer asks for a supervisor, and has asked twice before";

#[component]
pub(super) fn ButtonsShown() -> impl IntoView {
    let plain = [
        ("Confirm", Icon::CircleCheck, "go"),
        ("Mute", Icon::Mic, ""),
        ("Muted", Icon::MicOff, "lit"),
        ("Disconnect", Icon::Unplug, "stop"),
        ("Sign out", Icon::LogIn, "quiet"),
        ("Open interaction", Icon::ArrowUpRight, "dense"),
    ];
    let round = [
        ("Answer", Icon::Phone, "round"),
        ("Hold", Icon::Pause, "round"),
        ("Hang up", Icon::PhoneOff, "round stop"),
    ];
    let button = |(label, icon, tone): (&'static str, Icon, &'static str)| {
        view! { <Act label icon tone press=|| () /> }
    };
    let refused = Signal::stored(Some("No call is active.".to_owned()));
    view! {
        <Specimen title="Buttons">
            <div class="side">{plain.map(button).collect_view()}</div>
            <div class="side">
                <Act label="Transfer" icon=Icon::PhoneCall obstacle=refused press=|| () />
                <button type="button" class="button sign" aria-label="Help alerts" title="Help alerts">
                    <Drawing icon=Icon::Bell />
                </button>
            </div>
            <div class="side">{round.map(button).collect_view()}</div>
        </Specimen>
    }
}

#[component]
pub(super) fn ModesShown() -> impl IntoView {
    let open = Action::ALL.map(|action| mode(action, action.label(), None, false));
    let running = Action::ALL.map(|action| {
        let runs = action == Action::Coach;
        let label = if runs { action.end_label() } else { action.label() };
        mode(action, label, runs.then_some("running"), !runs)
    });
    let asked = Action::ALL.map(|action| {
        let asks = action == Action::BargeIn;
        mode(action, action.label(), asks.then_some("pending"), !asks)
    });
    let views = ["All", "Talking", "Waiting"].map(|view| {
        let on = if view == "Talking" { "true" } else { "false" };
        view! { <button type="button" aria-pressed=on>{view}</button> }
    });
    view! {
        <Specimen title="Modes">
            <div class="actions" role="group" aria-label="Open">{open.collect_view()}</div>
            <div class="actions" role="group" aria-label="Running">{running.collect_view()}</div>
            <div class="actions" role="group" aria-label="Asked for">{asked.collect_view()}</div>
            <div class="side">
                <div class="segments" role="group" aria-label="Shown">{views.collect_view()}</div>
            </div>
        </Specimen>
    }
}

fn mode(
    action: Action,
    label: &'static str,
    state: Option<&'static str>,
    refused: bool,
) -> impl IntoView {
    let icon = if state == Some("running") { Icon::Square } else { drawing(action) };
    view! {
        <button
            type="button"
            class="action"
            data-action=key(action)
            data-state=state
            aria-disabled=refused.then_some("true")
        >
            <Drawing icon />
            <span class="label">{label}</span>
        </button>
    }
}

#[component]
pub(super) fn FieldsShown() -> impl IntoView {
    view! {
        <Specimen title="Fields">
            <label class="field">
                "Name"
                <input type="text" placeholder="Carla Mendes" />
            </label>
            <label class="field">
                "Not now"
                <input type="text" value="Cannot be changed" disabled />
            </label>
            <label class="field">
                "Reason"
                <select title=LONG_REASON>
                    <option>{LONG_REASON}</option>
                    <option>"Difficult conversation"</option>
                </select>
            </label>
            <label class="field">
                "Comment"
                <textarea rows="2">"Wants 900 back, my limit is 500"</textarea>
            </label>
            <label class="check">
                <input type="checkbox" checked />
                "Ring when a call comes in"
            </label>
        </Specimen>
    }
}
