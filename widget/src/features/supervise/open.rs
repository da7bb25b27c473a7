//! Opening a call: the button in its row.

use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{Command, SuperviseCommand},
};
use leptos::prelude::*;

use crate::runtime::use_app;

/// The button. `context` names the elements that say which call it is.
#[component]
pub(crate) fn OpenButton(id: InteractionId, context: String) -> impl IntoView {
    let app = use_app();
    let asked = RwSignal::new(None::<CommandId>);
    let obstacle = app.memo(move |model| {
        let on_its_way = asked.get().is_some_and(|asked| model.replica.is_asking(asked));
        let opening = on_its_way.then(|| "It is being opened.".to_owned());
        model.obstacle(id, &Command::Supervise(SuperviseCommand::OpenInteraction)).or(opening)
    });
    let blocked = Memo::new(move |_| obstacle.with(Option::is_some));
    let why = format!("why-open-{id}");
    let described = format!("{context} {why}");
    let click = move |_| {
        if !blocked.get_untracked() {
            asked.set(Some(app.ask(id, Command::Supervise(SuperviseCommand::OpenInteraction))));
        }
    };
    view! {
        <button
            type="button"
            class="button dense"
            id=format!("open-{id}")
            aria-disabled=move || blocked.get().then_some("true")
            aria-describedby=described
            on:click=click
        >
            "Open interaction"
        </button>
        <span class="reason" id=why>
            {obstacle}
        </span>
    }
}
