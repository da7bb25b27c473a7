//! What happens to help requests, as it happens (Server-Sent Events), and from where one left off.
//!
//! Each event has the number of its place among the tenant's; it is read from the record, so a
//! listener that comes back, even to a server that restarted, misses nothing. It is projected as for
//! a supervisor and holds ids alone: who needs names or comment asks for the request.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use backline_core::{
    interaction::{
        Fact, HelpFact, Refusal, RequestFact,
        help::{StageRun, follows_help},
    },
    people::{Actor, FloorView},
};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::{sync::watch, time::sleep};
use utoipa::{IntoParams, ToSchema};

use super::{
    caller::{Caller, identify},
    problem::Problem,
    schema::{self, NEEDS_ACTION, word},
    view::{floor, listed},
};
use crate::{
    app::{App, Ending},
    limit::Slot,
    store::{Helped, index::HelpEvent},
};

/// Events that are read at once.
const BATCH: u32 = 100;

/// How often something is written when nothing happens, and the token is looked at again.
const QUIET: Duration = Duration::from_secs(15);

/// How long a listener that lost its connection waits before it comes back.
const RETRY: Duration = Duration::from_secs(2);

/// Where to begin.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct StreamQuery {
    /// The id of the last event that one has; the header `Last-Event-ID` says the same and goes over
    /// it. Without either it begins with what happens next; 0 begins with the first there is.
    after: Option<u64>,
}

/// The data of an event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HelpEvent)]
pub(super) struct EventView {
    /// The interaction.
    #[schema(format = "uuid")]
    interaction: String,
    /// Which of its requests.
    request: u32,
    /// What happened: `requested`, `rejected`, `stage_ended`, `claimed`, `helper_left`, `helper_returned`,
    /// `reopened`, `cancelled`, `closed`. The event has this name as well.
    #[schema(value_type = String)]
    event: Value,
    /// When it happened, in milliseconds since 1970.
    at: u64,
    /// Whether somebody has to react after it.
    help_requested: bool,
    /// `NEEDS_ACTION` while somebody has to.
    state: Option<&'static str>,
    /// Who asks, by id.
    agent: String,
    /// What for, a reason's id.
    help_reason: String,
    /// `assist` or `emergency`.
    #[schema(schema_with = schema::severity)]
    severity: Value,
    /// The stage that began, ended, or in which it was taken.
    stage: Option<u32>,
    /// How a stage ended.
    #[schema(schema_with = schema::maybe_exit)]
    exit: Option<&'static str>,
    /// Why, where the exit is *Not claimed*.
    #[schema(schema_with = schema::not_claimed)]
    reason: Option<&'static str>,
    /// Who took it, by id.
    #[serde(rename = "addClaimedBy")]
    add_claimed_by: Option<String>,
    /// Who rejected it, by id.
    rejected_by: Option<String>,
    /// Why it was cancelled or closed, or how the helper left.
    #[schema(value_type = Option<String>)]
    because: Value,
}

/// What happens to help requests of the tenant, from here on or from where one left off.
#[utoipa::path(
    get,
    path = "/api/v1/help-requests/events",
    tag = "help requests",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last event that one has.")),
    responses((status = 200, description = "Events without end.", body = EventView, content_type = "text/event-stream"))
)]
pub(super) async fn events(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    from: Result<Query<StreamQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let who = caller.author(None)?;
    let tenant = app.sessions.tenant(&who.tenant).ok_or(Refusal::NoSuchCall)?;
    let people = floor(tenant).await?;
    follows_help(&who, &people)?;
    let Query(StreamQuery { after }) =
        from.map_err(|error| Problem::unreadable(error.body_text()))?;
    let after = last_event(&headers)?.or(after);
    let slot = app.api_streams.take(&caller.account()).ok_or_else(|| {
        let detail = "This token listens as often as it may. End another stream first.";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_streams", detail).after(15)
    })?;
    let helped = app.store.helped();
    let last = app.store.last_help_event(&who.tenant).await?;
    // A place beyond the last is one of another record.
    let after = after.map_or(last, |after| after.min(last));
    let ending = app.ending.subscribe();
    let feed = Feed {
        app,
        who,
        token: caller.token,
        helped,
        known: None,
        ending,
        after,
        people,
        read: VecDeque::new(),
        _slot: slot,
    };
    let feed = stream::unfold(feed, |mut feed| async {
        let event = feed.next().await?;
        Some((Ok::<_, Infallible>(event), feed))
    });
    Ok(Sse::new(feed).keep_alive(KeepAlive::new().interval(QUIET)).into_response())
}

fn last_event(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(id) = headers.get("last-event-id") else { return Ok(None) };
    let id = id.to_str().ok().and_then(|id| id.parse().ok());
    let detail = "Last-Event-ID is not the id of an event.";
    id.map(Some).ok_or_else(|| Problem::unreadable(detail))
}

/// One listener.
struct Feed {
    app: Arc<App>,
    who: Actor,
    token: String,
    helped: watch::Receiver<Helped>,
    /// What `helped` said of the own tenant before the last reading.
    known: Option<u64>,
    ending: watch::Receiver<Ending>,
    after: u64,
    people: Arc<FloorView>,
    read: VecDeque<HelpEvent>,
    _slot: Slot,
}

impl Feed {
    /// The next event; nothing when the stream ends.
    async fn next(&mut self) -> Option<Event> {
        loop {
            // Also before what is read already: a reader who is behind may have lost the right to it.
            if !self.is_good().await {
                return None;
            }
            if let Some(event) = self.read.pop_front() {
                self.after = event.seq;
                if self.shows(&event)
                    && let Some(written) = written(&event)
                {
                    return Some(written);
                }
                continue;
            }
            self.known = self.helped.borrow_and_update().get(&self.who.tenant).copied();
            let read = self.app.store.help_events(&self.who.tenant, (self.after, BATCH)).await;
            self.read = read.ok()?.into();
            if self.read.is_empty() && !self.wait().await {
                return None;
            }
        }
    }

    /// Whether the token still says who this is, and that one may still listen.
    async fn is_good(&mut self) -> bool {
        let known = identify(&self.app, &self.token);
        let Some(tenant) = self.app.sessions.tenant(&self.who.tenant) else { return false };
        let Some(people) = tenant.people().await else { return false };
        self.people = people;
        known.is_some_and(|who| who.tenant == self.who.tenant)
            && follows_help(&self.who, &self.people).is_ok()
    }

    fn shows(&self, event: &HelpEvent) -> bool {
        let Fact::Help(HelpFact::Request { what, .. }) = &event.record.fact else { return false };
        let listed = listed(&self.who.tenant, &event.row);
        listed.is_for(&self.who, &self.people)
            && listed.lens(&self.who, &self.people).shows_help(what)
    }

    /// Until there may be something to read; whether to go on.
    async fn wait(&mut self) -> bool {
        let news = |helped: &Helped| helped.get(&self.who.tenant).copied() != self.known;
        tokio::select! {
            changed = self.helped.wait_for(news) => changed.is_ok(),
            _ = self.ending.wait_for(|ending| *ending == Ending::Closing) => false,
            () = sleep(QUIET) => true,
        }
    }
}

fn written(event: &HelpEvent) -> Option<Event> {
    let view = EventView::of(event)?;
    let name = view.event.as_str()?.to_owned();
    let data = serde_json::to_string(&view).ok()?;
    Some(Event::default().id(event.seq.to_string()).event(name).retry(RETRY).data(data))
}

impl EventView {
    fn of(event: &HelpEvent) -> Option<Self> {
        let Fact::Help(HelpFact::Request { request, what }) = &event.record.fact else {
            return None;
        };
        let row = &event.row;
        let told = Told::of(what);
        let asking = told.asking;
        Some(Self {
            interaction: row.interaction.to_string(),
            request: *request,
            event: word(what).get("type").cloned()?,
            at: event.record.at.0,
            help_requested: asking,
            state: asking.then_some(NEEDS_ACTION),
            agent: row.agent.to_string(),
            help_reason: row.reason.to_string(),
            severity: word(row.severity),
            stage: told.stage,
            exit: told.exit,
            reason: told.reason,
            add_claimed_by: told.claimed_by,
            rejected_by: told.rejected_by,
            because: told.because,
        })
    }
}

/// What one kind of fact tells and another does not.
#[derive(Default)]
struct Told {
    /// Whether somebody has to react after it.
    asking: bool,
    stage: Option<u32>,
    exit: Option<&'static str>,
    reason: Option<&'static str>,
    claimed_by: Option<String>,
    rejected_by: Option<String>,
    because: Value,
}

impl Told {
    fn of(what: &RequestFact) -> Self {
        let nothing = Self::default();
        match what {
            RequestFact::Requested { run: StageRun { stage, .. }, .. }
            | RequestFact::Reopened { run: StageRun { stage, .. } }
            | RequestFact::Received { stage, .. }
            | RequestFact::Away { stage, .. } => {
                Self { asking: true, stage: Some(*stage), ..nothing }
            }
            RequestFact::Rejected { by } => {
                Self { asking: true, rejected_by: Some(by.person.to_string()), ..nothing }
            }
            RequestFact::StageEnded { stage, exit, next } => {
                let (ended, reason) = (exit.status().label(), schema::reason(*exit));
                let (asking, stage) = (next.is_some(), Some(*stage));
                Self { asking, stage, exit: Some(ended), reason, ..nothing }
            }
            RequestFact::Claimed { stage, helper } => {
                let claimed_by = Some(helper.person.to_string());
                Self { stage: Some(*stage), exit: Some(schema::CLAIMED), claimed_by, ..nothing }
            }
            RequestFact::HelperLeft { how } => Self { because: word(how), ..nothing },
            RequestFact::HelperReturned => nothing,
            RequestFact::Cancelled { why } => Self { because: word(why), ..nothing },
            RequestFact::Closed { why } => Self { because: word(why), ..nothing },
        }
    }
}
