//! One request out of the index, and what tells of it out of its log.

use std::collections::BTreeSet;

use backline_core::{
    id::{CommandId, InteractionId, PersonId, TenantId},
    interaction::{Fact, HelpFact, SuperviseFact},
    people::Identity,
    protocol::Record,
};
use futures_util::TryStreamExt as _;
use serde_json::Value;
use sqlx::{Row, SqliteConnection};

use super::read::{number, row};
use crate::store::{StoreError, index::HelpLog, sqlite::reader};

/// What the facts that tell of a request are called: a fact without one of these is passed over by
/// the database and never read.
const TELL: [&str; 3] = ["\"help\"", "\"action_active\"", "\"action_ended\""];

/// One request, and what tells of it.
pub(in crate::store::sqlite) async fn log(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    (interaction, request): (InteractionId, u32),
) -> Result<Option<HelpLog>, StoreError> {
    let found = sqlx::query(
        "SELECT help_request.*, log.id AS log, next.first AS next FROM help_request
         JOIN log ON log.interaction = help_request.interaction
         LEFT JOIN help_request AS next ON next.interaction = help_request.interaction
          AND next.number = help_request.number + 1
         WHERE help_request.tenant = ? AND help_request.interaction = ?
          AND help_request.number = ?",
    );
    let found = found.bind(tenant.as_str()).bind(interaction.to_string()).bind(i64::from(request));
    let Some(found) = found.fetch_optional(&mut *db).await? else { return Ok(None) };
    let (log, next) = (found.try_get("log")?, found.try_get::<Option<i64>, _>("next")?);
    let (answered, first) = (number(&found, "answered")?, number(&found, "first")?);
    let mut bodies = reader::bodies(db, log, 0..1).await?;
    bodies.extend(reader::bodies(db, log, answered..answered + 1).await?);
    let next = next.map(i64::cast_unsigned);
    bodies.extend(told(db, (log, request), (first, next)).await?);
    let records = reader::plain(db, bodies).await?;
    Ok(Some(HelpLog { row: row(&found)?, records }))
}

/// The facts that tell of a request, from its first one on. Where the next request begins, only the
/// ends of the actions that still run are looked for.
async fn told(
    db: &mut SqliteConnection,
    (log, request): (i64, u32),
    (first, next): (u64, Option<u64>),
) -> Result<Vec<Value>, StoreError> {
    let facts = sqlx::query(
        "SELECT body FROM fact WHERE log = ? AND number >= ?
         AND (instr(body, ?) OR instr(body, ?) OR instr(body, ?)) ORDER BY number",
    );
    let mut facts = facts.bind(log).bind(first.cast_signed());
    for name in TELL {
        facts = facts.bind(name.as_bytes());
    }
    let mut facts = facts.fetch(db);
    let (mut told, mut running) = (Vec::new(), BTreeSet::new());
    while let Some(found) = facts.try_next().await? {
        let record = reader::bare(&found)?;
        let is_own = next.is_none_or(|next| record.number < next);
        if !is_own && running.is_empty() {
            break;
        }
        if tells((&record, is_own), request, &mut running) {
            told.push(reader::body(&found)?);
        }
    }
    Ok(told)
}

/// Whether a record tells of the request, where `running` is whose actions run that began with it.
fn tells(
    (record, is_own): (&Record, bool),
    request: u32,
    running: &mut BTreeSet<PersonId>,
) -> bool {
    match &record.fact {
        Fact::Help(HelpFact::Request { request: about, .. }) => *about == request,
        Fact::Supervise(SuperviseFact::ActionActive { supervisor, .. }) if is_own => {
            running.insert(supervisor.person.clone());
            true
        }
        Fact::Supervise(SuperviseFact::ActionEnded { supervisor, .. }) => {
            running.remove(supervisor)
        }
        Fact::Call(_) | Fact::Supervise(_) | Fact::Help(_) | Fact::Contact(_) => false,
    }
}

/// What the facts are called that tell who may read of an interaction and who helps on it, besides
/// those of its last request.
const WHO: [&str; 11] = [
    "\"agent_rung\"",
    "\"agent_passed\"",
    "\"agent_not_reached\"",
    "\"ring_withdrawn\"",
    "\"answered\"",
    "\"answer_failed\"",
    "\"ended\"",
    "\"supervisor_opened\"",
    "\"supervisor_left\"",
    "\"helper_added\"",
    "\"helper_removed\"",
];

/// Who helps on an interaction, and who may read of it.
pub(in crate::store::sqlite) async fn who_helps(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    interaction: InteractionId,
) -> Result<Vec<Record>, StoreError> {
    let facts = sqlx::query(
        "SELECT fact.body FROM log JOIN fact ON fact.log = log.id
         WHERE log.tenant = ?1 AND log.interaction = ?2
         AND (fact.number = 0 OR instr(fact.body, ?4) OR instr(fact.body, ?5)
          OR instr(fact.body, ?6) OR instr(fact.body, ?7) OR instr(fact.body, ?8)
          OR instr(fact.body, ?9) OR instr(fact.body, ?10) OR instr(fact.body, ?11)
          OR instr(fact.body, ?12) OR instr(fact.body, ?13) OR instr(fact.body, ?14)
          OR (instr(fact.body, ?3) AND fact.number >= (SELECT max(first) FROM help_request
           WHERE tenant = ?1 AND interaction = ?2)))
         ORDER BY fact.number",
    );
    let mut facts = facts.bind(tenant.as_str()).bind(interaction.to_string());
    facts = facts.bind(TELL[0].as_bytes());
    for name in WHO {
        facts = facts.bind(name.as_bytes());
    }
    let rows = facts.fetch_all(&mut *db).await?;
    if rows.is_empty() {
        return Err(StoreError::Unknown(tenant.clone(), interaction));
    }
    let bodies = rows.iter().map(reader::body).collect::<Result<_, _>>()?;
    reader::plain(db, bodies).await
}

/// Which request of an interaction a command of `by` has raised.
pub(in crate::store::sqlite) async fn raised(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    (interaction, command): (InteractionId, CommandId),
    by: &Identity,
) -> Result<Option<u32>, StoreError> {
    let rows = sqlx::query(
        "SELECT help_request.number, fact.body FROM help_request
         JOIN log ON log.interaction = help_request.interaction
         JOIN fact ON fact.log = log.id AND fact.number = help_request.first
         WHERE help_request.tenant = ? AND help_request.interaction = ?
         ORDER BY help_request.number DESC",
    );
    let mut rows = rows.bind(tenant.as_str()).bind(interaction.to_string()).fetch(db);
    while let Some(found) = rows.try_next().await? {
        let record = reader::bare(&found)?;
        if record.by == *by && record.cause.is_some_and(|cause| cause.command == command) {
            return Ok(u32::try_from(number(&found, "number")?).ok());
        }
    }
    Ok(None)
}
