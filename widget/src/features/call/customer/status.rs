//! How the call stands, and who has joined it.

use leptos::prelude::*;

use super::view::{CustomerCall, at_rest};
use crate::{components::Timer, runtime::use_app};

/// The card; it is there without a call, too.
#[component]
pub(crate) fn Status(call: Memo<Option<CustomerCall>>) -> impl IntoView {
    let state = use_app().memo(move |model| {
        call.with(|call| match call {
            Some(call) if !call.over => call.state.clone(),
            last => at_rest(model, last.as_ref()),
        })
    });
    let joined = Memo::new(move |_| {
        call.with(|call| call.as_ref().map(|call| call.joined.clone()).unwrap_or_default())
    });
    let since = move || call.with(|call| call.as_ref()?.talking_since);
    view! {
        <section class="status" aria-label="Call">
            <h1>"Call"</h1>
            <p class="state" role="status">{state}</p>
            <div class="joined" role="status">
                {move || joined.get().into_iter().map(|name| view! {
                    <p>{name} " has joined the call."</p>
                }).collect_view()}
            </div>
            <Timer since />
        </section>
    }
}
