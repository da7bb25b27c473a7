//! What stays in view of an open interaction: who is on it, who hears whom, the actions, the way
//! out.

use backline_core::{id::InteractionId, people::Reader, sorted::Map, view::ending};
use leptos::prelude::*;

use crate::{
    features::{
        call::{
            facts::Facts,
            put_away::PutAway,
            timer::{CallTimer, facts},
        },
        help::{
            request::{RequestHeader, request},
            words::after_disconnect,
        },
        supervise::{
            actions::Actions,
            hearing::{picture, sentence},
            leave::Disconnect,
            selection::use_selection,
        },
    },
    pages::workspace::focus::HEADING,
    picture::Hearing,
    runtime::{Model, use_app},
};

/// The element that says what Disconnect does not do.
const STAYS: &str = "request-stays";

#[component]
pub(super) fn OpenedHead(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let over =
        app.memo(move |model| model.replica.interaction(id).is_none_or(|call| call.is_over()));
    let picture = picture(id);
    let sentence = app.memo(move |model| sentence(model, id));
    view! {
        <Who id />
        <RequestHeader id about=HEADING />
        <Hearing picture sentence />
        {move || {
            if over.get() {
                view! { <Ended id /> }.into_any()
            } else {
                view! { <OpenedControls id /> }.into_any()
            }
        }}
    }
}

/// Who talks with whom, their numbers, since when; and in one column the way back to the others.
#[component]
fn Who(id: InteractionId) -> impl IntoView {
    let selection = use_selection();
    let facts = facts(id);
    let title = move || facts.with(|facts| facts.as_ref().map(Facts::title));
    let agent = move || facts.get()?.agent?.number;
    let customer = move || facts.get()?.customer.number;
    let state = move || Some(facts.get()?.state.to_owned());
    view! {
        <header class="context">
            <button
                type="button"
                class="button dense sheet-back"
                on:click=move |_| selection.put_aside()
            >
                "Back"
            </button>
            <h2 id=HEADING class="cut" tabindex="-1" title=title>
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
fn OpenedControls(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let ended = app.memo(move |model| action_ended(model, id));
    view! {
        <div class="controls">
            <p class="stays" role="status">{ended}</p>
            <Actions id />
        </div>
    }
}

/// That an action has ended without its supervisor's asking, until they begin another.
fn action_ended(model: &Model, id: InteractionId) -> Option<String> {
    let (me, call) = (model.my_id()?, model.replica.interaction(id)?);
    let stamped = ending::unasked(model.replica.timeline(id), me)?;
    let reader = Reader { me: Some(me), introduced: &Map::new() };
    stamped.fact.told(call, reader).map(|told| told.said)
}

/// *Disconnect*, and what a press does not do.
#[component]
pub(super) fn WayOut(id: InteractionId) -> impl IntoView {
    let stays = use_app().memo(move |model| stays(model, id));
    view! {
        <Disconnect id hint=STAYS />
        <p class="stays" id=STAYS>
            {stays}
        </p>
    }
}

/// What Disconnect does not do, to who has taken the request.
fn stays(model: &Model, id: InteractionId) -> Option<String> {
    let call = model.replica.interaction(id)?;
    call.helps(model.my_id()?)?;
    let (_, agent) = request(&model.replica, id)?;
    Some(after_disconnect(&agent, call.terms().help.after_disconnect))
}

/// What is left of a call that has ended.
#[component]
fn Ended(id: InteractionId) -> impl IntoView {
    view! {
        <div class="controls">
            <PutAway id label="Close" class="button wide" />
        </div>
    }
}
