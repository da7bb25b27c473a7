//! How the call stands, and who has joined it.

use backline_core::legible;
use leptos::prelude::*;

use super::view::{CallWish, CustomerCall};
use crate::components::Timer;

/// The card; it is there without a call, too.
#[component]
pub(crate) fn Status(call: Memo<Option<CustomerCall>>) -> impl IntoView {
    let wish = CallWish::of_the_address();
    let guest = legible::name(&wish.name).unwrap_or_else(|| "Guest".to_owned());
    let state = move || {
        call.with(|call| {
            call.as_ref().map_or_else(
                || "Not in a call. Press Call to talk to somebody.".to_owned(),
                |call| call.state.clone(),
            )
        })
    };
    let joined = Memo::new(move |_| {
        call.with(|call| call.as_ref().map(|call| call.joined.clone()).unwrap_or_default())
    });
    let since = move |_: &_| call.with(|call| call.as_ref()?.talking_since);
    view! {
        <section class="status" aria-label="Call">
            <h1>"Call " <span class="quiet">"as " {guest}</span></h1>
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
