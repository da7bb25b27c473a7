//! Signing out: of this page and of every other that the same person has open.

use leptos::prelude::*;

use crate::runtime::{CommandReply, use_app};

/// The button; why somebody is signed in still stands below it.
#[component]
pub fn SignOut() -> impl IntoView {
    let app = use_app();
    let reply = RwSignal::new(CommandReply::default());
    let press = move |_| {
        if reply.get_untracked() != CommandReply::Awaited {
            app.sign_out(reply);
        }
    };
    let refused = move || match reply.get() {
        CommandReply::Refused(sentence) => Some(sentence),
        CommandReply::Unasked | CommandReply::Awaited | CommandReply::Done => None,
    };
    view! {
        <div class="act">
            <button type="button" class="button quiet dense" on:click=press>
                "Sign out"
            </button>
            <p class="why" role="alert">{refused}</p>
        </div>
    }
}
