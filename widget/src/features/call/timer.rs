//! How long a call has been going on, or how long it was.

use backline_core::id::InteractionId;
use leptos::prelude::*;

use super::{facts::Facts, news::use_news};
use crate::components::Timer;

/// What stands in the table and at the head of the open interaction.
pub(crate) fn facts(id: InteractionId) -> Memo<Option<Facts>> {
    let known = use_news().memo(id, move |model| model.replica.interaction(id).map(Facts::of));
    Memo::new(move |before: Option<&Option<Facts>>| {
        Some(known.get()?.after(before.and_then(Option::as_ref)))
    })
}

/// How long a call has been going on, or how long it was.
#[component]
pub(crate) fn CallTimer(facts: Memo<Option<Facts>>) -> impl IntoView {
    let lasted = Memo::new(move |_| facts.with(|facts| facts.as_ref()?.lasted()));
    let since = move || facts.with(|facts| facts.as_ref().map(|facts| facts.since));
    move || match lasted.get() {
        Some(lasted) => view! { <time class="timer">{lasted.to_string()}</time> }.into_any(),
        None => view! { <Timer since /> }.into_any(),
    }
}
