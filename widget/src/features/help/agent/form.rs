//! The dialog in which help is asked for: reason, comment, severity.

use backline_core::{
    id::{InteractionId, ReasonId},
    interaction::help::{MAX_COMMENT_CHARS, Severity},
    legible::isolated,
};
use leptos::prelude::*;

use super::{draft::Draft, view::HelpStep};
use crate::{
    components::{Act, fresh_name},
    icon::{Drawing, Icon},
    runtime::{CommandReply, Remembered, use_app},
};

/// What is in the dialog. It closes when the server has the request; what was written stays when
/// it has refused.
#[component]
pub(super) fn Form(
    id: InteractionId,
    draft: RwSignal<Option<Draft>>,
    asking: RwSignal<Option<HelpStep>>,
) -> impl IntoView {
    let app = use_app();
    let answer = RwSignal::new(CommandReply::default());
    let change = move |change: &dyn Fn(&mut Draft)| {
        answer.set(CommandReply::Unasked);
        draft.update(|draft| {
            if let Some(draft) = draft {
                change(draft);
                Remembered::HelpDraft(id).write(&draft.kept());
            }
        });
    };
    let (against, obstacle) = app.in_place(answer, move |model| {
        model.obstacle(id, &draft.with(|it| it.as_ref().map(Draft::command))?)
    });
    Effect::new(move |_| {
        if answer.get() == CommandReply::Done {
            Remembered::HelpDraft(id).clear();
            asking.set(None);
        }
    });
    let submit = move || {
        let command = draft.with_untracked(|draft| draft.as_ref().map(Draft::command));
        if let Some(command) = command.filter(|_| answer.get_untracked() != CommandReply::Awaited) {
            app.ask_in_place(id, command, answer);
        }
    };
    let waits =
        move || answer.with(|answer| *answer == CommandReply::Awaited).then_some("Sending.");
    view! {
        <ReasonChoice id draft change />
        <Comment draft change />
        <SeverityChoice draft change />
        <p class="notice" role="alert">{against}</p>
        <p class="hint small" role="status">{waits}</p>
        <div class="help-actions">
            <Act label="Submit" icon=Icon::Hand tone="go" obstacle press=submit />
            <Act label="Back" icon=Icon::X press=move || asking.set(None) />
        </div>
    }
}

#[component]
fn ReasonChoice(
    id: InteractionId,
    draft: RwSignal<Option<Draft>>,
    change: impl Fn(&dyn Fn(&mut Draft)) + 'static,
) -> impl IntoView {
    let reasons = use_app().peek(|model| {
        let call = model.replica.interaction(id);
        call.map(|call| call.terms().help.reasons.clone()).unwrap_or_default()
    });
    let is_chosen = move |reason: &ReasonId| {
        draft.with(|draft| draft.as_ref().is_some_and(|draft| draft.reason == *reason))
    };
    let options =
        reasons.iter().map(|reason| (reason.id.clone(), isolated(&reason.label).into_owned()));
    let options = options.map(move |(id, label)| {
        let value = id.as_str().to_owned();
        view! { <option value=value selected=move || is_chosen(&id)>{label}</option> }
    });
    let options = options.collect_view();
    let choose = move |event| {
        if let Ok(chosen) = ReasonId::new(event_target_value(&event)) {
            change(&|draft| draft.choose(&reasons, chosen.clone()));
        }
    };
    view! {
        <label class="field">
            "Reason"
            <select on:change=choose>{options}</select>
        </label>
    }
}

#[component]
fn Comment(
    draft: RwSignal<Option<Draft>>,
    change: impl Fn(&dyn Fn(&mut Draft)) + 'static,
) -> impl IntoView {
    let counter = fresh_name("counter");
    let described = counter.clone();
    let text =
        move || draft.with(|draft| draft.as_ref().map(|it| it.comment.clone())).unwrap_or_default();
    let count = move || {
        let long = draft.with(|it| it.as_ref().map_or(0, |it| it.comment.trim().chars().count()));
        [&long.to_string(), " of ", &MAX_COMMENT_CHARS.to_string()].concat()
    };
    view! {
        <div class="field">
            <label for="help-comment">"Comment"</label>
            <textarea
                id="help-comment"
                rows="3"
                aria-describedby=described
                prop:value=text
                on:input=move |event| {
                    let text = event_target_value(&event);
                    change(&|draft| text.clone_into(&mut draft.comment));
                }
            ></textarea>
            <span class="counter" id=counter>{count}</span>
        </div>
    }
}

#[component]
fn SeverityChoice(
    draft: RwSignal<Option<Draft>>,
    change: impl Fn(&dyn Fn(&mut Draft)) + Copy + 'static,
) -> impl IntoView {
    let one = move |severity: Severity| {
        let icon = match severity {
            Severity::Assist => None,
            Severity::Emergency => Some(view! { <Drawing icon=Icon::Siren /> }),
        };
        let is = move || draft.with(|it| it.as_ref().is_some_and(|it| it.severity == severity));
        view! {
            <label data-severity=severity.label()>
                <input
                    type="radio"
                    name="severity"
                    prop:checked=is
                    on:change=move |_| change(&|draft| draft.severity = severity)
                />
                {icon}
                {severity.label()}
            </label>
        }
    };
    view! {
        <fieldset class="severity">
            <legend>"Severity"</legend>
            {Severity::ALL.map(one).collect_view()}
        </fieldset>
    }
}
