//! The agent's help: one button whose word follows the request, how the request stands, and the
//! dialogs. It stands below the controls of the call and grows downwards, so that no control moves.

mod confirm;
mod draft;
mod form;
mod view;

use backline_core::{
    id::InteractionId,
    interaction::{Command, HelpCommand},
};
use leptos::prelude::*;

use crate::{
    components::{Act, Dialog, Timer, focus},
    features::{
        call::{
            NO_CALL,
            agent::{AgentCall, Phase},
        },
        supervise::agent::NoteCaption,
    },
    icon::{Drawing, Icon},
    runtime::{App, Intent, Remembered, use_app},
};
use confirm::Confirm;
use draft::Draft;
use form::Form;
use view::{Again, HelpStep, HelpView};

/// Where the one button stands, for the focus that comes back from a dialog.
const BUTTON: &str = "#help-step button";

/// The area.
#[component]
pub(crate) fn HelpArea(call: Memo<Option<AgentCall>>) -> impl IntoView {
    let app = use_app();
    let id = Memo::new(move |_| call.with(|call| call.as_ref().map_or(NO_CALL, |call| call.id)));
    let shown = app.memo(move |model| {
        let call = model.replica.interaction(id.get());
        let timeline = model.replica.timeline(id.get());
        call.map(|call| HelpView::of(call, timeline)).unwrap_or_default()
    });
    let asking = RwSignal::new(None::<HelpStep>);
    let draft = RwSignal::new(None::<Draft>);
    let over =
        Memo::new(move |_| matches!(call.get(), Some(AgentCall { phase: Phase::Over(_), .. })));
    Effect::new(move |_| {
        if over.get() {
            Remembered::HelpDraft(id.get_untracked()).clear();
        }
    });
    let open = move |step: HelpStep, again: bool| {
        if step == HelpStep::Request {
            draft.set(begun(app, id.get_untracked(), again));
        }
        asking.set(Some(step));
    };
    view! {
        <section class="help" aria-label="Help">
            <NoteCaption call />
            <HelpActions id shown open />
            <RequestStanding shown />
            <Dialog
                open=Signal::derive(move || asking.with(Option::is_some))
                title=Signal::derive(move || asking.get().map_or("", title))
                closed=move || {
                    asking.set(None);
                    request_animation_frame(|| focus_button(true));
                }
            >
                {move || match asking.get()? {
                    HelpStep::Request => {
                        let id = id.get_untracked();
                        Some(view! { <Form id draft asking /> }.into_any())
                    }
                    step @ (HelpStep::Cancel(_) | HelpStep::Close(_)) => {
                        let id = id.get_untracked();
                        Some(view! { <Confirm id step asking /> }.into_any())
                    }
                }}
            </Dialog>
        </section>
    }
}

/// How the request stands. The running time is beside the live region, not in it.
#[component]
fn RequestStanding(shown: Memo<HelpView>) -> impl IntoView {
    let flag = move |is: fn(&HelpView) -> bool| move || shown.with(is).then_some("");
    let icon = move || if shown.with(|it| it.emergency) { Icon::Siren } else { Icon::Hand };
    view! {
        <div
            class="standing"
            data-shown=flag(|it| it.said.is_some())
            data-emergency=flag(|it| it.emergency)
            data-helped=flag(|it| it.helped)
        >
            {move || view! { <Drawing icon=icon() /> }}
            <div role="status">
                <p class="news">{move || shown.with(|it| it.news.clone())}</p>
                <p>{move || shown.with(|it| it.said.clone())}</p>
            </div>
            <Timer since=move || shown.with(|it| it.since) />
        </div>
    }
}

/// The one button, and *Ask again* beside it where that is possible.
#[component]
fn HelpActions(
    id: Memo<InteractionId>,
    shown: Memo<HelpView>,
    open: impl Fn(HelpStep, bool) + Copy + Send + 'static,
) -> impl IntoView {
    let app = use_app();
    let step = Memo::new(move |_| shown.with(|it| it.step));
    let again = Memo::new(move |_| shown.with(|it| it.again));
    let obstacle = app.memo(move |model| {
        let command = step.get().command(model.replica.interaction(id.get()))?;
        model.obstacle(id.get(), &command)
    });
    let icon = move || match step.get() {
        HelpStep::Request => Icon::Hand,
        HelpStep::Cancel(_) => Icon::X,
        HelpStep::Close(_) => Icon::CircleCheck,
    };
    let beside = move |again: Again| {
        let reopen = move |request| Command::Help(HelpCommand::AskAgain { request });
        let against = app.memo(move |model| match again {
            Again::Reopen(request) => model.obstacle(id.get(), &reopen(request)),
            Again::Anew => obstacle.get(),
        });
        let press = move || match again {
            Again::Reopen(request) => {
                app.want(Intent::Ask(id.get_untracked(), reopen(request)));
                focus_button(false);
            }
            Again::Anew => open(HelpStep::Request, true),
        };
        view! { <Act label="Ask again" icon=Icon::RotateCcw obstacle=against press /> }
    };
    view! {
        <div class="help-actions">
            <div id="help-step">
                <Act
                    label=Signal::derive(move || step.get().label())
                    icon=Signal::derive(icon)
                    tone=Signal::derive(move || if step.get() == HelpStep::Request { "ask" } else { "" })
                    obstacle
                    press=move || open(step.get_untracked(), false)
                />
            </div>
            {move || again.get().map(beside)}
        </div>
    }
}

/// The draft with which the dialog opens: what was written and not sent, the last request once
/// more, or a new one.
fn begun(app: App, id: InteractionId, again: bool) -> Option<Draft> {
    app.peek(|model| {
        let call = model.replica.interaction(id)?;
        let reasons = &call.terms().help.reasons;
        let last = call.help().filter(|_| again).map(Draft::again);
        let kept = || Draft::read(&Remembered::HelpDraft(id).read()?, reasons);
        kept().or(last).or_else(|| Draft::fresh(reasons))
    })
}

const fn title(step: HelpStep) -> &'static str {
    match step {
        HelpStep::Request => "Ask for help",
        HelpStep::Cancel(_) => "Cancel the help request?",
        HelpStep::Close(_) => "Close the help request?",
    }
}

/// Gives the focus to the one button; `lost` only when nothing else has it, because the control
/// that opened a dialog is gone.
fn focus_button(lost: bool) {
    if !lost || focus::is_lost() {
        focus::on_first(BUTTON);
    }
}

#[cfg(test)]
mod tests;
