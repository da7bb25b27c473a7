//! The requests of today that ask nobody any more, below those that do: what this page has seen, and
//! what their agents had asked before.

mod past;

use leptos::prelude::*;

use self::past::PastRequest;
pub(crate) use self::past::PastRequests;
use crate::{
    features::help::words::past as said,
    runtime::{clock_time, same_day, use_app},
};

/// The list; nothing on a day without one.
#[component]
pub(crate) fn History() -> impl IntoView {
    let app = use_app();
    let past: PastRequests = expect_context();
    let today = app.timed(move |model, tick| {
        let replica = &model.replica;
        let now = replica.on_the_wall(replica.server_time(tick));
        let today =
            past.all().into_iter().map(|it| PastRequest { at: replica.on_the_wall(it.at), ..it });
        today.filter(|it| same_day(it.at, now)).collect::<Vec<_>>()
    });
    let none = Memo::new(move |_| today.with(Vec::is_empty));
    view! {
        <section class="history" aria-labelledby="history-title" hidden=move || none.get()>
            <h3 id="history-title">
                "Earlier today " <span class="count">{move || today.with(Vec::len)}</span>
            </h3>
            <p class="small quiet">"Only what this page has seen."</p>
            <ul>
                <For each=move || today.get() key=Clone::clone let:past>
                    {drawn(past)}
                </For>
            </ul>
        </section>
    }
}

fn drawn(past: PastRequest) -> impl IntoView {
    let became = said(past.status, past.helper.as_deref());
    view! {
        <li>
            <time class="timer">{clock_time(past.at)}</time>
            <span class="cut" title=past.agent>{past.agent.clone()}</span>
            <span class="cut quiet" title=past.label>{past.label.clone()}</span>
            <span class="cut quiet" title=became>{became.clone()}</span>
        </li>
    }
}
