//! The calls that nobody has answered: who, for how long, and at whom each rings.

use backline_core::{
    id::InteractionId,
    interaction::{Party, Stage},
    routing::PartyId,
    time::Timestamp,
};
use leptos::prelude::*;

use crate::{
    components::Timer,
    features::call::facts::{Facts, Named},
    runtime::{Model, use_app},
};

/// A call that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct WaitingCall {
    customer: Named,
    since: Timestamp,
    rings: Option<String>,
    /// Of a customer who is not reached, whether they were before.
    away: Option<bool>,
}

/// The list, longest first; nothing where nobody waits.
#[component]
pub(super) fn WaitingCalls() -> impl IntoView {
    let app = use_app();
    let all = app.memo(waiting);
    let ids = Memo::new(move |_| all.with(|all| all.iter().map(|(id, _)| *id).collect::<Vec<_>>()));
    let count = move || ids.with(Vec::len);
    let longest = Memo::new(move |_| all.with(|all| all.first().map(|(_, call)| call.since)));
    view! {
        <section class="waiting" aria-labelledby="waiting-title" hidden=move || count() == 0>
            <div class="waiting-head">
                <h2 id="waiting-title">"Waiting " {count}</h2>
                <span class="quiet">", longest " <Timer since=move |_| longest.get() /></span>
            </div>
            <ul aria-labelledby="waiting-title" tabindex="0">
                <For each=move || ids.get() key=|id| *id let:id>
                    <WaitingRow id />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn WaitingRow(id: InteractionId) -> impl IntoView {
    let call = use_app().memo(move |model| WaitingCall::of(model, id));
    let since = move |_: &Model| call.with(|call| call.as_ref().map(|call| call.since));
    view! {
        <li>
            {move || call.get().map(|WaitingCall { customer, rings, away, .. }| {
                let rings = match (rings, away) {
                    (_, Some(true)) => "Connection lost".to_owned(),
                    (Some(who), _) => ["Ringing ", &who].concat(),
                    (None, Some(false)) => "Connecting".to_owned(),
                    (None, None) => "Waiting".to_owned(),
                };
                view! {
                    <strong class="cut" title=customer.name>{customer.name.clone()}</strong>
                    <span class="small quiet cut" title=customer.number>
                        <bdi>{customer.number.clone()}</bdi>
                    </span>
                    <span class="small cut" title=rings>{rings.clone()}</span>
                }
            })}
            <Timer since />
        </li>
    }
}

fn waiting(model: &Model) -> Vec<(InteractionId, WaitingCall)> {
    let all = model.replica.interactions().map(|call| call.id());
    let mut all: Vec<_> = all.filter_map(|id| Some((id, WaitingCall::of(model, id)?))).collect();
    all.sort_by_key(|(id, call)| (call.since, *id));
    all
}

impl WaitingCall {
    fn of(model: &Model, id: InteractionId) -> Option<Self> {
        let call = model.replica.interaction(id).filter(|call| call.lens().is_back_line())?;
        let rings = match call.stage() {
            Stage::Waiting => None,
            Stage::Ringing { agent, .. } => Some(Named::card(agent).name),
            Stage::Talking(_) | Stage::Ended { .. } => return None,
        };
        let away = call.party(&PartyId::Customer).and_then(Party::away);
        Some(Self { customer: Facts::of(call).customer, since: call.opened_at(), rings, away })
    }
}
