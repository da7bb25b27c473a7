//! A time that runs.

use backline_core::time::Timestamp;
use leptos::prelude::*;

use crate::runtime::use_app;

/// How long ago something was, by the server's clock.
#[component]
pub fn Timer(
    /// When it was.
    since: impl Fn() -> Option<Timestamp> + Send + Sync + 'static,
) -> impl IntoView {
    let passed = use_app().since(since);
    view! { <time class="timer">{move || passed.get().map(|passed| passed.to_string())}</time> }
}
