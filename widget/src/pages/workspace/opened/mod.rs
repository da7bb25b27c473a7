//! The third column: the interaction that is open, or the request that was chosen.
//!
//! Who is on the call, who hears whom, the actions and the way out stay in view; context, timeline
//! and note stand below in tabs. Where there is room for one column, it covers the others.

mod asking;
mod head;
mod tabs;

use backline_core::{
    id::InteractionId,
    interaction::{Action, HelpRequest, Interaction},
};
use leptos::prelude::*;

pub(super) use self::asking::StillOpen;
use self::{
    asking::AskingHead,
    head::{OpenedHead, WayOut},
    tabs::{Panel, Tab, TabList},
};
use super::focus::HEADING;
use crate::{
    components::{
        Notice,
        focus::{self, FocusHold},
        while_here,
    },
    features::{
        call::parted::PartedNotice,
        devices::{LevelMeter, MicrophoneTrouble},
        help::request::{ContactRecord, RequestContext, RequestParticulars, request},
        supervise::{
            composer::Composer,
            present::PresentList,
            selection::{Selection, use_selection},
        },
        timeline::Timeline,
    },
    runtime::{App, Model, use_app},
};

/// The column; it exists when nothing is open, too.
#[component]
pub(super) fn OpenedColumn() -> impl IntoView {
    let app = use_app();
    let selection = use_selection();
    let shown = Memo::new(move |_| {
        let shown = selection.shown.get();
        shown.map(|id| (id, selection.opened.get() == Some(id)))
    });
    let hold = keep_focus(app, selection);
    // The way out of a call stays in view, whatever the column shows.
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
            <div class="pinned">
                <PartedNotice />
                <StillOpen />
                {move || match shown.get() {
                    Some((id, true)) => view! { <OpenedHead id /> }.into_any(),
                    Some((id, false)) => view! { <AskingHead id /> }.into_any(),
                    None => view! { <NothingHead /> }.into_any(),
                }}
                <div class="notices">
                    <Notice />
                    <MicrophoneTrouble />
                </div>
                {move || leaves.get().map(|id| view! {
                    <div class="opened-foot">
                        <WayOut id />
                        <LevelMeter />
                    </div>
                })}
            </div>
            {move || match shown.get() {
                Some((id, opened)) => view! { <Tabs id opened /> }.into_any(),
                None => view! { <Nothing /> }.into_any(),
            }}
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
fn NothingHead() -> impl IntoView {
    view! {
        <div class="column-head">
            <h2 id=HEADING tabindex="-1">
                "No interaction is open"
            </h2>
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="opened-body">
            <div class="empty">
                <p>
                    "Choose a request to read it. You are not connected until you answer it."
                </p>
                <p>
                    "Or press "<b>"Open interaction"</b>" in a call’s row. You are connected, and nobody hears you until you coach or barge in."
                </p>
            </div>
            <div class="sound">
                <LevelMeter />
            </div>
        </div>
    }
}

/// What is read of the call. A note is written only while it is open here.
#[component]
fn Tabs(id: InteractionId, opened: bool) -> impl IntoView {
    let app = use_app();
    let notes = app.memo(move |model| {
        opened && model.replica.interaction(id).is_some_and(|call| !call.is_over())
    });
    let chosen = RwSignal::new(Tab::Context);
    let tabs = move || {
        let both = [Tab::Context, Tab::Timeline];
        both.into_iter().chain(notes.get().then_some(Tab::Note)).collect()
    };
    follow_part(app, id, chosen);
    Effect::new(move |_| {
        if !notes.get() && chosen.get() == Tab::Note {
            chosen.set(Tab::Timeline);
        }
    });
    view! {
        <TabList tabs=Signal::derive(tabs) chosen />
        <div class="opened-body">
            <Panel tab=Tab::Context chosen>
                <Known id opened />
            </Panel>
            <Panel tab=Tab::Timeline chosen>
                <Timeline id />
            </Panel>
            <Show when=move || notes.get()>
                <Panel tab=Tab::Note chosen>
                    <Composer id />
                </Panel>
            </Show>
        </div>
    }
}

/// Whoever begins to coach is about to write, and whoever has taken a request reads what it is about:
/// each brings up its tab as it begins.
fn follow_part(app: App, id: InteractionId, chosen: RwSignal<Tab>) {
    let part = app.memo(move |model| part(model, id));
    Effect::new(move |before: Option<Part>| {
        let (now, before) = (part.get(), before.unwrap_or_default());
        if now.coaches && !before.coaches {
            chosen.set(Tab::Note);
        } else if now.helps && !before.helps {
            chosen.set(Tab::Context);
        }
        now
    });
}

/// What this person has to do with the call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Part {
    coaches: bool,
    helps: bool,
}

fn part(model: &Model, id: InteractionId) -> Part {
    let both = model.replica.interaction(id).zip(model.my_id());
    let own = both.and_then(|(call, me)| call.supervisor(me));
    Part {
        coaches: own.and_then(|own| own.stance.action()) == Some(Action::Coach),
        helps: both.is_some_and(|(call, me)| call.helps(me).is_some()),
    }
}

/// Who asks for what, who is on the call, and what is known of the customer.
#[component]
fn Known(id: InteractionId, opened: bool) -> impl IntoView {
    let app = use_app();
    let asked = app.memo(move |model| request(&model.replica, id).is_some());
    let here = app.memo(move |model| {
        opened && model.replica.interaction(id).is_some_and(|call| !call.is_over())
    });
    view! {
        <RequestParticulars id />
        <Show when=move || here.get()>
            <PresentList id />
        </Show>
        <Show when=move || asked.get() fallback=move || view! { <ContactRecord id /> }>
            <RequestContext id />
        </Show>
    }
}
