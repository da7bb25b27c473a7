//! The story on the first page: an agent's page and a supervisor's side by side in frames, and how
//! far somebody has got with them.
//!
//! `GET /api/demo/story?agent=ana&interaction=…`, both of which may be left out, answers
//! `{"agent": "available", "stage": "talking", "help": "asked", "coached": false}`: whether that
//! agent is `available`, `busy` or `away`, and of the call whether it is `waiting`, `ringing`,
//! `talking` or `ended` (`none` when there is no such call), whether help was `asked` for, is
//! `taken` or `over` (`none` before), and whether somebody coaches now. All of it is read from the
//! floor and the record.

use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderName, header},
};
use backline_core::{
    host::CallHost,
    id::{InteractionId, PersonId},
    interaction::{
        Action, Interaction, Stage,
        help::{HelpRequest, HelpState},
    },
    people::Presence,
};
use serde::{Deserialize, Serialize};

use super::api::DemoState;
use crate::app::App;

/// Where the script of a framed page is.
pub(super) const SCRIPT: &str = "/assets/demo/frame.js";

/// The script, by which two frames of one tab are two people.
pub(super) async fn frame() -> ([(HeaderName, &'static str); 2], &'static str) {
    let kind = (header::CONTENT_TYPE, "text/javascript; charset=utf-8");
    let cache = (header::CACHE_CONTROL, "no-cache");
    std::future::ready(([kind, cache], include_str!("frame.js"))).await
}

/// What runs it, before the program of the page.
pub(super) fn script() -> String {
    format!("<script src={SCRIPT}></script>")
}

/// Whom and what is asked about.
#[derive(Deserialize)]
pub(super) struct StoryQuery {
    agent: Option<PersonId>,
    interaction: Option<InteractionId>,
}

/// How far it is.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Story {
    agent: &'static str,
    stage: &'static str,
    help: &'static str,
    coached: bool,
}

/// `GET /api/demo/story`
pub(super) async fn told(
    State(DemoState { app, .. }): State<DemoState>,
    Query(StoryQuery { agent, interaction }): Query<StoryQuery>,
) -> Json<Story> {
    let call = match interaction {
        Some(interaction) => call(&app, interaction).await,
        None => None,
    };
    let agent = match agent {
        Some(agent) => presence(&app, &agent).await,
        None => "away",
    };
    Json(Story::of(agent, call.as_ref().map(CallHost::state)))
}

async fn call(app: &App, interaction: InteractionId) -> Option<CallHost> {
    for tenant in &app.config().tenants {
        if let Ok(records) = app.store.interaction(&tenant.id, interaction).await
            && let Some(host) = CallHost::replay(&records)
        {
            return Some(host);
        }
    }
    None
}

async fn presence(app: &App, agent: &PersonId) -> &'static str {
    let config = app.config();
    let tenant = config.tenants.iter().find(|tenant| tenant.person(agent).is_some());
    let Some(handle) = tenant.and_then(|tenant| app.sessions.tenant(&tenant.id)) else {
        return "away";
    };
    let Some(people) = handle.people().await else { return "away" };
    let here = people.people.get(agent).filter(|person| person.stale_since.is_none());
    match here.map(|person| person.presence) {
        Some(Presence::Available) => "available",
        Some(Presence::Busy) => "busy",
        Some(Presence::Offline) | None => "away",
    }
}

impl Story {
    fn of(agent: &'static str, call: Option<&Interaction>) -> Self {
        let stage = match call.map(Interaction::stage) {
            None => "none",
            Some(Stage::Waiting) => "waiting",
            Some(Stage::Ringing { .. }) => "ringing",
            Some(Stage::Talking(_)) => "talking",
            Some(Stage::Ended { .. }) => "ended",
        };
        let help = match call.and_then(Interaction::help) {
            None => "none",
            Some(HelpRequest { state, .. }) => match state {
                HelpState::Requested(_) => "asked",
                HelpState::InProgress(_) => "taken",
                HelpState::Closed { .. }
                | HelpState::Cancelled { .. }
                | HelpState::Unclaimed { .. } => "over",
            },
        };
        let coaches = |call: &Interaction| {
            call.supervisors().any(|supervisor| supervisor.stance.active() == Some(Action::Coach))
        };
        Self { agent, stage, help, coached: call.is_some_and(coaches) }
    }
}
