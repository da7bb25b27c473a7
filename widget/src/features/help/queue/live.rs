//! What is said aloud: a request that comes, an Emergency at once, and how one went.
//!
//! Each sentence stands in its region for as long as it is news, so that what reads a page aloud
//! finds it as an addition, however late it looks.

use backline_core::{
    interaction::help::Severity, legible::isolated, replica::FAREWELL_FOR, time::Timestamp,
};
use leptos::prelude::*;

use super::{farewells, gone, key, order::RequestKey, waits};
use crate::{
    features::help::words::{arrival, farewell},
    runtime::{Model, use_app},
};

type News = Vec<(RequestKey, String)>;

/// The regions; nobody sees them.
#[component]
pub(crate) fn Announcements() -> impl IntoView {
    let app = use_app();
    let usual = app.timed(|model, now| arrivals(model, now, Severity::Assist));
    let pressing = app.timed(|model, now| arrivals(model, now, Severity::Emergency));
    let gone = app.timed(|model, now| {
        let said = farewells(model, now).map(|it| (gone(it), farewell(&it.agent, &it.what)));
        said.collect::<News>()
    });
    view! {
        <div class="visually-hidden" role="alert">
            {sentences(pressing)}
        </div>
        <div class="visually-hidden" role="status">
            {sentences(usual)}
        </div>
        <div class="visually-hidden" role="status">
            {sentences(gone)}
        </div>
    }
}

fn sentences(news: Memo<News>) -> impl IntoView {
    view! {
        <For each=move || news.get() key=|(key, _)| *key let((_, sentence))>
            <p>{sentence}</p>
        </For>
    }
}

/// Who began to be asked for a short while ago.
fn arrivals(model: &Model, now: Timestamp, severity: Severity) -> News {
    let now = model.replica.server_time(now);
    let asked = model.replica.asked();
    let fresh = asked.iter().filter(|it| it.help.severity == severity && waits(it));
    let fresh = fresh.filter(|it| it.help.run().is_some_and(|r| now.since(r.since) < FAREWELL_FOR));
    let said = fresh.map(|it| {
        let agent = it.interaction.agent().map_or("An agent".into(), |it| it.name.shown());
        (key(it), arrival(&agent, &isolated(&it.help.label), severity))
    });
    said.collect()
}
