//! Opening a call: the button in its row.

use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{Command, SuperviseCommand},
};
use leptos::prelude::*;

use crate::{
    components::{BlockableButton, BlockedReason, Described},
    features::call::news::use_news,
    runtime::use_app,
};

/// The button. `context` names the elements that say which call it is. Where a row is narrow, its
/// second word is read and not seen.
#[component]
pub(crate) fn OpenButton(
    id: InteractionId,
    context: String,
    /// Where it stands, where that is not the call's row.
    #[prop(default = "open")]
    place: &'static str,
) -> impl IntoView {
    let app = use_app();
    let asked = RwSignal::new(None::<CommandId>);
    let against = use_news().memo(id, move |model| {
        model.obstacle(id, &Command::Supervise(SuperviseCommand::OpenInteraction))
    });
    let opening = app.awaits(asked);
    let obstacle = Memo::new(move |_| {
        against.get().or_else(|| opening.get().then(|| "It is being opened.".to_owned()))
    });
    let press =
        move || asked.set(Some(app.ask(id, Command::Supervise(SuperviseCommand::OpenInteraction))));
    let why = format!("why-{place}-{id}");
    view! {
        <BlockableButton
            obstacle
            described=Described::by(&why).about(context)
            class="button dense"
            press
            attr:id=format!("{place}-{id}")
        >
            <span>"Open" <span class="more">" interaction"</span></span>
        </BlockableButton>
        <BlockedReason id=why obstacle class="reason" />
    }
}
