//! The question before a request is cancelled or closed: *Yes*, or *Keep* it as it is.

use backline_core::{
    id::InteractionId,
    interaction::{Action, Interaction},
};
use leptos::prelude::*;

use super::view::HelpStep;
use crate::{
    components::Act,
    icon::Icon,
    runtime::{CommandReply, use_app},
};

/// What is in the dialog. What stands against it meanwhile, because somebody was faster, is said.
#[component]
pub(super) fn Confirm(
    id: InteractionId,
    step: HelpStep,
    asking: RwSignal<Option<HelpStep>>,
) -> impl IntoView {
    let app = use_app();
    let answer = RwSignal::new(CommandReply::default());
    let (against, obstacle) = app.in_place(answer, move |model| {
        model.obstacle(id, &step.command(model.replica.interaction(id))?)
    });
    Effect::new(move |_| {
        if answer.get() == CommandReply::Done {
            asking.set(None);
        }
    });
    let yes = move || {
        let command = app.peek(|model| step.command(model.replica.interaction(id)));
        if let Some(command) = command.filter(|_| answer.get_untracked() != CommandReply::Awaited) {
            app.ask_in_place(id, command, answer);
        }
    };
    let coached = app.memo(move |model| model.replica.interaction(id).is_some_and(is_coached));
    let what = move || match step {
        HelpStep::Request | HelpStep::Cancel(_) => "Nobody else will be asked.",
        HelpStep::Close(_) if coached.get() => "This ends the help and the coaching.",
        HelpStep::Close(_) => "This ends the help.",
    };
    view! {
        <p>{what}</p>
        <p class="notice" role="alert">{against}</p>
        <div class="help-actions">
            <Act label="Yes" icon=Icon::CircleCheck tone="go" obstacle press=yes />
            <Act label="Keep" icon=Icon::RotateCcw press=move || asking.set(None) />
        </div>
    }
}

/// Whether somebody coaches on the call, as its agent is told.
fn is_coached(call: &Interaction) -> bool {
    call.supervisors().any(|own| own.stance.active() == Some(Action::Coach))
}
