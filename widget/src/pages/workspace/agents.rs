//! The agents who are there, and those of whom it is not known: closed until somebody asks.

use backline_core::{floor::Colleague, people::Presence, time::Timestamp};
use leptos::prelude::*;

use crate::{
    components::while_here,
    runtime::{Model, use_app},
};

/// An agent's line: the name, and how they stand.
type AgentLine = (String, &'static str, String);

/// The fold, with how many can be rung in its head.
#[component]
pub(super) fn Agents() -> impl IntoView {
    let app = use_app();
    let (open, set_open) = signal(false);
    let toggled = move |event| {
        let details: web_sys::HtmlDetailsElement = event_target(&event);
        set_open.set(details.open());
    };
    let lines = app.timed(|model, tick| {
        let now = model.replica.server_time(tick);
        model.replica.agents().map(|agent| line(agent, now)).collect::<Vec<_>>()
    });
    let known = app.memo(|model| model.replica.agents().next().is_some());
    let head = app.memo(head);
    view! {
        <details class="fold agents" hidden=move || !known.get() on:toggle=while_here(toggled)>
            <summary>"Agents: " {head}</summary>
            <ul>
                {move || {
                    let shown = if open.get() { lines.get() } else { Vec::new() };
                    shown.into_iter().map(row).collect_view()
                }}
            </ul>
        </details>
    }
}

fn row((name, presence, said): AgentLine) -> impl IntoView {
    view! {
        <li>
            <bdi>{name}</bdi>
            " "
            <span class="presence" data-presence=presence>{said}</span>
        </li>
    }
}

fn head(model: &Model) -> String {
    let rung =
        |agent: &&Colleague| agent.presence == Presence::Available && agent.stale_since.is_none();
    let count = model.replica.agents().filter(rung).count();
    [&count.to_string(), " can be rung"].concat()
}

fn line(agent: &Colleague, now: Timestamp) -> AgentLine {
    let presence = agent.presence.label();
    let said = match (agent.stale_since, agent.missed_at) {
        (Some(since), _) => [presence, ", as of ", &now.since(since).to_string(), " ago"].concat(),
        (None, Some(_)) => [presence, ": missed a call"].concat(),
        (None, None) => presence.to_owned(),
    };
    (
        agent.card.name.shown().into_owned(),
        if agent.stale_since.is_some() { "" } else { presence },
        said,
    )
}

#[cfg(test)]
mod tests {
    use backline_core::{id::PersonId, people::PersonCard};
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    ///
    #[test]
    fn an_agent_of_whom_nothing_is_known_stands_with_the_age_of_what_is_known() {
        let mut agent = Colleague {
            card: PersonCard::new(PersonId::new("ana").unwrap(), "Ana", None),
            presence: Presence::Available,
            stale_since: None,
            missed_at: None,
        };
        let now = Timestamp(20_000);
        let said = |agent: &Colleague| line(agent, now).2;
        assert_eq!(said(&agent), "Available");
        agent.stale_since = Some(Timestamp(8_000));
        assert_eq!(said(&agent), "Available, as of 0:12 ago");
        (agent.stale_since, agent.presence) = (None, Presence::Busy);
        agent.missed_at = Some(Timestamp(8_000));
        assert_eq!(said(&agent), "Busy: missed a call");
    }
}
