//! The table of active calls, live.

use std::sync::Arc;

use backline_core::{id::InteractionId, people::Grant};
use leptos::prelude::*;

use super::{
    filters::Filters,
    order::{Place, Rows},
    row::CallRow,
    search::{Candidate, Column, Search},
};
use crate::{
    components::{
        Lingering,
        focus::{self, FocusHold},
        lingering, while_here,
    },
    features::{
        call::news::use_news, help::history::PastRequests, supervise::selection::use_selection,
    },
    runtime::{App, Intent, Model, use_app},
};

const HEADING: &str = "calls-title";
/// Where the focus keeps the table as it is.
const IN_THE_TABLE: &str = ".calls tbody, .calls .new";

const NO_CALL: &str = "No call is active. Calls appear here when an agent answers.";
const NO_CALL_OF_YOURS: &str =
    "Calls appear here while their agent asks you for help, and while you help.";

/// The section with the table.
#[component]
pub(super) fn Calls() -> impl IntoView {
    let app = use_app();
    let calls = use_news().of_each(Candidate::of);
    let search = RwSignal::new(Search::default());
    let (pointer, within) = (RwSignal::new(false), RwSignal::new(false));
    let let_in = RwSignal::new(0_u32);
    let rows = Memo::new(move |before: Option<&Rows>| {
        let (kept, first) = (pointer.get() || within.get(), Rows::default());
        let before = before.unwrap_or(&first);
        search.with(|search| {
            let found = calls.with(|calls| search.of(calls));
            before.next(&found, search, kept, let_in.get())
        })
    });
    forget_what_is_over(app);
    let hold = keep_focus(rows);
    let places = Memo::new(move |_| rows.with(|rows| rows.places.clone()));
    let drawn = lingering(places, |place| place.id);
    let none = Memo::new(move |_| calls.with(Vec::is_empty));
    let filtered = Memo::new(move |_| search.with(Search::narrows));
    view! {
        <section
            class="calls"
            aria-labelledby=HEADING
            on:pointerenter=move |_| pointer.set(true)
            on:pointerleave=while_here(move |_| pointer.set(false))
            on:focusin=move |event| {
                within.set(focus::is_in(event.target(), IN_THE_TABLE));
                hold.came();
            }
            on:focusout=while_here(move |event| {
                within.set(focus::stays(&event, IN_THE_TABLE));
                hold.went(&event);
            })
        >
            <Title rows calls let_in />
            <div hidden=move || none.get() && !filtered.get()>
                <Filters search calls />
            </div>
            <NoRows rows none search />
            <div class="calls-rows" hidden=move || rows.with(|rows| rows.shown() == 0)>
                <table role="table" aria-labelledby=HEADING>
                    <Head search />
                    <tbody role="rowgroup">
                        <For each=move || drawn.get() key=Clone::clone let:place>
                            {row(place)}
                        </For>
                    </tbody>
                </table>
            </div>
        </section>
    }
}

fn row(Lingering { item: Place { id, empty }, leaves }: Lingering<Place>) -> AnyView {
    match (empty, leaves) {
        (false, false) => view! { <CallRow id /> }.into_any(),
        (true, false) => view! { <tr class="gone" aria-hidden="true"></tr> }.into_any(),
        (_, true) => view! { <tr class="gone leaves" aria-hidden="true"></tr> }.into_any(),
    }
}

/// What the table has, how many calls are shown, and how many wait to be.
#[component]
fn Title(
    rows: Memo<Rows>,
    calls: Memo<Vec<Arc<Candidate>>>,
    let_in: RwSignal<u32>,
) -> impl IntoView {
    let waiting = Memo::new(move |_| rows.with(|rows| rows.waiting));
    let count = move || {
        let (shown, all) = (rows.with(Rows::shown), calls.with(Vec::len));
        let hidden = shown + waiting.get() < all;
        if hidden { format!("{shown} of {all}") } else { shown.to_string() }
    };
    let admit = move |_| {
        let_in.update(|times| *times += 1);
        focus::to(HEADING);
    };
    view! {
        <div class="column-head">
            <h2 id=HEADING tabindex="-1">
                "Active calls"
            </h2>
            <Show when=move || waiting.get() != 0>
                <button type="button" class="button dense new" on:click=admit>
                    {waiting}
                    " new"
                </button>
            </Show>
            <span class="count">{count}</span>
        </div>
    }
}

/// What stands in the place of rows.
#[component]
fn NoRows(rows: Memo<Rows>, none: Memo<bool>, search: RwSignal<Search>) -> impl IntoView {
    let sees_all = use_app().memo(|model| model.i_may(Grant::ViewInteractions));
    let empty = Memo::new(move |_| rows.with(|rows| rows.shown() == 0));
    let clear = move |_| {
        search.update(|search| *search = search.widened());
        focus::to(HEADING);
    };
    view! {
        <Show when=move || empty.get()>
            <div class="empty">
                {move || if none.get() {
                    let said = if sees_all.get() { NO_CALL } else { NO_CALL_OF_YOURS };
                    view! { <p>{said}</p> }.into_any()
                } else {
                    view! {
                        <p>"No active calls match."</p>
                        <button type="button" class="button dense" on:click=clear>
                            "Show all calls"
                        </button>
                    }.into_any()
                }}
            </div>
        </Show>
    }
}

/// The heads of the columns, of which four put the calls in order.
#[component]
fn Head(search: RwSignal<Search>) -> impl IntoView {
    let sorts = |word: &'static str, class: &'static str, column: Column| {
        let order = move || {
            search.with(|search| match (search.by == column, search.backwards) {
                (true, false) => "ascending",
                (true, true) => "descending",
                (false, _) => "none",
            })
        };
        let sort = move |_| search.update(|search| *search = search.sorted_by(column));
        view! {
            <th role="columnheader" scope="col" class=class aria-sort=order>
                <button type="button" class="sort" on:click=sort>
                    {word}
                </button>
            </th>
        }
    };
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {sorts("Agent", "agent", Column::Agent)}
                {sorts("Customer", "customer", Column::Customer)}
                {sorts("Since", "since", Column::Since)} {sorts("State", "state", Column::State)}
                <th role="columnheader" scope="col" class="hears">
                    "Who hears"
                </th>
                <th role="columnheader" scope="col" class="acts">
                    <span class="visually-hidden">"Action"</span>
                </th>
            </tr>
        </thead>
    }
}

/// A page that stays open for a shift keeps no call that it does not show any more.
fn forget_what_is_over(app: App) {
    let selection = use_selection();
    let past: PastRequests = expect_context();
    let over = app.memo(Model::over);
    Effect::new(move |_| {
        let stays: [Option<InteractionId>; 2] = [selection.opened.get(), selection.shown.get()];
        let over = over.get().into_iter().filter(|id| !stays.contains(&Some(*id)));
        for id in over {
            past.look(app);
            app.want(Intent::Forget(id));
        }
    });
}

/// When the row that had the focus goes, the heading takes it.
fn keep_focus(rows: Memo<Rows>) -> FocusHold {
    let hold = FocusHold::new();
    Effect::new(move |before: Option<()>| {
        rows.track();
        if before.is_some() {
            hold.restore(|| None, || focus::to(HEADING));
        }
    });
    hold
}
