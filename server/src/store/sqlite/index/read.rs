//! Lists and events out of the index.

use backline_core::{
    id::{PersonId, TenantId},
    protocol::{Record, put_back},
    time::{Millis, Timestamp},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::word;
use crate::store::{
    StoreError,
    index::{HelpEvent, HelpFilter, HelpPlace, HelpRow},
    sqlite::reader::{self, parsed},
};

/// The requests that fit, the latest first, from the one after `after` on.
pub(in crate::store::sqlite) async fn page(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    filter: &HelpFilter,
    (after, limit): (Option<HelpPlace>, u32),
) -> Result<Vec<HelpRow>, StoreError> {
    let statuses: Vec<String> = filter.statuses.iter().map(word).collect();
    let statuses = (!statuses.is_empty()).then(|| Value::from(statuses).to_string());
    let text = |person: &Option<PersonId>| person.as_ref().map(|it| it.as_str().to_owned());
    let rows = sqlx::query(
        "SELECT * FROM help_request WHERE tenant = ?1
         AND (?2 IS NULL OR status IN (SELECT value FROM json_each(?2)))
         AND (?3 IS NULL OR agent = ?3) AND (?4 IS NULL OR helper = ?4)
         AND (?5 IS NULL OR reason = ?5)
         AND (?6 IS NULL OR raised_at >= ?6) AND (?7 IS NULL OR raised_at < ?7)
         AND (?8 IS NULL OR (raised_at, interaction, number) < (?8, ?9, ?10))
         ORDER BY raised_at DESC, interaction DESC, number DESC LIMIT ?11",
    )
    .bind(tenant.as_str())
    .bind(statuses)
    .bind(text(&filter.agent))
    .bind(text(&filter.helper))
    .bind(filter.reason.as_ref().map(|reason| reason.as_str().to_owned()))
    .bind(filter.from.map(|at| bound(at.0)))
    .bind(filter.to.map(|at| bound(at.0)))
    .bind(after.map(|place| bound(place.raised_at.0)))
    .bind(after.map(|place| place.interaction.to_string()))
    .bind(after.map(|place| i64::from(place.number)))
    .bind(i64::from(limit));
    rows.fetch_all(db).await?.iter().map(row).collect()
}

/// The facts about help of a tenant after the one at `after`.
pub(in crate::store::sqlite) async fn events(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    (after, limit): (u64, u32),
) -> Result<Vec<HelpEvent>, StoreError> {
    let rows = sqlx::query(
        "SELECT help_event.seq, fact.body, help_request.* FROM help_event
         JOIN log ON log.id = help_event.log
         JOIN fact ON fact.log = help_event.log AND fact.number = help_event.number
         JOIN help_request ON help_request.interaction = log.interaction
          AND help_request.number = help_event.request
         WHERE help_event.tenant = ? AND help_event.seq > ? ORDER BY help_event.seq LIMIT ?",
    );
    let rows = rows.bind(tenant.as_str()).bind(bound(after)).bind(i64::from(limit));
    rows.fetch_all(db).await?.iter().map(event).collect()
}

/// The place of the last of them, 0 when there is none.
pub(in crate::store::sqlite) async fn last_event(
    db: &mut SqliteConnection,
    tenant: &TenantId,
) -> Result<u64, StoreError> {
    let last = sqlx::query("SELECT coalesce(max(seq), 0) AS seq FROM help_event WHERE tenant = ?");
    number(&last.bind(tenant.as_str()).fetch_one(db).await?, "seq")
}

/// A number that somebody has made up, as SQLite knows numbers.
fn bound(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn event(found: &SqliteRow) -> Result<HelpEvent, StoreError> {
    let body: &[u8] = found.try_get("body")?;
    let mut body: Value = serde_json::from_slice(body).map_err(reader::unreadable)?;
    put_back(&mut body, &mut |_| None);
    let record: Record = serde_json::from_value(body).map_err(reader::unreadable)?;
    let row = row(found)?;
    Ok(HelpEvent { seq: number(found, "seq")?, record, row })
}

pub(super) fn row(found: &SqliteRow) -> Result<HelpRow, StoreError> {
    let at = |column| number(found, column).map(Timestamp);
    let maybe = |column| {
        let value: Option<i64> = found.try_get(column)?;
        Ok::<_, StoreError>(value.map(|at| Timestamp(at.cast_unsigned())))
    };
    let helper: Option<String> = found.try_get("helper")?;
    let helper = helper.map(|helper| helper.parse()).transpose();
    Ok(HelpRow {
        interaction: parsed(found, "interaction")?,
        number: u32::try_from(number(found, "number")?).unwrap_or_default(),
        agent: parsed(found, "agent")?,
        helper: helper.map_err(|_| damaged("helper"))?,
        reason: parsed(found, "reason")?,
        severity: named(found, "severity")?,
        status: named(found, "status")?,
        scope: named(found, "scope")?,
        raised_at: at("raised_at")?,
        claimed_at: maybe("claimed_at")?,
        ended_at: maybe("ended_at")?,
        wait: number(found, "wait_ms").map(Millis)?,
        engagement: number(found, "engagement_ms").map(Millis)?,
        actions: number(found, "actions_ms").map(Millis)?,
        counted_at: at("counted_at")?,
    })
}

pub(super) fn number(found: &SqliteRow, column: &'static str) -> Result<u64, StoreError> {
    found.try_get::<i64, _>(column)?.try_into().map_err(|_| damaged(column))
}

fn named<T: DeserializeOwned>(found: &SqliteRow, column: &'static str) -> Result<T, StoreError> {
    let word: String = found.try_get(column)?;
    serde_json::from_value(Value::String(word)).map_err(|_| damaged(column))
}

fn damaged(column: &str) -> StoreError {
    StoreError::Damaged(format!("the index of help requests has no such {column}"))
}
