//! The switches of the scripted colleagues, so that one person alone can be agent or supervisor.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::staff::{ColleagueStanding, StaffView, Who};
use crate::icon::{Drawing, Icon};

/// Both switches, each with what its colleague does and how they stand.
#[component]
pub(super) fn Colleagues(staff: StaffView) -> impl IntoView {
    view! {
        <section aria-labelledby="colleagues-title">
            <h2 id="colleagues-title">"Automated colleagues"</h2>
            <ul class="colleagues">
                {Who::ALL.map(|who| view! { <Colleague who staff /> }).collect_view()}
            </ul>
            <p class="trouble" role="status">
                {move || staff.trouble()}
            </p>
        </section>
    }
}

#[component]
fn Colleague(who: Who, staff: StaffView) -> impl IntoView {
    let (icon, name, what) = introduced(who);
    let on = move || staff.standing(who).map(|standing| standing != ColleagueStanding::Off);
    let press = move |_| {
        let Some(on) = untrack(on) else { return };
        spawn_local(async move {
            // What went wrong is said below the switches.
            let _ = staff.switch(who, !on).await;
        });
    };
    view! {
        <li class="colleague">
            <button
                type="button"
                class="switch"
                role="switch"
                aria-checked=move || if on() == Some(true) { "true" } else { "false" }
                aria-disabled=move || on().is_none().then_some("true")
                aria-description=what
                on:click=press
            >
                <Drawing icon />
                <strong>{name}</strong>
                <span class="track" aria-hidden="true"></span>
            </button>
            <p>{what}</p>
            <p class="stands">{move || stands(who, staff.standing(who))}</p>
        </li>
    }
}

const fn introduced(who: Who) -> (Icon, &'static str, &'static str) {
    match who {
        Who::Ben => (
            Icon::Headset,
            "Ben Okafor, agent",
            "Takes a call and asks for help, so you can be the supervisor.",
        ),
        Who::Sam => (
            Icon::LifeBuoy,
            "Sam Lindqvist, supervisor",
            "Answers Ana’s help requests, coaches, and leaves.",
        ),
    }
}

const fn stands(who: Who, standing: Option<ColleagueStanding>) -> &'static str {
    match (standing, who) {
        (None, _) => "Checking.",
        (Some(ColleagueStanding::Off), _) => "Off.",
        (Some(ColleagueStanding::Waiting), Who::Ben) => "On. Press Let Ben ask for help.",
        (Some(ColleagueStanding::Waiting), Who::Sam) => "On. Arrives in a moment.",
        (Some(ColleagueStanding::Acting), Who::Ben) => "On. Is on a call.",
        (Some(ColleagueStanding::Acting), Who::Sam) => "On. Ready for help requests.",
        (Some(ColleagueStanding::Aside), Who::Ben) => {
            "On, but paused while somebody is signed in as Ben."
        }
        (Some(ColleagueStanding::Aside), Who::Sam) => {
            "On, but paused while somebody is signed in as Sam."
        }
    }
}
