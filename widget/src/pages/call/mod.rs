//! The customer's page: call, mute, hang up, and how the call stands.

use backline_core::{
    id::InteractionId,
    interaction::{CallCommand, Command},
    protocol::Page,
};
use leptos::prelude::*;

use crate::{
    components::{Act, Frame, Notice, Timer},
    features::call::customer::{CallView, Wish, call_obstacle},
    features::devices::{DeviceChoice, LevelMeter, MicrophoneTrouble},
    icon::Icon,
    runtime::{App, Intent, use_app},
};

const NO_CALL: InteractionId = InteractionId::from_u128(0);

/// The page.
#[component]
pub fn Call() -> impl IntoView {
    let _app = App::start(Page::Call);
    view! {
        <Frame>
            <Whole />
        </Frame>
    }
}

#[component]
fn Whole() -> impl IntoView {
    let call = use_app().memo(CallView::of);
    view! {
        <main class="customer">
            <Status call />
            <Controls call />
            <Notice />
            <MicrophoneTrouble />
            <LevelMeter />
            <DeviceChoice />
        </main>
    }
}

/// How the call stands, and who has joined it.
#[component]
fn Status(call: Memo<Option<CallView>>) -> impl IntoView {
    let wish = Wish::of_the_address();
    let guest = if wish.name.is_empty() { "Guest".to_owned() } else { wish.name };
    let state = move || {
        call.with(|call| {
            call.as_ref().map_or_else(
                || "Not in a call. Press Call to talk to somebody.".to_owned(),
                |call| call.state.clone(),
            )
        })
    };
    let joined = Memo::new(move |_| {
        call.with(|call| call.as_ref().map(|call| call.joined.clone()).unwrap_or_default())
    });
    let since = move |_: &_| call.with(|call| call.as_ref()?.talking_since);
    view! {
        <section class="status" aria-label="Call">
            <h1>"Call " <span class="quiet">"as " {guest}</span></h1>
            <p class="state" role="status">{state}</p>
            <div class="joined" role="status">
                {move || joined.get().into_iter().map(|name| view! {
                    <p>{name} " has joined the call."</p>
                }).collect_view()}
            </div>
            <Timer since />
        </section>
    }
}

#[component]
fn Controls(call: Memo<Option<CallView>>) -> impl IntoView {
    let app = use_app();
    let live = Memo::new(move |_| {
        call.with(|call| call.as_ref().filter(|call| !call.over).map_or(NO_CALL, |call| call.id))
    });
    let muted = Memo::new(move |_| call.with(|call| call.as_ref().is_some_and(|call| call.muted)));
    let mute = move || {
        if muted.get() {
            Command::Call(CallCommand::Unmute)
        } else {
            Command::Call(CallCommand::Mute)
        }
    };
    let dial = move || {
        let Wish { name, number, to } = Wish::of_the_address();
        app.want(Intent::Call { name, number, to });
    };
    view! {
        <section class="controls" aria-label="Controls">
            <Act label="Call" icon=Icon::Phone tone="go"
                obstacle=app.memo(call_obstacle)
                press=dial />
            <Act
                label=Signal::derive(move || if muted.get() { "Unmute" } else { "Mute" })
                icon=Signal::derive(move || if muted.get() { Icon::MicOff } else { Icon::Mic })
                tone=Signal::derive(move || if muted.get() { "lit" } else { "" })
                obstacle=app.memo(move |model| model.obstacle(live.get(), &mute()))
                press=move || app.want(Intent::Ask(live.get_untracked(), untrack(mute))) />
            <Act label="Hang up" icon=Icon::PhoneOff tone="stop"
                obstacle=app.memo(move |model| model.obstacle(live.get(), &Command::Call(CallCommand::HangUp)))
                press=move || app.want(Intent::Ask(live.get_untracked(), Command::Call(CallCommand::HangUp))) />
        </section>
    }
}
