//! The first column: who asks this person for help, each with its answers, and who has just gone.
//!
//! `order` says which stand in it; a row knows itself whether it still asks. What may be answered, and why not,
//! the server has said.

mod live;
mod order;
mod row;

use backline_core::{
    interaction::{HelpRefusal, Refusal, RequestFact},
    replica::{Asked, Farewell},
    time::Timestamp,
};
use leptos::prelude::*;

pub(crate) use live::Announcements;
use order::{Candidates, Queue, RequestKey};
use row::QueueRow;

use super::{alerts::HeldBack, history::History, words::farewell as farewell_words};
use crate::{
    components::{Lingering, focus, lingering, while_here},
    icon::{Drawing, Icon},
    runtime::{App, Model, use_app},
};

/// The heading of the list.
const HEADING: &str = "requests-title";
/// Where the focus keeps the list as it is.
const IN_THE_LIST: &str = ".queue, .new";

/// The column; it is there when nobody asks, too.
#[component]
pub(crate) fn Requests() -> impl IntoView {
    let app = use_app();
    let (pointer, within, let_in) =
        (RwSignal::new(false), RwSignal::new(false), RwSignal::new(0_u32));
    let known = app.timed(known);
    let queue = Memo::new(move |before: Option<&Queue>| {
        let kept = pointer.get() || within.get();
        let empty = Queue::default();
        known.with(|known| before.unwrap_or(&empty).next(known, kept, let_in.get()))
    });
    let rows = Memo::new(move |_| queue.with(|queue| queue.rows.clone()));
    let drawn = lingering(rows, |key| *key);
    let waiting = Memo::new(move |_| queue.with(|queue| queue.waiting));
    let empty = Memo::new(move |_| rows.with(Vec::is_empty));
    let admit = move |_| {
        let_in.update(|times| *times += 1);
        focus::to(HEADING);
    };
    view! {
        <section
            class="column requests"
            aria-labelledby=HEADING
            on:pointerenter=move |_| pointer.set(true)
            on:pointerleave=while_here(move |_| pointer.set(false))
            on:focusin=move |event| within.set(focus::is_in(event.target(), IN_THE_LIST))
            on:focusout=while_here(move |event| within.set(focus::stays(&event, IN_THE_LIST)))
        >
            <div class="column-head">
                <Drawing icon=Icon::Hand />
                <h2 id=HEADING tabindex="-1">
                    "Help requested"
                </h2>
                <Show when=move || waiting.get() != 0>
                    <button
                        type="button"
                        class="button dense new"
                        on:click=admit
                    >
                        {waiting}
                        " new"
                    </button>
                </Show>
            </div>
            <div class="requests-body" role="group" aria-labelledby=HEADING tabindex="0">
                <HeldBack />
                <p class="empty" hidden=move || !empty.get()>
                    "No requests. New ones appear here."
                </p>
                <ul class="queue" aria-labelledby=HEADING hidden=move || empty.get()>
                    <For each=move || drawn.get() key=Clone::clone let:it>
                        {row(it)}
                    </For>
                </ul>
                <History />
            </div>
        </section>
    }
}

fn row(Lingering { item: key, leaves }: Lingering<RequestKey>) -> AnyView {
    if leaves {
        view! { <li class="queue-row leaves" aria-hidden="true"></li> }.into_any()
    } else {
        view! { <QueueRow key /> }.into_any()
    }
}

/// Whether somebody waits for this person: who has rejected is not waited for.
pub(crate) fn waits(asked: &Asked<'_>) -> bool {
    asked.refusal != Some(&Refusal::Help(HelpRefusal::AlreadyRejected))
}

fn known(model: &Model, now: Timestamp) -> Candidates {
    let asked = model.replica.asked();
    let asked = asked.iter().map(|it| (key(it), it.help.severity)).collect();
    Candidates { asked, gone: farewells(model, now).map(gone).collect() }
}

fn key(asked: &Asked<'_>) -> RequestKey {
    (asked.interaction.id(), asked.help.number)
}

const fn gone(farewell: &Farewell) -> RequestKey {
    (farewell.interaction, farewell.request)
}

/// Who has just gone; what this person has taken is open instead.
fn farewells(model: &Model, now: Timestamp) -> impl Iterator<Item = &Farewell> {
    let by_me = |what: &RequestFact| matches!(what, RequestFact::Claimed { helper, .. } if model.my_id() == Some(&helper.person));
    model.replica.farewells(now).filter(move |farewell| !by_me(&farewell.what))
}

fn farewell(app: App, key: RequestKey) -> Memo<Option<String>> {
    app.timed(move |model, now| {
        let found = farewells(model, now).find(|farewell| gone(farewell) == key)?;
        Some(farewell_words(&found.agent, &found.what))
    })
}
