//! One row: a request with its answers, its farewell, or the place that it leaves empty.

use backline_core::{
    interaction::help::Severity, legible::isolated, replica::Asked, time::Timestamp,
};
use leptos::{
    html::Li,
    prelude::*,
    web_sys::{HtmlElement, MouseEvent},
};

use super::{HEADING, farewell, order::RequestKey};
use crate::{
    components::{
        Timer,
        focus::{self, FocusHold},
        while_here,
    },
    features::{
        help::{
            request::Answers,
            severity::{SeverityMark, severity_key},
        },
        supervise::selection::use_selection,
    },
    runtime::{Model, use_app},
};

/// What a row says of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Summary {
    agent: String,
    label: String,
    comment: String,
    severity: Severity,
    asked_at: Timestamp,
}

/// What stands in the row.
#[derive(Debug, Clone, PartialEq, Eq)]
enum RowContent {
    Asked(Summary),
    Gone(String),
    Empty,
}

/// The row of a request, whatever becomes of it.
#[component]
pub(super) fn QueueRow(key: RequestKey) -> impl IntoView {
    let app = use_app();
    let (id, request) = key;
    let selection = use_selection();
    let summary = app.memo(move |model| summary(model, key));
    let stage = app.memo(move |model| {
        let help = model.replica.interaction(id)?.help().filter(|help| help.number == request)?;
        help.run().map(|run| run.stage)
    });
    let farewell = farewell(app, key);
    let content = Memo::new(move |_| match (summary.get(), farewell.get()) {
        (Some(summary), _) => RowContent::Asked(summary),
        (None, Some(farewell)) => RowContent::Gone(farewell),
        (None, None) => RowContent::Empty,
    });
    let place = NodeRef::<Li>::new();
    let hold = FocusHold::new();
    keep_focus(content, place, hold);
    let asks = move || summary.with(Option::is_some);
    let choose = move |event: MouseEvent| {
        // A press on an answer chooses nothing.
        let answers = focus::is_in(event.target(), ".answers .button");
        if !answers && summary.with_untracked(Option::is_some) {
            selection.choose(id);
        }
    };
    view! {
        <li
            class="queue-row"
            node_ref=place
            tabindex=move || (!asks()).then_some("-1")
            data-interaction=id.to_string()
            data-request=request.to_string()
            data-stage=move || stage.get().map(|stage| stage.to_string())
            data-severity=move || summary.with(|summary| Some(severity_key(summary.as_ref()?.severity)))
            data-asked=move || asks().then_some("")
            aria-current=move || (asks() && selection.shown.get() == Some(id)).then_some("true")
            on:focusin=move |_| hold.came()
            on:focusout=while_here(move |event| hold.went(&event))
            on:click=while_here(choose)
        >
            {move || match content.get() {
                RowContent::Asked(summary) => asked(key, summary).into_any(),
                RowContent::Gone(farewell) => view! { <p class="gone">{farewell}</p> }.into_any(),
                RowContent::Empty => ().into_any(),
            }}
        </li>
    }
}

fn asked((id, request): RequestKey, summary: Summary) -> impl IntoView {
    let Summary { agent, label, comment, severity, asked_at, .. } = summary;
    let name = format!("request-{id}");
    let about = name.clone();
    view! {
        <div class="queue-head">
            <SeverityMark severity />
            <span class="waits">
                <span class="visually-hidden">"Waiting "</span>
                <Timer since=move || Some(asked_at) />
            </span>
        </div>
        <h3>
            <button type="button" class="queue-open" id=name>
                {agent}
            </button>
        </h3>
        <p class="queue-reason">{label}</p>
        <p class="queue-comment" hidden=comment.is_empty()>
            {comment.clone()}
        </p>
        <Answers id request about />
    }
}

fn summary(model: &Model, key: RequestKey) -> Option<Summary> {
    let asked = model.replica.asked();
    let found = asked.iter().find(|asked| super::key(asked) == key)?;
    Some(Summary::of(found))
}

impl Summary {
    fn of(asked: &Asked<'_>) -> Self {
        let agent = asked.interaction.agent().map(|agent| agent.name.shown().into_owned());
        Self {
            agent: agent.unwrap_or_default(),
            label: isolated(&asked.help.label).into_owned(),
            comment: asked.help.comment.shown().into_owned(),
            severity: asked.help.severity,
            asked_at: asked.help.asked_at,
        }
    }
}

/// When what had the focus goes with the row's content, the row takes it; from a row that has
/// nothing left to say it goes to the list's heading.
fn keep_focus(content: Memo<RowContent>, place: NodeRef<Li>, hold: FocusHold) {
    let row = move || place.try_get_untracked().flatten().map(HtmlElement::from);
    Effect::new(move |before: Option<()>| {
        let empty = content.with(|content| *content == RowContent::Empty);
        if before.is_none() {
            return;
        }
        let bare = move || row().filter(|_| empty);
        hold.restore(bare, move || match row().filter(|_| !empty) {
            // A row that cannot be focused any more is gone, and so is its heading.
            Some(row) => {
                let _ = row.focus();
            }
            None => focus::to(HEADING),
        });
    });
}
