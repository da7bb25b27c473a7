//! The strip of agents: who they are, grouped by how they stand. What one of them does opens with a
//! press.

use std::{collections::BTreeMap, sync::Arc};

use backline_core::{id::PersonId, people::Grant, time::Timestamp};
use leptos::prelude::*;

use super::{
    person::PersonCard,
    standing::{Engaged, Group, Standing, idle, initials},
};
use crate::{
    components::{
        focus::{self, FocusHold},
        while_here,
    },
    features::{call::news::use_news, help::severity::severity_key},
    runtime::{clock_time, use_app},
};

/// The heading of the strip.
const HEADING: &str = "agents-title";

/// Long after the first, so that whatever it is on the wall's clock, it is later than that.
const AN_INSTANT: Timestamp = Timestamp(1_700_000_000_000);

/// Every agent by name.
type Known = BTreeMap<PersonId, Arc<Standing>>;

/// The strip; it is there for whoever may know of agents, and as high without any.
#[component]
pub(super) fn People() -> impl IntoView {
    let app = use_app();
    let (idle, engaged) = (app.memo(|model| idle(&model.replica)), use_news().of_each(Engaged::of));
    let all = Memo::new(move |_| {
        let all = idle.with(|idle| engaged.with(|engaged| Standing::all(idle, engaged)));
        all.into_iter().map(Arc::new).collect::<Vec<_>>()
    });
    let known = Memo::new(move |_| {
        all.with(|all| all.iter().map(|it| (it.person.clone(), it.clone())).collect())
    });
    let may_know =
        app.memo(|model| model.me().is_some_and(|me| me.grants.contains(&Grant::ViewInteractions)));
    let nobody = Memo::new(move |_| all.with(Vec::is_empty));
    let wall = app.memo(|model| model.replica.on_the_wall(AN_INSTANT));
    let hold = FocusHold::new();
    let places = Memo::new(move |_| {
        all.with(|all| all.iter().map(|it| (it.person.clone(), it.group)).collect::<Vec<_>>())
    });
    Effect::new(move |before: Option<()>| {
        places.track();
        if before.is_some() {
            hold.restore(|| None, || focus::to(HEADING));
        }
    });
    view! {
        <section
            class="people"
            aria-labelledby=HEADING
            hidden=move || !may_know.get()
            on:focusin=move |_| hold.came()
            on:focusout=while_here(move |event| hold.went(&event))
        >
            <h2 id=HEADING class="visually-hidden" tabindex="-1">
                "Agents"
            </h2>
            <p class="quiet" hidden=move || !nobody.get()>"No agent can be reached."</p>
            {Group::ALL.map(|group| view! { <PeopleGroup group known wall places /> }).collect_view()}
        </section>
    }
}

#[component]
fn PeopleGroup(
    group: Group,
    known: Memo<Known>,
    wall: Memo<Timestamp>,
    places: Memo<Vec<(PersonId, Group)>>,
) -> impl IntoView {
    let members = Memo::new(move |_| {
        places.with(|places| {
            let here = places.iter().filter(|(_, stands)| *stands == group);
            here.map(|(person, _)| person.clone()).collect::<Vec<_>>()
        })
    });
    let count = move || members.with(Vec::len);
    view! {
        <div class="people-group" data-group=group.key() hidden=move || count() == 0>
            <h3>{group.label()} " " <span class="count">{count}</span></h3>
            <ul aria-label=group.label()>
                <For each=move || members.get() key=Clone::clone let:person>
                    <Person person known wall />
                </For>
            </ul>
        </div>
    }
}

#[component]
fn Person(person: PersonId, known: Memo<Known>, wall: Memo<Timestamp>) -> impl IntoView {
    let app = use_app();
    let standing = Memo::new(move |_| known.with(|known| known.get(&person).cloned()));
    let said = Memo::new(move |_| {
        wall.track();
        let time = |at| clock_time(app.peek(|model| model.replica.on_the_wall(at)));
        standing.with(|it| it.as_ref().map(|it| it.said(time))).unwrap_or_default()
    });
    let name =
        move || standing.with(|it| it.as_ref().map(|it| it.who.name.clone())).unwrap_or_default();
    let asks = move || standing.with(|it| it.as_ref()?.asks).map(severity_key);
    let card = standing.with_untracked(|it| it.as_ref().map(|it| format!("card-{}", it.person)));
    let card = card.unwrap_or_default();
    view! {
        <li>
            <button
                type="button"
                class="person"
                data-asks=asks
                popovertarget=card.clone()
                title=move || said.with(|said| [&name(), "\n", said].concat())
            >
                <span aria-hidden="true">{move || initials(&name())}</span>
                <span class="visually-hidden">{name} ": " {said}</span>
            </button>
            <PersonCard name=card standing said />
        </li>
    }
}
