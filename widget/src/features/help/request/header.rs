//! A request at its head: how pressing, what for, while it asks this person the two answers, and
//! what became of it. Below, by themselves, what the agent wrote and how it stands.

use backline_core::people::HelpStatus;
use backline_core::{
    id::InteractionId,
    interaction::{Interaction, help::Severity},
    legible::isolated,
    time::Timestamp,
};
use leptos::prelude::*;

use super::{answers::Answers, request};
use crate::{
    components::Timer,
    features::{
        call::facts::Named,
        help::{
            severity::SeverityMark,
            words::{ending, taken},
        },
    },
    runtime::{Model, use_app},
};

const WAITS_FOR_ACTION: &str =
    "Claimed. You are connected when your action on the other call ends.";
const WAITS_FOR_CALL: &str = "Claimed. You are connected when your own call ends.";

/// A request at its head.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head {
    number: u32,
    severity: Severity,
    label: String,
    asks: bool,
}

/// What the agent wrote, and how the request stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Particulars {
    comment: String,
    status: HelpStatus,
    helper: Option<Named>,
    since: Option<Timestamp>,
}

/// The head; nothing where nobody has asked for help.
#[component]
pub(crate) fn RequestHeader(
    id: InteractionId,
    /// The element that says whose request it is.
    about: &'static str,
) -> impl IntoView {
    let app = use_app();
    let head = app.memo(move |model| Head::of(model, id));
    let told = app.memo(move |model| told(model, id));
    view! {
        <section class="request" aria-label="Help request" hidden=move || head.with(Option::is_none)>
            {move || head.get().map(|head| drawn(id, about, head))}
            <p class="told" role="status">
                {told}
            </p>
        </section>
    }
}

fn drawn(id: InteractionId, about: &'static str, head: Head) -> impl IntoView {
    let Head { number, severity, label, asks } = head;
    view! {
        <div class="request-head">
            <SeverityMark severity />
            <strong class="request-reason">{label}</strong>
        </div>
        {asks.then(|| view! { <Answers id request=number about=about.to_owned() /> })}
    }
}

/// What the agent wrote, and how the request stands; nothing where nobody has asked for help.
#[component]
pub(crate) fn RequestParticulars(id: InteractionId) -> impl IntoView {
    let known = use_app().memo(move |model| Particulars::of(model, id));
    move || {
        known.get().map(|Particulars { comment, status, helper, since }| {
            let helper = helper.map(|helper| {
                view! {
                    <div>
                        <dt>"HelpProvidedBy"</dt>
                        " "
                        <dd>{helper.name} " " <span class="quiet"><bdi>{helper.number}</bdi></span></dd>
                    </div>
                }
            });
            let since = since.map(|since| {
                view! {
                    <div>
                        <dt>"For"</dt>
                        " "
                        <dd><Timer since=move || Some(since) /></dd>
                    </div>
                }
            });
            view! {
                <div class="request">
                    <p class="request-comment" hidden=comment.is_empty()>
                        {comment.clone()}
                    </p>
                    <dl class="facts">
                        <div>
                            <dt>"Status"</dt>
                            " "
                            <dd data-status=status_key(status)>{status.label()}</dd>
                        </div>
                        {helper} {since}
                    </dl>
                </div>
            }
        })
    }
}

const fn status_key(status: HelpStatus) -> &'static str {
    match status {
        HelpStatus::Requested => "requested",
        HelpStatus::InProgress => "in_progress",
        HelpStatus::Closed
        | HelpStatus::Cancelled
        | HelpStatus::NotClaimed
        | HelpStatus::TimerAction
        | HelpStatus::Timeout => "ended",
    }
}

impl Head {
    fn of(model: &Model, id: InteractionId) -> Option<Self> {
        let (help, _) = request(&model.replica, id)?;
        Some(Self {
            number: help.number,
            severity: help.severity,
            label: isolated(&help.label).into_owned(),
            asks: model.replica.asked().iter().any(|asked| asked.interaction.id() == id),
        })
    }
}

impl Particulars {
    fn of(model: &Model, id: InteractionId) -> Option<Self> {
        let (help, _) = request(&model.replica, id)?;
        Some(Self {
            comment: help.comment.shown().into_owned(),
            status: help.status(),
            helper: help.helper().map(Named::card),
            since: help.engagement().map(|work| work.since),
        })
    }
}

/// What the head has to tell: what the claim waits for, or what has become of the request.
fn told(model: &Model, id: InteractionId) -> Option<String> {
    let (help, agent) = request(&model.replica, id)?;
    if let Some(ended) = ending(help, &agent) {
        return Some(ended);
    }
    let faster = help.helper().filter(|helper| model.my_id() != Some(&helper.person));
    if let Some(helper) = faster {
        return Some([&taken(helper), "."].concat());
    }
    let me = model.me().filter(|_| waits_to_open(model, id))?;
    let acts = me.supervising.iter().any(|(other, acting)| *other != id && *acting);
    Some(if acts { WAITS_FOR_ACTION } else { WAITS_FOR_CALL }.to_owned())
}

/// Whether this person has taken the request and cannot come yet.
pub(crate) fn waits_to_open(model: &Model, id: InteractionId) -> bool {
    let mine = model.my_id().zip(model.replica.interaction(id));
    mine.is_some_and(|(me, call)| {
        call.helps(me).is_some() && call.supervisor(me).is_none() && !call.is_over()
    })
}

/// The heading above a request before it is open: who asks, or asked.
pub(crate) fn title(call: &Interaction) -> String {
    let agent = call.agent().map_or("The agent".into(), |agent| agent.name.shown());
    let asks = call.help().is_some_and(|help| help.needs_action());
    [&*agent, if asks { " asks for help" } else { " asked for help" }].concat()
}
