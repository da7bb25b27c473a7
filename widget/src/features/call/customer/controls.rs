//! What a customer does: call, mute, hang up.

use backline_core::interaction::{CallCommand, Command};
use leptos::prelude::*;

use super::{
    super::NO_CALL,
    view::{CustomerCall, call_obstacle},
};
use crate::{
    components::Act,
    icon::Icon,
    runtime::{Intent, use_app},
};

/// The three; the style sheet leaves out *Call* while one can hang up, and the others otherwise, but for
/// the one on which the focus is.
#[component]
pub(crate) fn CustomerControls(call: Memo<Option<CustomerCall>>) -> impl IntoView {
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
    view! {
        <section class="controls" aria-label="Controls">
            <Act label="Call" icon=Icon::Phone tone="go"
                obstacle=app.memo(call_obstacle)
                press=move || app.want(Intent::Call) />
            <Act
                label=Signal::derive(move || if muted.get() { "Unmute" } else { "Mute" })
                icon=Signal::derive(move || if muted.get() { Icon::MicOff } else { Icon::Mic })
                tone=Signal::derive(move || if muted.get() { "round lit" } else { "round" })
                obstacle=app.memo(move |model| model.obstacle(live.get(), &mute()))
                press=move || app.want(Intent::Ask(live.get_untracked(), untrack(mute))) />
            <Act label="Hang up" icon=Icon::PhoneOff tone="round stop"
                obstacle=app.memo(move |model| model.obstacle(live.get(), &Command::Call(CallCommand::HangUp)))
                press=move || app.want(Intent::Ask(live.get_untracked(), Command::Call(CallCommand::HangUp))) />
        </section>
    }
}
