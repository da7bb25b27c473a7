//! The controls of the call: those of its phase and no others, each always at the same place; what
//! cannot be done says why.

use backline_core::{
    id::InteractionId,
    interaction::{CallCommand, Command, Interaction},
    routing::PartyId,
};
use leptos::prelude::*;

use super::{
    super::NO_CALL,
    keypad::{Keys, any_key},
    view::AgentCall,
};
use crate::{
    components::Act,
    icon::Icon,
    runtime::{Intent, Model, use_app},
};

/// All of them; the style sheet leaves out those of other phases than the card's, which could not be
/// pressed, but for the one on which the focus is.
#[component]
pub(crate) fn AgentControls(call: Memo<Option<AgentCall>>) -> impl IntoView {
    let app = use_app();
    let id = Memo::new(move |_| call.with(|call| call.as_ref().map_or(NO_CALL, |call| call.id)));
    let muted = app.memo(move |model| is_muted(model, id.get()));
    let held = app.memo(move |model| {
        own(model, id.get(), |call| call.held_since(&PartyId::Customer).is_some())
    });
    let mute = move || {
        if muted.get() {
            Command::Call(CallCommand::Unmute)
        } else {
            Command::Call(CallCommand::Mute)
        }
    };
    let hold = move || {
        if held.get() {
            Command::Call(CallCommand::Resume)
        } else {
            Command::Call(CallCommand::Hold)
        }
    };
    let ask = move |command: Command| app.want(Intent::Ask(id.get_untracked(), command));
    let (keys_shown, show_keys) = signal(false);
    let keys_obstacle = app.memo(move |model| model.obstacle(id.get(), &any_key()?));
    let keys_open = Memo::new(move |_| keys_shown.get() && keys_obstacle.with(Option::is_none));
    view! {
        <section class="controls" aria-label="Controls">
            <Act label="Answer" icon=Icon::Phone tone="go"
                obstacle=app.memo(move |model| model.obstacle(id.get(), &Command::Call(CallCommand::Answer)))
                press=move || ask(Command::Call(CallCommand::Answer)) />
            <Act label="Decline" icon=Icon::X
                obstacle=app.memo(move |model| model.obstacle(id.get(), &Command::Call(CallCommand::Decline)))
                press=move || ask(Command::Call(CallCommand::Decline)) />
            <Act
                label=Signal::derive(move || if muted.get() { "Unmute" } else { "Mute" })
                icon=Signal::derive(move || if muted.get() { Icon::MicOff } else { Icon::Mic })
                tone=Signal::derive(move || if muted.get() { "round lit" } else { "round" })
                obstacle=app.memo(move |model| model.obstacle(id.get(), &mute()))
                press=move || ask(untrack(mute)) />
            <Act
                label=Signal::derive(move || if held.get() { "Resume" } else { "Hold" })
                icon=Signal::derive(move || if held.get() { Icon::Play } else { Icon::Pause })
                tone=Signal::derive(move || if held.get() { "round lit" } else { "round" })
                obstacle=app.memo(move |model| model.obstacle(id.get(), &hold()))
                press=move || ask(untrack(hold)) />
            <Act label="Keypad" icon=Icon::Grip
                tone=Signal::derive(move || if keys_open.get() { "round lit" } else { "round" })
                obstacle=keys_obstacle
                press=move || show_keys.update(|shown| *shown = !*shown) />
            <Act label="Hang up" icon=Icon::PhoneOff tone="round stop"
                obstacle=app.memo(move |model| model.obstacle(id.get(), &Command::Call(CallCommand::HangUp)))
                press=move || ask(Command::Call(CallCommand::HangUp)) />
        </section>
        <Show when=move || keys_open.get()>
            <Keys id />
        </Show>
    }
}

fn is_muted(model: &Model, id: InteractionId) -> bool {
    let muted = |call: &Interaction| call.agents_party().is_some_and(|(_, agent)| agent.muted);
    own(model, id, muted) || model.replica.is_muted_alone(id)
}

fn own(model: &Model, id: InteractionId, read: impl Fn(&Interaction) -> bool) -> bool {
    model.replica.interaction(id).is_some_and(read)
}
