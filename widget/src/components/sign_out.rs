//! Signing out: of this page and of every other that the same person has open.

use leptos::prelude::*;

use crate::runtime::{CommandReply, use_app};

/// The button; why somebody is signed in still stands below it once they have pressed.
#[component]
pub fn SignOut() -> impl IntoView {
    let app = use_app();
    let reply = RwSignal::new(CommandReply::default());
    let pressed = RwSignal::new(false);
    let obstacle = app.memo(|model| Some(model.replica.would_sign_out().err()?.to_string()));
    let press = move |_| {
        pressed.set(true);
        if obstacle.with_untracked(Option::is_none)
            && reply.get_untracked() != CommandReply::Awaited
        {
            app.sign_out(reply);
        }
    };
    let (refused, _) = app.in_place(reply, |_| None);
    let why = move || refused.get().or_else(|| obstacle.get().filter(|_| pressed.get()));
    view! {
        <div class="act">
            <button type="button" class="button quiet dense" on:click=press>
                "Sign out"
            </button>
            <p class="why" role="alert">{why}</p>
        </div>
    }
}
