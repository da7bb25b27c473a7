//! The scripted colleagues, so that one person alone can be agent or supervisor in a tab of their
//! own: each with one control, what they do and how they stand.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    ask::ask,
    staff::{ColleagueStanding, StaffView, Who},
};
use crate::icon::{Drawing, Icon};

/// Both.
#[component]
pub(super) fn Colleagues(staff: StaffView) -> impl IntoView {
    view! {
        <section aria-labelledby="colleagues-title">
            <h2 id="colleagues-title">"Automated colleagues"</h2>
            <ul class="colleagues">
                <Ben staff />
                <Sam staff />
            </ul>
            <p class="trouble" role="status">
                {move || staff.trouble()}
            </p>
        </section>
    }
}

/// Ben acts once for each press: he is brought a caller, and asks for help.
#[component]
fn Ben(staff: StaffView) -> impl IntoView {
    let refused = RwSignal::new(None::<String>);
    let acts = move || staff.standing(Who::Ben) == Some(ColleagueStanding::Acting);
    let press = move |_| {
        let acts = untrack(acts);
        spawn_local(async move {
            // What went wrong with the switch is said below both.
            if staff.switch(Who::Ben, !acts).await.is_err() {
                return;
            }
            let wish = "{\"needs_help\":true}".to_owned();
            let called =
                if acts { Ok(()) } else { ask("/api/demo/caller", Some(wish)).await.map(drop) };
            // The page may show the colleagues no more.
            let _gone = refused.try_set(called.err());
        });
    };
    view! {
        <li class="colleague">
            <h3>
                <Drawing icon=Icon::Headset />
                "Ben Okafor, agent"
            </h3>
            <p id="ben-does">"Takes a call and asks for help, so you can be the supervisor."</p>
            <button type="button" class="button" aria-describedby="ben-does" on:click=press>
                <Drawing icon=Icon::Hand />
                {move || if acts() { "Stop Ben" } else { "Let Ben ask for help" }}
            </button>
            <p class="stands" role="status">
                {move || {
                    let stands = || stands(Who::Ben, staff.standing(Who::Ben)).to_owned();
                    refused.get().unwrap_or_else(stands)
                }}
            </p>
        </li>
    }
}

/// Sam is there until he is switched off.
#[component]
fn Sam(staff: StaffView) -> impl IntoView {
    let on = move || staff.standing(Who::Sam).map(|standing| standing != ColleagueStanding::Off);
    let press = move |_| {
        let Some(on) = untrack(on) else { return };
        spawn_local(async move {
            // What went wrong is said below.
            let _ = staff.switch(Who::Sam, !on).await;
        });
    };
    view! {
        <li class="colleague">
            <h3>
                <Drawing icon=Icon::LifeBuoy />
                "Sam Lindqvist, supervisor"
            </h3>
            <p id="sam-does">"Answers Ana’s help requests, coaches, and leaves."</p>
            <button
                type="button"
                class="switch"
                role="switch"
                aria-checked=move || if on() == Some(true) { "true" } else { "false" }
                aria-disabled=move || on().is_none().then_some("true")
                aria-describedby="sam-does"
                on:click=press
            >
                <span class="track" aria-hidden="true"></span>
                "Sam answers"
            </button>
            <p class="stands" role="status">{move || stands(Who::Sam, staff.standing(Who::Sam))}</p>
        </li>
    }
}

const fn stands(who: Who, standing: Option<ColleagueStanding>) -> &'static str {
    match (standing, who) {
        (None, _) => "Checking.",
        (Some(ColleagueStanding::Off), Who::Sam) => "Off.",
        (Some(ColleagueStanding::Off | ColleagueStanding::Waiting), Who::Ben) => "Ready.",
        (Some(ColleagueStanding::Waiting), Who::Sam) => "On. Arrives in a moment.",
        (Some(ColleagueStanding::Acting), Who::Ben) => {
            "On a call. Open Supervisor above, read the request, and press Confirm."
        }
        (Some(ColleagueStanding::Acting), Who::Sam) => "On. Ready for help requests.",
        (Some(ColleagueStanding::Aside), Who::Ben) => "Paused while somebody is signed in as Ben.",
        (Some(ColleagueStanding::Aside), Who::Sam) => "Paused while somebody is signed in as Sam.",
    }
}
