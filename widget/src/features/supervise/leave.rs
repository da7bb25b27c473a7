//! The way off a call.

use backline_core::{
    id::InteractionId,
    interaction::{Command, SuperviseCommand},
};
use leptos::prelude::*;

use crate::{
    components::{BlockableButton, BlockedReason, Described, fresh_name},
    icon::{Drawing, Icon},
    runtime::{Intent, use_app},
};

/// *Disconnect*, with the reason for whoever does not see it.
#[component]
pub(crate) fn Disconnect(
    id: InteractionId,
    /// The element that says what a press does not do.
    #[prop(optional)]
    hint: &'static str,
) -> impl IntoView {
    let app = use_app();
    let leave = || Command::Supervise(SuperviseCommand::Disconnect);
    let obstacle = app.obstacle(id, leave());
    // What stands against it is said alone.
    let about = Signal::derive(move || match obstacle.get() {
        Some(_) => String::new(),
        None => hint.to_owned(),
    });
    let why = fresh_name("why");
    view! {
        <BlockableButton
            obstacle
            described=Described::by(&why).about(about)
            class="button wide leave stop"
            press=move || app.want(Intent::Ask(id, leave()))
        >
            <Drawing icon=Icon::Unplug />
            <span class="label">"Disconnect"</span>
        </BlockableButton>
        <BlockedReason id=why obstacle class="visually-hidden" />
    }
}
