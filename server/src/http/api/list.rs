//! Help requests by state, agent, supervisor, reason and time, a page at a time.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use backline_core::people::HelpStatus;
use backline_core::{
    id::{PersonId, ReasonId},
    interaction::Refusal,
    people::{Actor, FloorView},
    time::{Millis, Timestamp},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{
    caller::Caller,
    problem::Problem,
    schema::{self, NEEDS_ACTION, word},
    view::{floor, listed},
};
use crate::{
    app::App,
    store::index::{HelpFilter, HelpPlace, HelpRow},
};

/// Requests on a page, unless another number is asked for.
const USUAL: u32 = 50;

/// Most of them.
const MOST: u32 = 200;

/// Rows that are read at once, and how often, before a page is given that is not full.
const BATCH: u32 = 200;
const MOST_BATCHES: usize = 25;

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    /// How it stands: `requested` (or `NEEDS_ACTION`), `in_progress`, `closed`, `cancelled`,
    /// `not_claimed`, `timer_action`, `timeout`; several with commas.
    state: Option<String>,
    /// Asked by, a person's id.
    #[param(value_type = Option<String>)]
    agent: Option<PersonId>,
    /// Taken by, a person's id: who works on it, or did when it ended.
    #[param(value_type = Option<String>)]
    supervisor: Option<PersonId>,
    /// For what, a reason's id.
    #[param(value_type = Option<String>)]
    reason: Option<ReasonId>,
    /// Submitted at or after, in milliseconds since 1970.
    from: Option<u64>,
    /// Submitted before, in milliseconds since 1970.
    to: Option<u64>,
    /// How many, at most 200.
    limit: Option<u32>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
}

/// A page of help requests, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HelpRequestPage)]
pub(super) struct PageView {
    /// Those that fit.
    items: Vec<RowView>,
    /// The cursor of the next page; `null` on the last one.
    next: Option<String>,
}

/// A help request in a list. Its comment is in the request itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HelpRequestRow)]
pub(super) struct RowView {
    /// The interaction.
    #[schema(format = "uuid")]
    interaction: String,
    /// Counts the requests of the interaction, from 1.
    number: u32,
    /// Who asks, by id.
    agent: String,
    /// What for: a reason's id.
    reason: String,
    /// `assist` or `emergency`.
    #[schema(schema_with = schema::severity)]
    severity: Value,
    /// How it stands, in a word.
    #[schema(schema_with = schema::status)]
    status: &'static str,
    /// Whether somebody still has to react.
    help_requested: bool,
    /// `NEEDS_ACTION` while somebody still has to react.
    state: Option<&'static str>,
    /// Who has taken it, or had when it ended, by id; nobody while it is asked, or asked again.
    #[serde(rename = "addClaimedBy")]
    add_claimed_by: Option<String>,
    /// When it was submitted.
    raised_at: u64,
    /// When somebody last took it.
    claimed_at: Option<u64>,
    /// When it ended.
    ended_at: Option<u64>,
    /// How long somebody was waited for.
    wait_ms: u64,
    /// How long somebody worked on it.
    engagement_ms: u64,
    /// How long actions ran, all together: complete ones, and one that runs up to the last event of
    /// the request. `null` for who asked, who does not learn of every one.
    actions_ms: Option<u64>,
}

/// Help requests, live and ended, the latest first: of the whole tenant for a machine that acts for
/// itself, else those that the person asked, took, or may see as a supervisor.
#[utoipa::path(
    get,
    path = "/api/v1/help-requests",
    tag = "help requests",
    responses((status = 200, description = "Those that fit.", body = PageView))
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    wanted: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<PageView>, Problem> {
    let Query(wanted) = wanted.map_err(|error| Problem::unreadable(error.body_text()))?;
    let who = caller.author(None)?;
    let (filter, after, limit) = read(wanted)?;
    let tenant = app.sessions.tenant(&who.tenant).ok_or(Refusal::NoSuchCall)?;
    let floor = floor(tenant).await?;
    let (rows, next) = page(&app, (&who, &floor), &filter, (after, limit)).await?;
    let now = app.sessions.clock().now();
    let view = |row| {
        let sees = listed(&who.tenant, row).lens(&who, &floor).sees_supervision();
        RowView::new(row, sees, now)
    };
    let items = rows.iter().map(view).collect();
    Ok(Json(PageView { items, next: next.map(cursor) }))
}

async fn page(
    app: &App,
    (who, floor): (&Actor, &FloorView),
    filter: &HelpFilter,
    (mut after, limit): (Option<HelpPlace>, usize),
) -> Result<(Vec<HelpRow>, Option<HelpPlace>), Problem> {
    let mut found = Vec::new();
    for _ in 0..MOST_BATCHES {
        let rows = app.store.help_requests(&who.tenant, filter, (after, BATCH)).await?;
        let last = rows.len() < BATCH as usize;
        for row in rows {
            let place = row.place();
            if listed(&who.tenant, &row).is_for(who, floor) {
                if found.len() == limit {
                    return Ok((found, after));
                }
                found.push(row);
            }
            after = Some(place);
        }
        if last {
            return Ok((found, None));
        }
    }
    Ok((found, after))
}

fn read(wanted: ListQuery) -> Result<(HelpFilter, Option<HelpPlace>, usize), Problem> {
    let after = wanted.cursor.as_deref().map(place).transpose()?;
    let limit = wanted.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::unreadable(format!("limit is a number from 1 to {MOST}.")));
    }
    let states = wanted.state.as_deref().unwrap_or_default();
    let filter = HelpFilter {
        statuses: states
            .split(',')
            .filter(|state| !state.is_empty())
            .map(status)
            .collect::<Result<_, _>>()?,
        agent: wanted.agent,
        helper: wanted.supervisor,
        reason: wanted.reason,
        from: wanted.from.map(Timestamp),
        to: wanted.to.map(Timestamp),
    };
    Ok((filter, after, limit as usize))
}

fn status(text: &str) -> Result<HelpStatus, Problem> {
    let named = |status: &&HelpStatus| {
        text == status.label()
            || word(status).as_str() == Some(text)
            || (**status == HelpStatus::Requested && text == NEEDS_ACTION)
    };
    HelpStatus::ALL.iter().find(named).copied().ok_or_else(|| {
        let words: Vec<_> =
            HelpStatus::ALL.iter().filter_map(|it| word(it).as_str().map(str::to_owned)).collect();
        Problem::unreadable(format!("state is one of {}.", words.join(", ")))
    })
}

fn cursor(HelpPlace { raised_at, interaction, number }: HelpPlace) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}/{interaction}/{number}", raised_at.0))
}

fn place(cursor: &str) -> Result<HelpPlace, Problem> {
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let mut parts = text.split('/');
        let raised_at = Timestamp(parts.next()?.parse().ok()?);
        let (interaction, number) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(HelpPlace { raised_at, interaction, number })
    };
    read().ok_or_else(|| Problem::unreadable("cursor is not what next was on a page."))
}

impl RowView {
    fn new(row: &HelpRow, sees_supervision: bool, now: Timestamp) -> Self {
        let (requested, since) = (row.status == HelpStatus::Requested, now.since(row.counted_at));
        let running = |runs: bool, so_far: Millis| so_far.0 + if runs { since.0 } else { 0 };
        Self {
            interaction: row.interaction.to_string(),
            number: row.number,
            agent: row.agent.to_string(),
            reason: row.reason.to_string(),
            severity: word(row.severity),
            status: row.status.label(),
            help_requested: requested,
            state: requested.then_some(NEEDS_ACTION),
            add_claimed_by: row.helper.as_ref().map(ToString::to_string),
            raised_at: row.raised_at.0,
            claimed_at: row.claimed_at.map(|at| at.0),
            ended_at: row.ended_at.map(|at| at.0),
            wait_ms: running(requested, row.wait),
            engagement_ms: running(row.status == HelpStatus::InProgress, row.engagement),
            actions_ms: sees_supervision.then_some(row.actions.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_tells_its_place_again_and_anything_else_is_none() {
        let interaction = "8c1de3ab-4a8f-4a60-b0c8-0d5e64f3b3c5".parse().unwrap();
        let here = HelpPlace { raised_at: Timestamp(7), interaction, number: 2 };
        assert_eq!(place(&cursor(here)).unwrap(), here);
        for other in ["", "x", "7/2", "Ny8y", &cursor(here)[1..]] {
            assert!(place(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_state_is_known_by_its_word_its_label_and_the_literal_one() {
        for known in HelpStatus::ALL {
            assert_eq!(status(known.label()).unwrap(), known);
            assert_eq!(status(word(known).as_str().unwrap()).unwrap(), known);
        }
        assert_eq!(status(NEEDS_ACTION).unwrap(), HelpStatus::Requested);
        assert!(status("done").is_err());
    }
}
