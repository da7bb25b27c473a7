//! A request before it is open here: its head with the answers. And what stays in view of an open
//! interaction while something else is looked at.

use backline_core::{id::InteractionId, interaction::Action};
use leptos::prelude::*;

use crate::{
    components::Timer,
    features::{
        call::facts::Facts,
        help::request::{RequestHeader, request, title, waits_to_open},
        supervise::{
            action::{doing, key},
            hearing::sentence,
            leave::Disconnect,
            selection::use_selection,
        },
    },
    pages::workspace::focus::{BACK_TO_CALL, HEADING},
    runtime::{Model, PageStanding, use_app},
};

/// The head of the request on an interaction that is not open here.
#[component]
pub(super) fn AskingHead(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let selection = use_selection();
    let title = app.memo(move |model| model.replica.interaction(id).map(title));
    let asked = app.memo(move |model| Some(request(&model.replica, id)?.0.asked_at));
    let waits = app.memo(move |model| {
        request(&model.replica, id).is_some_and(|(help, _)| help.needs_action())
    });
    let comes = app.memo(move |model| waits_to_open(model, id));
    view! {
        <header class="context">
            <button type="button" class="button dense back" on:click=move |_| selection.put_away()>
                "Back"
            </button>
            <h2 id=HEADING tabindex="-1">
                {title}
            </h2>
            <Show when=move || waits.get()>
                <Timer since=move || asked.get() />
            </Show>
        </header>
        <RequestHeader id about=HEADING />
        <Show when=move || comes.get()>
            <div class="controls">
                <Disconnect id />
            </div>
        </Show>
    }
}

/// The interaction that is open, in one line with the way back to it, while the column shows
/// another one or, where there is room for one column, was put aside. Who hears this person never
/// leaves the page.
#[component]
pub(in crate::pages::workspace) fn StillOpen(
    /// Whether it stands outside of the column.
    #[prop(optional)]
    outside: bool,
) -> impl IntoView {
    let app = use_app();
    let selection = use_selection();
    let behind = Memo::new(move |_| {
        let elsewhere = |opened: &_| selection.shown.get() != Some(*opened);
        selection.opened.get().filter(|opened| outside || elsewhere(opened))
    });
    let line = app.memo(move |model| behind.get().and_then(|id| StillOpenLine::of(model, id)));
    move || {
        line.get().map(|StillOpenLine { title, sentence, action }| {
            view! {
                <aside class="behind" data-action=action.map(key) aria-label="Open interaction">
                    <p class="behind-title cut">
                        <span class="doing">{action.map(doing)}</span> " " {title}
                    </p>
                    <p class="behind-sentence" role="status">
                        {sentence}
                    </p>
                    <button
                        type="button"
                        class="button dense"
                        id=outside.then_some(BACK_TO_CALL)
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
