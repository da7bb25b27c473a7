//! Putting a call away that is over.

use backline_core::id::InteractionId;
use leptos::prelude::*;

use crate::runtime::{Intent, use_app};

/// The button.
#[component]
pub(crate) fn PutAway(
    id: InteractionId,
    #[prop(default = "Done")] label: &'static str,
    #[prop(default = "button dense")] class: &'static str,
) -> impl IntoView {
    let app = use_app();
    view! {
        <button type="button" class=class on:click=move |_| app.want(Intent::Forget(id))>
            {label}
        </button>
    }
}
