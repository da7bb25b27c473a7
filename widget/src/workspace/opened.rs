//! The interaction that is open: context, who hears whom, the actions, the way out.

use backline_core::{id::InteractionId, interaction::Command};
use leptos::prelude::*;

use super::{
    actions::Actions,
    calls::{CallTimer, facts},
    control::Control,
    focus::HEADING,
    present::PresentList,
};
use crate::{
    components::{DeviceChoice, LevelMeter, MicrophoneTrouble, Notice},
    icon::Icon,
    runtime::{Intent, Model, Standing, use_app},
    triangle::{Hearing, Picture, for_supervisor},
};

/// The column; it exists when nothing is open, too.
#[component]
pub(super) fn OpenedColumn(opened: Memo<Option<InteractionId>>) -> impl IntoView {
    view! {
        <section class="column opened" aria-labelledby=HEADING>
            {move || match opened.get() {
                Some(id) => view! { <Opened id /> }.into_any(),
                None => view! { <Nothing /> }.into_any(),
            }}
            <div class="notices">
                <Notice />
                <MicrophoneTrouble />
            </div>
            <div class="sound">
                <LevelMeter />
                <DeviceChoice />
            </div>
        </section>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="column-head">
            <h2 id=HEADING tabindex="-1">
                "No interaction is open"
            </h2>
        </div>
        <div class="empty">
            <p>
                "Press "<b>"Open interaction"</b>" in the row of a call. That connects you, and nobody hears you until you choose to speak."
            </p>
        </div>
    }
}

#[component]
fn Opened(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let over =
        app.memo(move |model| model.replica.interaction(id).is_none_or(|call| call.is_over()));
    let picture = app.memo(move |model| {
        let drawn = model.replica.interaction(id).map(|call| Picture::of(call, model.my_id()));
        let drawn = drawn.unwrap_or_default();
        if model.standing() == Standing::Live { drawn } else { drawn.gone_stale() }
    });
    let sentence = app.memo(move |model| sentence(model, id));
    view! {
        <Context id />
        <Hearing picture sentence />
        {move || {
            if over.get() {
                view! { <Ended id /> }.into_any()
            } else {
                view! { <Controls id /> }.into_any()
            }
        }}
    }
}

fn sentence(model: &Model, id: InteractionId) -> String {
    let linked = model.standing() == Standing::Live;
    let call = model.replica.interaction(id);
    call.zip(model.my_id()).map_or_else(String::new, |(call, me)| for_supervisor(call, me, linked))
}

/// Who talks with whom, their numbers, since when.
#[component]
fn Context(id: InteractionId) -> impl IntoView {
    let facts = facts(use_app(), id);
    let title = move || {
        let facts = facts.get()?;
        let agent = facts.agent.map_or_else(|| "Nobody".to_owned(), |agent| agent.name);
        Some(format!("{agent} with {}", facts.customer.name))
    };
    let agent = move || facts.get()?.agent?.number;
    let customer = move || facts.get()?.customer.number;
    let state = move || Some(facts.get()?.state.to_owned());
    view! {
        <header class="context">
            <h2 id=HEADING tabindex="-1">
                {title}
            </h2>
            <CallTimer facts />
            <dl class="facts">
                <Fact name="Agent" value=Signal::derive(agent) />
                <Fact name="Customer" value=Signal::derive(customer) />
                <Fact name="State" value=Signal::derive(state) />
            </dl>
        </header>
    }
}

#[component]
fn Fact(name: &'static str, value: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div hidden=move || value.with(Option::is_none)>
            <dt>{name}</dt>
            " "
            <dd><bdi>{value}</bdi></dd>
        </div>
    }
}

#[component]
fn Controls(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let obstacle = app.obstacle(id, Command::Disconnect);
    view! {
        <div class="controls">
            <Actions id />
            <Control
                label="Disconnect"
                icon=Icon::Unplug
                class="button wide leave stop"
                obstacle
                press=move || app.want(Intent::Ask(id, Command::Disconnect))
            />
        </div>
        <PresentList id />
    }
}

/// What is left of a call that has ended.
#[component]
fn Ended(id: InteractionId) -> impl IntoView {
    let app = use_app();
    view! {
        <div class="controls">
            <button
                type="button"
                class="button wide"
                on:click=move |_| app.want(Intent::Forget(id))
            >
                "Close"
            </button>
        </div>
    }
}
