//! One row: a request with its answers, its farewell, or the place that it leaves empty.

use backline_core::{interaction::help::Severity, replica::Asked, time::Timestamp};
use leptos::{
    html::Li,
    prelude::*,
    web_sys::{HtmlElement, MouseEvent},
};

use super::{HANDS, farewell, order::Key};
use crate::{
    components::{
        Timer,
        focus::{self, Hold},
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
struct Hand {
    agent: String,
    label: String,
    comment: String,
    severity: Severity,
    asked_at: Timestamp,
}

/// What stands in the row.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Asked(Hand),
    Gone(String),
    Empty,
}

/// The row of a request, whatever becomes of it.
#[component]
pub(super) fn Row(key: Key) -> impl IntoView {
    let app = use_app();
    let (id, request) = key;
    let selection = use_selection();
    let hand = app.memo(move |model| hand(model, key));
    let stage = app.memo(move |model| {
        let help = model.replica.interaction(id)?.help().filter(|help| help.number == request)?;
        help.run().map(|run| run.stage)
    });
    let farewell = farewell(app, key);
    let content = Memo::new(move |_| match (hand.get(), farewell.get()) {
        (Some(hand), _) => Content::Asked(hand),
        (None, Some(farewell)) => Content::Gone(farewell),
        (None, None) => Content::Empty,
    });
    let place = NodeRef::<Li>::new();
    let hold = Hold::new();
    keep_focus(content, place, hold);
    let asks = move || hand.with(Option::is_some);
    let choose = move |_: MouseEvent| {
        if hand.with_untracked(Option::is_some) {
            selection.choose(id);
        }
    };
    view! {
        <li
            class="hand"
            node_ref=place
            tabindex=move || (!asks()).then_some("-1")
            data-interaction=id.to_string()
            data-request=request.to_string()
            data-stage=move || stage.get().map(|stage| stage.to_string())
            data-severity=move || hand.with(|hand| Some(severity_key(hand.as_ref()?.severity)))
            data-asked=move || asks().then_some("")
            aria-current=move || (asks() && selection.shown.get() == Some(id)).then_some("true")
            on:focusin=move |_| hold.came()
            on:focusout=move |event| hold.went(&event)
            on:click=choose
        >
            {move || match content.get() {
                Content::Asked(hand) => asked(key, hand).into_any(),
                Content::Gone(farewell) => view! { <p class="gone">{farewell}</p> }.into_any(),
                Content::Empty => ().into_any(),
            }}
        </li>
    }
}

fn asked((id, request): Key, hand: Hand) -> impl IntoView {
    let Hand { agent, label, comment, severity, asked_at, .. } = hand;
    let name = format!("hand-{id}");
    let about = name.clone();
    view! {
        <div class="hand-head">
            <SeverityMark severity />
            <span class="waits">
                <span class="visually-hidden">"Waiting "</span>
                <Timer since=move |_| Some(asked_at) />
            </span>
        </div>
        <h3>
            <button type="button" class="hand-open" id=name>
                {agent}
            </button>
        </h3>
        <p class="hand-reason">{label}</p>
        <p class="hand-comment" hidden=comment.is_empty()>
            {comment.clone()}
        </p>
        <Answers id request about />
    }
}

fn hand(model: &Model, key: Key) -> Option<Hand> {
    let asked = model.replica.asked();
    let found = asked.iter().find(|asked| super::key(asked) == key)?;
    Some(Hand::of(found))
}

impl Hand {
    fn of(asked: &Asked<'_>) -> Self {
        let agent = asked.interaction.agent().map(|agent| agent.name.text().to_owned());
        Self {
            agent: agent.unwrap_or_default(),
            label: asked.help.label.clone(),
            comment: asked.help.comment.text().trim().to_owned(),
            severity: asked.help.severity,
            asked_at: asked.help.asked_at,
        }
    }
}

/// When what had the focus goes with the row's content, the row takes it; from a row that has
/// nothing left to say it goes to the list's heading.
fn keep_focus(content: Memo<Content>, place: NodeRef<Li>, hold: Hold) {
    let row = move || place.try_get_untracked().flatten().map(HtmlElement::from);
    Effect::new(move |before: Option<()>| {
        let empty = content.with(|content| *content == Content::Empty);
        if before.is_none() {
            return;
        }
        let bare = move || row().filter(|_| empty);
        hold.restore(bare, move || match row().filter(|_| !empty) {
            // A row that cannot be focused any more is gone, and so is its heading.
            Some(row) => {
                let _ = row.focus();
            }
            None => focus::to(HANDS),
        });
    });
}
