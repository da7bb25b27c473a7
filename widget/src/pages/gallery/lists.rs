//! Who and what there is: people, rows, tables, and nothing yet.

use backline_core::people::Presence;
use leptos::prelude::*;

use super::{NAMES, Specimen};
use crate::{
    components::Avatar,
    icon::{Drawing, Icon},
};

/// As many calls as a busy floor has.
const MANY: usize = 200;

const PRESENCES: [Option<Presence>; 4] =
    [Some(Presence::Available), Some(Presence::Busy), Some(Presence::Offline), None];

#[component]
pub(super) fn PeopleShown() -> impl IntoView {
    let faces = PRESENCES.map(|presence| view! { <Avatar name="Ana Ribeiro" presence /> });
    let words = ["Available", "Busy", "Offline"].map(|word| {
        view! { <span class="presence" data-presence=word>{word}</span> }
    });
    let badges = [
        ("Talking", "monitor", None),
        ("Coaching", "coach", Some(Icon::Speech)),
        ("Barge In", "barge", Some(Icon::Megaphone)),
        ("Assist", "raised", Some(Icon::Hand)),
        ("Emergency", "emergency", Some(Icon::Siren)),
        ("In Progress", "available", None),
    ];
    let badges = badges.map(|(word, tone, icon)| {
        view! {
            <span class="badge" data-tone=tone>
                {icon.map(|icon| view! { <Drawing icon /> })}
                {word}
            </span>
        }
    });
    view! {
        <Specimen title="People and badges">
            <div class="side">{faces.collect_view()}</div>
            <div class="side">{words.collect_view()}</div>
            <div class="side">{badges.collect_view()}</div>
        </Specimen>
    }
}

#[component]
pub(super) fn ListsShown() -> impl IntoView {
    let rows = NAMES.iter().zip(PRESENCES.into_iter().cycle()).map(|(name, presence)| {
        let current = (*name == "Ana Ribeiro").then_some("true");
        view! {
            <li aria-current=current>
                <Avatar name=*name presence />
                <bdi class="cut" title=*name>{*name}</bdi>
                <time class="timer quiet">"1:40"</time>
            </li>
        }
    });
    let tabs = ["Context", "Timeline", "Note"].map(|tab| {
        let on = if tab == "Context" { "true" } else { "false" };
        view! { <button type="button" role="tab" aria-selected=on>{tab}</button> }
    });
    view! {
        <Specimen title="Rows and tabs">
            <div class="tabs" role="tablist" aria-label="About this call">{tabs.collect_view()}</div>
            <ul class="rows">{rows.collect_view()}</ul>
        </Specimen>
        <Specimen title="Nothing yet, and not there yet">
            <div class="empty">
                <Drawing icon=Icon::Hand />
                <p>"No requests. New ones appear here."</p>
            </div>
            <div class="skeleton" data-shape="bar"></div>
        </Specimen>
    }
}

#[component]
pub(super) fn TableShown() -> impl IntoView {
    let rows = NAMES.iter().cycle().take(MANY).enumerate().map(|(at, name)| {
        let since = [&(at / 60).to_string(), ":", &(at % 60 + 100).to_string()[1..]].concat();
        view! {
            <tr>
                <th scope="row" title=*name>{*name}</th>
                <td title="Carla Mendes">"Carla Mendes"</td>
                <td class="timer">{since}</td>
            </tr>
        }
    });
    view! {
        <Specimen title="Table" wide=true>
            <div class="many" tabindex="0" role="region" aria-label="Two hundred calls">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Agent"</th>
                            <th scope="col">"Customer"</th>
                            <th scope="col">"Since"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </Specimen>
    }
}
