//! The mark and the name, at the head of `/` and `/workspace`: three parties, and who can reach whom.

use leptos::prelude::*;

/// The name, as a link to the first page.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/">
            <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                <path class="links" d="M7.6 16.2 10.9 9.6M13.1 9.6 16.4 16.2M8.8 18.5h6.4" />
                <circle class="near" cx="12" cy="6.8" r="3" />
                <circle cx="5.8" cy="18.5" r="2.7" />
                <circle cx="18.2" cy="18.5" r="2.7" />
            </svg>
            "Backline"
        </a>
    }
}
