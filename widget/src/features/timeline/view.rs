//! Draws the rows and the clocks. Not a live region: what is told at once is told elsewhere.

use backline_core::{id::InteractionId, interaction::Mark, time::Timestamp};
use leptos::prelude::*;

use super::rows::{Lap, TimelineRow, laps, rows};
use crate::{
    features::supervise::action::key,
    picture::{Scale, Triangle},
    runtime::{clock_time, use_app},
};

/// The timeline of an interaction, as its viewer may know it.
#[component]
pub fn Timeline(
    /// The interaction whose timeline it is.
    #[prop(into)]
    id: Signal<InteractionId>,
) -> impl IntoView {
    let app = use_app();
    let now = app.since(|| Some(Timestamp(0)));
    let timeline = app.memo(move |model| model.replica.timeline(id.get()).to_vec());
    let told = app.memo(move |model| {
        let lens = model.replica.interaction(id.get()).map(|call| call.lens());
        lens.map_or_else(Vec::new, |lens| {
            let mut rows = timeline.with(|timeline| rows(timeline, lens, model.my_id()));
            rows.iter_mut().for_each(|row| row.at = model.replica.on_the_wall(row.at));
            rows
        })
    });
    let laps = Memo::new(move |_| {
        let now = Timestamp(now.get().unwrap_or_default().0);
        timeline.with(|timeline| laps(timeline, now))
    });
    view! {
        <div class="timeline">
            <ol aria-label="Timeline">
                {move || told.get().into_iter().map(line).collect_view()}
            </ol>
            <dl class="laps" aria-label="Clocks">
                {move || laps.get().into_iter().map(lap).collect_view()}
            </dl>
        </div>
    }
}

fn line(row: TimelineRow) -> impl IntoView {
    let mark = match row.mark {
        Mark::Call => "call",
        Mark::Help => "help",
        Mark::Note => "note",
        Mark::Action(action) => key(action),
    };
    view! {
        <li data-mark=mark>
            <time>{clock_time(row.at)}</time>
            <p>
                {row.said}
                {row.written.map(|text| view! { <q>{text}</q> })}
            </p>
            {row.picture.map(|picture| {
                view! {
                    <Triangle
                        picture=Signal::stored(picture)
                        scale=Scale::Row
                        before="At that moment: "
                    />
                }
            })}
        </li>
    }
}

fn lap(lap: Lap) -> impl IntoView {
    view! {
        <div>
            <dt>{lap.name}</dt>
            <dd class="timer">{lap.ran.to_string()}</dd>
        </div>
    }
}
