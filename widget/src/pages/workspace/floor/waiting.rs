//! The calls that nobody has answered: who, for how long, and at whom each rings.

use backline_core::{
    id::InteractionId,
    interaction::{Interaction, Party, Stage},
    routing::PartyId,
    time::Timestamp,
};
use leptos::prelude::*;

use crate::{
    components::{Timer, lingering},
    features::call::{
        facts::{Facts, Named},
        news::use_news,
    },
};

/// A call that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct WaitingCall {
    id: InteractionId,
    customer: Named,
    since: Timestamp,
    rings: Option<String>,
    /// Of a customer who is not reached, whether they were before.
    away: Option<bool>,
}

/// The list, longest first; nothing where nobody waits.
#[component]
pub(super) fn WaitingCalls() -> impl IntoView {
    let waiting = use_news().of_each(WaitingCall::of);
    let all = Memo::new(move |_| {
        let mut all = waiting.get();
        all.sort_by_key(|call| (call.since, call.id));
        all
    });
    let drawn = lingering(all, |call| call.id);
    let count = Memo::new(move |_| all.with(Vec::len));
    let longest = Memo::new(move |_| all.with(|all| all.first().map(|call| call.since)));
    view! {
        <section class="waiting" aria-labelledby="waiting-title" hidden=move || count.get() == 0>
            <div class="waiting-head">
                <h2 id="waiting-title">"Waiting " {count}</h2>
                <span class="quiet">", longest " <Timer since=move || longest.get() /></span>
            </div>
            <ul aria-labelledby="waiting-title" tabindex="0">
                <For each=move || drawn.get() key=|it| (it.item.id, it.leaves) let:it>
                    {if it.leaves {
                        view! { <li class="leaves" aria-hidden="true">{line(&it.item)}</li> }.into_any()
                    } else {
                        view! { <WaitingRow id=it.item.id /> }.into_any()
                    }}
                </For>
            </ul>
        </section>
    }
}

#[component]
fn WaitingRow(id: InteractionId) -> impl IntoView {
    let call =
        use_news().memo(id, move |model| model.replica.interaction(id).and_then(WaitingCall::of));
    let since = move || call.with(|call| call.as_ref().map(|call| call.since));
    view! {
        <li>
            {move || call.with(|call| call.as_ref().map(line))}
            <Timer since />
        </li>
    }
}

/// Who waits, and at whom the call rings.
fn line(WaitingCall { customer, rings, away, .. }: &WaitingCall) -> impl IntoView + use<> {
    let rings = match (rings, away) {
        (_, Some(true)) => "Connection lost".to_owned(),
        (Some(who), _) => ["Ringing ", who].concat(),
        (None, Some(false)) => "Connecting".to_owned(),
        (None, None) => "Waiting".to_owned(),
    };
    view! {
        <strong class="cut" title=customer.name.clone()>{customer.name.clone()}</strong>
        <span class="small quiet cut" title=customer.number.clone()>
            <bdi>{customer.number.clone()}</bdi>
        </span>
        <span class="small cut" title=rings>{rings.clone()}</span>
    }
}

impl WaitingCall {
    fn of(call: &Interaction) -> Option<Self> {
        call.lens().is_back_line().then_some(())?;
        let rings = match call.stage() {
            Stage::Waiting => None,
            Stage::Ringing { agent, .. } => Some(Named::card(agent).name),
            Stage::Talking(_) | Stage::Ended { .. } => return None,
        };
        let away = call.party(&PartyId::Customer).and_then(Party::away);
        let customer = Facts::of(call).customer;
        Some(Self { id: call.id(), customer, since: call.opened_at(), rings, away })
    }
}
