//! The column in the middle: the agents, who waits, and the active calls.
//!
//! Which rows there are and in which order is said by pure files (`standing`, `search`, `order`); the
//! components draw them.

mod calls;
mod filters;
mod order;
mod people;
mod person;
mod row;
mod search;
mod standing;
mod waiting;

use leptos::prelude::*;

use calls::Calls;
use people::People;
use waiting::WaitingCalls;

/// The column.
#[component]
pub(super) fn FloorColumn() -> impl IntoView {
    view! {
        <div class="column floor">
            <People />
            <WaitingCalls />
            <Calls />
        </div>
    }
}
