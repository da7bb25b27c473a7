//! The call in front of the agent: who, since when, how it stands.

use leptos::prelude::*;

use super::{
    super::{parted::parted, put_away::PutAway},
    view::{AgentCall, Phase, ended},
};
use crate::{components::Timer, runtime::use_app};

/// The card; it has the same size without a call.
#[component]
pub(crate) fn Caller(call: Memo<Option<AgentCall>>) -> impl IntoView {
    let app = use_app();
    let phase = Memo::new(move |_| call.with(|call| call.as_ref().map(|call| call.phase)));
    let state = app.memo(move |model| {
        call.with(|call| match call {
            Some(call) if !call.is_over() => call.state(model),
            other => parted(model, ended).unwrap_or_else(|| {
                other.as_ref().map_or_else(|| "No call".to_owned(), |call| call.state(model))
            }),
        })
    });
    let who = move || call.with(|call| call.as_ref().map(|call| call.customer.clone()));
    let number = move || call.with(|call| call.as_ref()?.number.clone());
    let over = app.memo(move |model| match call.get() {
        Some(call) => call.is_over().then_some(call.id),
        None => model.replica.parted().map(|parted| parted.interaction),
    });
    let looks = move || match phase.get() {
        None => "none",
        Some(Phase::Ringing) => "ringing",
        Some(Phase::Talking) => "talking",
        Some(Phase::Over(_)) => "over",
    };
    let running = move || {
        call.with(|call| match call {
            Some(AgentCall { phase: Phase::Ringing | Phase::Talking, since, .. }) => Some(*since),
            Some(_) | None => None,
        })
    };
    view! {
        <section class="caller" aria-label="Call" data-phase=looks>
            <p class="state" role="status">{state}</p>
            <p class="name" title=who>
                {move || who().unwrap_or_else(|| "Calls come in here while you are Available.".to_owned())}
            </p>
            <p class="number">{number}</p>
            <Timer since=running />
            {move || over.get().map(|id| view! { <PutAway id /> })}
        </section>
    }
}
