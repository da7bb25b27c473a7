//! Who of the back line is on the call, and what they do.

use backline_core::{
    id::{InteractionId, PersonId},
    interaction::{Action, Connection, Interaction, Stance, Supervisor},
    time::Timestamp,
};
use leptos::prelude::*;

use super::action::{doing, key};
use crate::{
    components::Timer,
    features::call::facts::Named,
    runtime::{PageStanding, use_app},
};

const RECONNECTING: &str = "Reconnecting";

/// A supervisor on the call.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PresentSupervisor {
    who: Named,
    you: bool,
    doing: &'static str,
    action: Option<Action>,
    since: Timestamp,
}

/// The list.
#[component]
pub(crate) fn PresentList(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let all = app.memo(move |model| {
        let call = model.replica.interaction(id);
        let linked = model.standing() == PageStanding::Live;
        call.map(|call| present(call, model.my_id(), linked)).unwrap_or_default()
    });
    view! {
        <section class="present" aria-labelledby="present-title">
            <h3 id="present-title">"Supervisors on this call"</h3>
            <ul>{move || all.get().into_iter().map(line).collect_view()}</ul>
        </section>
    }
}

fn line(present: PresentSupervisor) -> impl IntoView {
    let since = present.since;
    let name = if present.you { "You".to_owned() } else { present.who.name };
    let number = present.who.number.filter(|_| !present.you);
    view! {
        <li>
            <span>{name} " " <span class="quiet">{number}</span></span>
            <span class="doing" data-action=present.action.map(key)>
                {present.doing}
            </span>
            <Timer since=move || Some(since) />
        </li>
    }
}

/// Everybody of the back line who has the call open, the viewer first. While the server cannot be
/// asked, it is not known what the viewer does.
fn present(call: &Interaction, me: Option<&PersonId>, linked: bool) -> Vec<PresentSupervisor> {
    let mut all: Vec<_> = call.supervisors().map(|s| one(s, me)).collect();
    all.sort_by_key(|present| !present.you);
    for present in all.iter_mut().filter(|present| present.you && !linked) {
        present.doing = RECONNECTING;
        present.action = None;
    }
    all
}

fn one(own: Supervisor<'_>, me: Option<&PersonId>) -> PresentSupervisor {
    let (doing, action, since) = match (own.connection, own.stance) {
        (Connection::Reattaching { since, .. }, _) => (RECONNECTING, None, *since),
        (Connection::Awaited { .. } | Connection::Joining { .. }, _) => {
            ("Connecting", None, own.since)
        }
        (Connection::Connected { .. }, Stance::Idle) => ("Connected", None, own.since),
        (Connection::Connected { .. }, Stance::Requested { since, .. }) => {
            ("Waiting", None, *since)
        }
        (Connection::Connected { .. }, Stance::Active { action, since }) => {
            (doing(*action), Some(*action), *since)
        }
    };
    let you = me == Some(&own.card.person);
    PresentSupervisor { who: Named::card(own.card), you, doing, action, since }
}
