//! The interaction that is open: context, who hears whom, the actions, the way out.

use backline_core::{
    id::InteractionId,
    interaction::{HelpRequest, Interaction},
    people::Reader,
    sorted::Map,
    view::ending,
};
use leptos::prelude::*;

use super::{
    asking::{Asking, StillOpen},
    focus::HEADING,
};
use crate::{
    components::{
        Notice,
        focus::{self, FocusHold},
        while_here,
    },
    features::{
        call::{
            facts::Facts,
            parted::PartedNotice,
            timer::{CallTimer, facts},
        },
        devices::{DeviceChoice, LevelMeter, MicrophoneTrouble},
        help::{
            request::{ContactRecord, RequestContext, RequestHeader, request},
            words::after_disconnect,
        },
        supervise::{
            actions::Actions,
            composer::Composer,
            hearing::{picture, sentence},
            leave::Disconnect,
            present::PresentList,
            selection::{Selection, use_selection},
        },
        timeline::Timeline,
    },
    picture::Hearing,
    runtime::{App, Intent, Model, use_app},
};

/// The element that says what Disconnect does not do.
const STAYS: &str = "request-stays";

/// The column; it exists when nothing is open, too.
#[component]
pub(super) fn OpenedColumn() -> impl IntoView {
    let selection = use_selection();
    let shown = Memo::new(move |_| {
        let shown = selection.shown.get();
        shown.map(|id| (id, selection.opened.get() == Some(id)))
    });
    let app = use_app();
    let hold = keep_focus(app, selection);
    // The way out of a call stays in view, whatever the column shows above it.
    let leaves = app.memo(move |model| {
        let id = selection.opened.get()?;
        let shown = selection.shown.get() == Some(id);
        model.replica.interaction(id).filter(|call| shown && !call.is_over()).map(Interaction::id)
    });
    view! {
        <section
            class="column opened"
            aria-labelledby=HEADING
            on:focusin=move |_| hold.came()
            on:focusout=while_here(move |event| hold.went(&event))
        >
            <div class="opened-body">
                <PartedNotice />
                <StillOpen />
                {move || match shown.get() {
                    Some((id, true)) => view! { <Opened id /> }.into_any(),
                    Some((id, false)) => view! { <Asking id /> }.into_any(),
                    None => view! { <Nothing /> }.into_any(),
                }}
                <div class="sound">
                    <DeviceChoice />
                </div>
            </div>
            <div class="opened-foot">
                <div class="notices">
                    <Notice />
                    <MicrophoneTrouble />
                </div>
                {move || leaves.get().map(|id| view! { <WayOut id /> })}
                <LevelMeter />
            </div>
        </section>
    }
}

/// When what had the focus goes with a change of the request or the call, the heading takes it.
fn keep_focus(app: App, selection: Selection) -> FocusHold {
    let hold = FocusHold::new();
    let stands = app.memo(move |model| {
        let id = selection.shown.get()?;
        let call = model.replica.interaction(id)?;
        let open = selection.opened.get() == Some(id);
        Some((id, open, call.is_over(), call.help().map(HelpRequest::status)))
    });
    Effect::new(move |before: Option<Option<_>>| {
        let now = stands.get();
        if before.is_some_and(|before| before != now) {
            hold.restore(|| None, || focus::to(HEADING));
        }
        now
    });
    hold
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
                "Choose a request to read what it is about. Nothing connects before you answer it."
            </p>
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
    let picture = picture(app, id);
    let sentence = app.memo(move |model| sentence(model, id));
    view! {
        <Context id />
        <RequestHeader id about=HEADING />
        <Hearing picture sentence />
        {move || {
            if over.get() {
                view! { <Ended id /> }.into_any()
            } else {
                view! { <OpenedControls id /> }.into_any()
            }
        }}
        <Background id />
        <TimelineSection id />
    }
}

/// What happened on the call so far.
#[component]
pub(super) fn TimelineSection(id: InteractionId) -> impl IntoView {
    view! {
        <section class="timeline-section" aria-labelledby="timeline-title">
            <h3 id="timeline-title">"Timeline"</h3>
            <Timeline id />
        </section>
    }
}

/// The context again, folded away: it was read before the answer.
#[component]
fn Background(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let asked = app.memo(move |model| request(&model.replica, id).is_some());
    view! {
        <Show when=move || asked.get() fallback=move || view! { <ContactRecord id /> }>
            <details class="background">
                <summary>"Contact and earlier requests"</summary>
                <RequestContext id />
            </details>
        </Show>
    }
}

/// Who talks with whom, their numbers, since when.
#[component]
fn Context(id: InteractionId) -> impl IntoView {
    let facts = facts(use_app(), id);
    let title = move || facts.with(|facts| facts.as_ref().map(Facts::title));
    let agent = move || facts.get()?.agent?.number;
    let customer = move || facts.get()?.customer.number;
    let state = move || Some(facts.get()?.state.to_owned());
    view! {
        <header class="context">
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
            <Composer id />
        </div>
        <PresentList id />
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
fn WayOut(id: InteractionId) -> impl IntoView {
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
