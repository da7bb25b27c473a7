//! The last refusal or trouble, in the server's words, in a place of its own.

use leptos::prelude::*;

use crate::runtime::use_app;

/// The sentence; the place stays when it is empty.
#[component]
pub fn Notice() -> impl IntoView {
    let app = use_app();
    let notice = app
        .memo(|model| model.notice.clone().or_else(|| model.replica.problem().map(str::to_owned)));
    view! { <p class="notice" role="alert">{notice}</p> }
}
