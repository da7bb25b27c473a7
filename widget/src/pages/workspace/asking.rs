//! A request before it is open here: its head with the answers, and the context. And what stays of
//! an open interaction while another request is looked at.

use backline_core::{id::InteractionId, interaction::Action};
use leptos::prelude::*;

use super::{focus::HEADING, opened::TimelineSection};
use crate::{
    components::Timer,
    features::{
        call::facts::Facts,
        help::request::{RequestContext, RequestHeader, request, title, waits_to_open},
        supervise::{
            action::{doing, key},
            hearing::sentence,
            leave::Disconnect,
            selection::use_selection,
        },
    },
    runtime::{Model, PageStanding, use_app},
};

/// The request on an interaction that is not open here.
#[component]
pub(super) fn Asking(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let selection = use_selection();
    let title = app.memo(move |model| model.replica.interaction(id).map(title));
    let asked = move |model: &Model| request(&model.replica, id).map(|(help, _)| help.asked_at);
    let waits = app.memo(move |model| {
        request(&model.replica, id).is_some_and(|(help, _)| help.needs_action())
    });
    let comes = app.memo(move |model| waits_to_open(model, id));
    view! {
        <header class="context">
            <h2 id=HEADING tabindex="-1">
                {title}
            </h2>
            <Show when=move || waits.get()>
                <Timer since=asked />
            </Show>
        </header>
        <RequestHeader id about=HEADING />
        <RequestContext id />
        <TimelineSection id />
        <div class="controls">
            <Show when=move || comes.get()>
                <Disconnect id />
            </Show>
            <button type="button" class="button dense" on:click=move |_| selection.put_away()>
                "Back"
            </button>
        </div>
    }
}

/// The interaction that is open, in one line with the way back to it, while the column shows
/// another one. Who hears this person never leaves the page.
#[component]
pub(super) fn StillOpen() -> impl IntoView {
    let app = use_app();
    let selection = use_selection();
    let behind = Memo::new(move |_| {
        selection.opened.get().filter(|opened| selection.shown.get() != Some(*opened))
    });
    let line = app.memo(move |model| behind.get().and_then(|id| StillOpenLine::of(model, id)));
    move || {
        line.get().map(|StillOpenLine { title, sentence, action }| {
            view! {
                <aside class="behind" data-action=action.map(key) aria-label="Open interaction">
                    <p class="behind-title">
                        {title} " " <span class="doing">{action.map(doing)}</span>
                    </p>
                    <p class="behind-sentence" role="status">
                        {sentence}
                    </p>
                    <button
                        type="button"
                        class="button dense"
                        on:click=move |_| selection.put_away()
                    >
                        "Back to this call"
                    </button>
                </aside>
            }
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct StillOpenLine {
    title: String,
    sentence: String,
    action: Option<Action>,
}

impl StillOpenLine {
    fn of(model: &Model, id: InteractionId) -> Option<Self> {
        let call = model.replica.interaction(id)?;
        let own = model.my_id().and_then(|me| call.supervisor(me));
        Some(Self {
            title: Facts::of(call).title(),
            sentence: sentence(model, id),
            action: own
                .filter(|_| model.standing() == PageStanding::Live)
                .and_then(|own| own.stance.active()),
        })
    }
}
