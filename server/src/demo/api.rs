//! What exists in the demo only: signing in by name, a caller on request, and the switches of the
//! scripted colleagues.
//!
//! - `POST /api/demo/caller` with `{"caller": "jonas", "to": "ana"}` brings one of three callers,
//!   `maria` unless it says `jonas` or `amara`, to an agent or to nobody in particular; no body is
//!   as good. With `{"needs_help": true}` it brings one whom ben takes and then asks for help with;
//!   409 with a sentence when ben is switched off, on a call, or somebody is signed in as ben. The
//!   answer is `{"interaction": "…", "rings": true}`; `rings` says whether somebody has a tab where
//!   it rings.
//! - `GET /api/demo/story` says how far the story on the first page is ([`super::story`]).
//! - `GET /api/demo/colleagues` answers `{"colleagues": [{"person": "ben", "part": "agent", "on":
//!   false, "state": "off"}, {"person": "sam", "part": "supervisor", …}]}`. The state is `off`,
//!   `waiting` (for a call to take), `acting` (on a call, or Available for whoever asks for help)
//!   or `aside` (somebody is signed in as them).
//! - `POST /api/demo/colleagues` with `{"person": "ben", "on": true}` switches one on or off, and
//!   answers the same. Switching off ends what they do on a call.
//!
//! Errors are `{"sentence": "…"}`. The switches are not kept: a server starts with both off.

use std::sync::Arc;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use backline_core::{
    id::{InteractionId, PersonId},
    people::{Grant, PersonView, Presence},
};
use serde::{Deserialize, Serialize};

use super::{
    caller::Caller,
    colleague::{ColleagueStanding, Colleagues, Part},
    names::Names,
};
use crate::{
    app::App,
    config::{Config, TenantConfig},
    http::{FOREIGN, answer_error, is_foreign, sign_in},
    session::port::TenantHandle,
};

/// What the demo's handlers work with.
#[derive(Clone)]
pub(super) struct DemoState {
    pub(super) app: Arc<App>,
    pub(super) colleagues: Colleagues,
}

/// Who wants to be whom.
#[derive(Deserialize)]
pub(super) struct NameBody {
    #[serde(rename = "as")]
    person: PersonId,
}

/// Who calls, and whom the caller asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CallerBody {
    caller: Caller,
    to: Option<PersonId>,
    needs_help: bool,
}

/// Whom to switch, and which way.
#[derive(Deserialize)]
pub(super) struct SwitchBody {
    person: PersonId,
    on: bool,
}

#[derive(Serialize)]
struct Standings {
    colleagues: Vec<ColleagueStanding>,
}

#[derive(Serialize)]
struct Called {
    interaction: InteractionId,
    rings: bool,
}

/// `POST /api/session/demo`
pub(super) async fn by_name(
    State(DemoState { app, .. }): State<DemoState>,
    headers: HeaderMap,
    body: Result<Json<NameBody>, JsonRejection>,
) -> Response {
    if is_foreign(&app, &headers) {
        return answer_error(StatusCode::FORBIDDEN, FOREIGN);
    }
    let Ok(Json(NameBody { person })) = body else {
        return answer_error(StatusCode::BAD_REQUEST, "Send {\"as\": \"ana\"}, or another name.");
    };
    sign_in(&app, &Names, person).await
}

/// In the demo a name belongs to one tenant only.
fn tenant_of<'c>(config: &'c Config, person: &PersonId) -> Option<&'c TenantConfig> {
    config.tenants.iter().find(|tenant| tenant.person(person).is_some())
}

/// `POST /api/demo/caller`
pub(super) async fn bring_caller(
    State(demo): State<DemoState>,
    headers: HeaderMap,
    body: Option<Json<CallerBody>>,
) -> Response {
    let DemoState { app, colleagues } = demo;
    if is_foreign(&app, &headers) {
        return answer_error(StatusCode::FORBIDDEN, FOREIGN);
    }
    let Json(CallerBody { caller, to, needs_help }) = body.unwrap_or_default();
    let to = if needs_help { Part::Agent.person() } else { to };
    if let Some(Err(why)) = needs_help.then(|| colleagues.ready()) {
        return answer_error(StatusCode::CONFLICT, why.to_string());
    }
    let config = app.config();
    let tenant = match &to {
        Some(person) => tenant_of(&config, person),
        None => config.tenants.first(),
    };
    let Some(handle) = tenant.and_then(|tenant| app.sessions.tenant(&tenant.id)) else {
        return answer_error(
            StatusCode::NOT_FOUND,
            "The demo has nobody of this name. Try ana or ben.",
        );
    };
    let visitor = caller.visitor();
    let wanted = to.clone();
    let call = caller.call(to);
    match handle.bring_call(visitor, call).await {
        Some(interaction) => {
            if needs_help {
                colleagues.take(interaction);
            }
            let rings = answers(handle, &colleagues, wanted.as_ref()).await;
            Json(Called { interaction, rings }).into_response()
        }
        None => answer_error(
            StatusCode::SERVICE_UNAVAILABLE,
            "The call could not be recorded, so it was not made. Try again.",
        ),
    }
}

/// Whether an agent who is no script has a tab where the call of somebody who wants `wanted` rings.
async fn answers(
    handle: &TenantHandle,
    colleagues: &Colleagues,
    wanted: Option<&PersonId>,
) -> bool {
    let Some(people) = handle.people().await else { return false };
    let is_there = |person: &PersonView| {
        let it = &person.card.person;
        person.grants.contains(&Grant::TakeCalls)
            && person.presence != Presence::Offline
            && person.stale_since.is_none()
            && wanted.is_none_or(|wanted| wanted == it)
            && !colleagues.plays(it)
    };
    people.people.values().any(is_there)
}

/// `GET /api/demo/colleagues`
pub(super) async fn colleagues(State(demo): State<DemoState>) -> Response {
    std::future::ready(standing(&demo.colleagues)).await
}

/// `POST /api/demo/colleagues`
pub(super) async fn switch_colleague(
    State(demo): State<DemoState>,
    headers: HeaderMap,
    body: Result<Json<SwitchBody>, JsonRejection>,
) -> Response {
    std::future::ready(switched(&demo, &headers, body)).await
}

fn switched(
    demo: &DemoState,
    headers: &HeaderMap,
    body: Result<Json<SwitchBody>, JsonRejection>,
) -> Response {
    if is_foreign(&demo.app, headers) {
        return answer_error(StatusCode::FORBIDDEN, FOREIGN);
    }
    let Ok(Json(SwitchBody { person, on })) = body else {
        let remedy = "Send {\"person\": \"ben\", \"on\": true}, or sam, or false.";
        return answer_error(StatusCode::BAD_REQUEST, remedy);
    };
    let Some(part) = Part::of(&person) else {
        return answer_error(
            StatusCode::NOT_FOUND,
            "There are two scripted colleagues: ben and sam.",
        );
    };
    demo.colleagues.switch(part, on);
    standing(&demo.colleagues)
}

fn standing(colleagues: &Colleagues) -> Response {
    Json(Standings { colleagues: colleagues.standing() }).into_response()
}
