//! What stands in the popup of one request: who and why, the clocks, the record, the answers.

use backline_core::{
    id::CommandId,
    interaction::{Command, HelpCommand, help::Severity},
    time::Timestamp,
};
use leptos::prelude::*;

use super::{alert::Mark, sheet::Sheet};
use crate::{
    components::{BlockableButton, BlockedReason, Described, Timer, fresh_name},
    features::help::words::request_title,
    icon::{Drawing, Icon},
    markdown::Markdown,
    runtime::{PageStanding, use_app},
};

/// The card.
#[component]
pub(super) fn Card(
    /// Of which request.
    mark: Mark,
    /// How many wait behind it.
    behind: Memo<Option<usize>>,
    /// Puts it away.
    put_away: Callback<Mark>,
) -> impl IntoView {
    let known = use_app().memo(move |model| {
        let call = model.replica.interaction(mark.interaction)?;
        Sheet::of(call, mark)
    });
    // What ends the request takes the popup away; until then the last sheet stands.
    let sheet = Memo::new(move |before: Option<&Option<Sheet>>| {
        known.get().or_else(|| before.cloned().flatten())
    });
    let severity = Memo::new(move |_| sheet.with(|sheet| sheet.as_ref().map(|it| it.severity)));
    view! {
        <article
            class="card"
            data-severity=move || severity.get().map(Severity::label)
            data-interaction=mark.interaction.to_string()
            data-request=mark.request.to_string()
            data-stage=mark.stage.to_string()
        >
            {move || sheet.get().map(|sheet| view! { <Particulars sheet /> })}
            <CardAnswers mark sheet put_away />
            <p class="small quiet" role="status">
                {move || match behind.get() {
                    None | Some(0) => String::new(),
                    Some(1) => "1 more request is waiting.".to_owned(),
                    Some(more) => [&more.to_string(), " more requests are waiting."].concat(),
                }}
            </p>
        </article>
    }
}

#[component]
fn Particulars(sheet: Sheet) -> impl IntoView {
    let icon = match sheet.severity {
        Severity::Emergency => Icon::Siren,
        Severity::Assist => Icon::Hand,
    };
    let title = request_title(&sheet.agent, sheet.severity);
    let row = |(what, value): (String, String)| {
        view! {
            <div>
                <dt>{what}</dt>
                " "
                <dd>
                    <bdi>{value}</bdi>
                </dd>
            </div>
        }
    };
    view! {
        <header>
            <h2 id="popup-title">
                <Drawing icon />
                {title}
            </h2>
            <p id="popup-reason">{sheet.reason}</p>
            {sheet.comment.map(|comment| view! { <p class="comment">{comment}</p> })}
            <Clocks timers=sheet.timers deadline=sheet.deadline />
        </header>
        <div class="between" role="group" aria-label="Context" tabindex="0">
            <section aria-labelledby="popup-record">
                <h3 id="popup-record">"Contact"</h3>
                <dl class="record">{sheet.record.into_iter().map(row).collect_view()}</dl>
            </section>
            {words("Intent", sheet.intent)}
            {words("Summary", sheet.summary)}
            {sheet.text.map(|text| view! { <Markdown text /> })}
        </div>
    }
}

fn words(title: &'static str, text: Option<String>) -> impl IntoView {
    text.map(|text| {
        view! {
            <section>
                <h3>{title}</h3>
                <Markdown text />
            </section>
        }
    })
}

/// The countdown and the count-ups. All are the server's instants, only drawn here.
#[component]
fn Clocks(timers: Vec<(String, Timestamp)>, deadline: Option<Timestamp>) -> impl IntoView {
    let app = use_app();
    let any = deadline.is_some() || !timers.is_empty();
    let countdown = deadline.map(|deadline| {
        let left = app.until(move |_| Some(deadline));
        view! {
            <div class="countdown">
                <dt>"Time left to answer"</dt>
                " "
                <dd>
                    <time class="timer">{move || left.get().map(|left| left.to_string())}</time>
                </dd>
            </div>
        }
    });
    let up = timers.into_iter().map(|(label, since)| {
        view! {
            <div>
                <dt>{label}</dt>
                " "
                <dd>
                    <Timer since=move || Some(since) />
                </dd>
            </div>
        }
    });
    any.then(|| view! { <dl class="clocks">{countdown} {up.collect_view()}</dl> })
}

#[component]
fn CardAnswers(mark: Mark, sheet: Memo<Option<Sheet>>, put_away: Callback<Mark>) -> impl IntoView {
    let buttons = Memo::new(move |_| sheet.with(|sheet| Some(sheet.as_ref()?.buttons.clone())));
    let request = mark.request;
    view! {
        <div class="popup-answers">
            {move || {
                let buttons = buttons.get()?;
                let claim = buttons.claim.map(|label| {
                    let command = HelpCommand::Claim { request };
                    view! { <CardAnswer mark command label class="button go" /> }
                });
                let close = buttons.close.map(|label| view! {
                    <button type="button" class="button" on:click=move |_| put_away.run(mark)>
                        {label}
                    </button>
                });
                let reject = buttons.reject.map(|label| {
                    let command = HelpCommand::Reject { request };
                    view! { <CardAnswer mark command label class="button stop" /> }
                });
                Some((claim, close, reject))
            }}
        </div>
    }
}

/// A button that answers; while something stands against it, it says what.
#[component]
fn CardAnswer(
    mark: Mark,
    command: HelpCommand,
    label: String,
    class: &'static str,
) -> impl IntoView {
    let app = use_app();
    let command = Command::Help(command);
    let asked = RwSignal::new(None::<CommandId>);
    let asking = command.clone();
    let obstacle = app.memo(move |model| {
        let sending = model.is_asking(asked.get()).then(|| "Sending your answer.".to_owned());
        sending.or_else(|| model.obstacle(mark.interaction, &asking))
    });
    // Cut off, everybody sees why nothing can be answered; otherwise nothing moves for it.
    let live = app.memo(|model| model.standing() == PageStanding::Live);
    let shown = move || if live.get() { "visually-hidden" } else { "why" };
    let why = fresh_name("why");
    let press = move || asked.set(Some(app.ask(mark.interaction, command.clone())));
    view! {
        <BlockableButton obstacle described=Described::by(&why) class press>
            {label}
        </BlockableButton>
        <BlockedReason id=why obstacle class=Signal::derive(shown) />
    }
}
