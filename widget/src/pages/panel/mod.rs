//! The agent's panel, made for a frame of 320 to 420 pixels.
//!
//! From top to bottom: the line that all pages begin with, presence, the call, the place of the banner
//! and the triangle, which is always kept, the controls, help, and the timeline. Nothing below the
//! banner's place moves when one comes.

use backline_core::protocol::Page;
use leptos::prelude::*;

use crate::{
    components::{Brand, Frame, Notice, PresenceChoice, SignOut, while_here},
    features::{
        call::{
            NO_CALL,
            agent::{
                AgentCall, AgentControls, CallNotices, Caller, MissedCallNotice, RingChoice,
                RingTrouble,
            },
        },
        devices::{LevelMeter, MicrophoneTrouble, Settings},
        help::agent::HelpArea,
        supervise::agent::BannerPlace,
        timeline::Timeline,
    },
    icon::{Drawing, Icon},
    runtime::{App, use_app},
};

/// The page.
#[component]
pub fn Panel() -> impl IntoView {
    let _app = App::start(Page::Panel);
    shown()
}

/// What the page shows, once it has begun.
pub(super) fn shown() -> impl IntoView {
    view! {
        <Frame>
            <PanelBody />
        </Frame>
    }
}

#[component]
fn PanelBody() -> impl IntoView {
    let call = use_app().memo(AgentCall::of);
    view! {
        <main class="panel">
            <Who call />
            <MissedCallNotice />
            <Caller call />
            <BannerPlace call />
            <AgentControls call />
            <RingTrouble />
            <MicrophoneTrouble />
            <Notice />
            <HelpArea call />
            <LevelMeter />
            <TimelineFold call />
        </main>
    }
}

/// What happened on this call, closed until somebody asks.
#[component]
fn TimelineFold(call: Memo<Option<AgentCall>>) -> impl IntoView {
    let (open, set_open) = signal(false);
    let id = Memo::new(move |_| call.with(|call| call.as_ref().map_or(NO_CALL, |call| call.id)));
    let toggled = move |event| {
        let details: web_sys::HtmlDetailsElement = event_target(&event);
        set_open.set(details.open());
    };
    view! {
        <details class="fold" on:toggle=while_here(toggled)>
            <summary>
                <Drawing icon=Icon::Hourglass />
                "Timeline"
            </summary>
            <Show
                when=move || id.get() != NO_CALL
                fallback=|| view! { <p class="hint small">"What happens on a call is told here."</p> }
            >
                {move || open.get().then(|| view! { <Timeline id /> })}
            </Show>
        </details>
    }
}

/// The line that all pages begin with; who works here, and whether that person can be reached.
#[component]
fn Who(call: Memo<Option<AgentCall>>) -> impl IntoView {
    let app = use_app();
    let name = app.memo(|model| model.me().map(|me| me.card.name.shown().into_owned()));
    let elsewhere = app.memo(|model| model.me().is_some_and(|me| !Page::Panel.is_for(&me.grants)));
    let number = app.memo(|model| {
        let number = model.me()?.card.number.as_ref()?;
        Some(number.shown().into_owned())
    });
    view! {
        <header class="who">
            <Brand />
            <Settings>
                <RingChoice />
                <CallNotices call />
            </Settings>
            <SignOut />
            <h1>{name} " " <span class="quiet">{number}</span></h1>
            <PresenceChoice />
        </header>
        <p class="notice" hidden=move || !elsewhere.get()>
            "You take no calls. " <a href="/workspace">"Open the workspace"</a>
        </p>
    }
}
