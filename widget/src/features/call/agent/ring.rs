//! Whether a call may be heard coming.

use leptos::prelude::*;

use crate::runtime::{Intent, use_app};

/// The choice, which the browser keeps.
#[component]
pub(crate) fn RingChoice() -> impl IntoView {
    let app = use_app();
    let silent = app.memo(|model| model.media.silent_ring);
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || !silent.get()
                on:change=move |event| app.want(Intent::SilentRing(!event_target_checked(&event)))
            />
            "Ring when a call comes in"
        </label>
    }
}
