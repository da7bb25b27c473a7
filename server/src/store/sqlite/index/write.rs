//! The index follows the logs: a few rows with each fact about help, or all of it anew.

use std::{collections::BTreeSet, ops::Range};

use backline_core::{
    id::{InteractionId, PersonId, TenantId},
    interaction::{Fact, SuperviseFact},
    protocol::Record,
};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{LogRef, word};
use crate::store::{
    StoreError,
    index::{
        HelpRow,
        row::{self, Start, event_of, told_by},
    },
    sqlite::reader,
};

/// How many facts are read at once on the way back to the beginning of an action.
const LOOK_BACK: u64 = 64;

/// Brings the index up to date with records that a log has just got.
pub(in crate::store::sqlite) async fn follow(
    db: &mut SqliteConnection,
    log: &LogRef<'_>,
    records: &[Record],
) -> Result<(), StoreError> {
    let mut touched = BTreeSet::new();
    for record in records {
        if let Some(request) = event_of(record) {
            event(db, log, (record.number, request)).await?;
            touched.insert(request);
        }
        if let Fact::Supervise(SuperviseFact::ActionEnded { supervisor, .. }) = &record.fact {
            touched.extend(acted_in(db, log, (supervisor, record.number)).await?);
        }
    }
    for number in touched {
        if let Some(start) = start(db, log, number).await? {
            refresh(db, log, start).await?;
        }
    }
    Ok(())
}

/// Writes all of it anew from the logs. Events get their places in the order of their instants.
pub(in crate::store::sqlite) async fn rebuild(
    db: &mut SqliteConnection,
) -> Result<usize, StoreError> {
    sqlx::query("DELETE FROM help_request").execute(&mut *db).await?;
    sqlx::query("DELETE FROM help_event").execute(&mut *db).await?;
    let logs = "SELECT id, tenant, interaction FROM log WHERE interaction IS NOT NULL ORDER BY id";
    let mut events = Vec::new();
    for found in sqlx::query(logs).fetch_all(&mut *db).await? {
        let id: i64 = found.try_get("id")?;
        let tenant: TenantId = reader::parsed(&found, "tenant")?;
        let interaction: InteractionId = reader::parsed(&found, "interaction")?;
        let records = reader::without_texts(db, id, 0..u64::MAX).await?;
        for record in &records {
            if let Some(request) = event_of(record) {
                let place = (record.number, request);
                events.push((record.at, id, place, tenant.clone(), interaction));
            }
        }
        for start in row::starts(&records, None) {
            if let Some(row) = row::row(start.number, &told_by(&records, start)) {
                put(db, &tenant, (&row, start)).await?;
            }
        }
    }
    events.sort();
    for (_, row, place, tenant, interaction) in &events {
        event(db, &LogRef { row: *row, tenant, interaction: *interaction }, *place).await?;
    }
    sqlx::query("INSERT OR IGNORE INTO help_index (id) VALUES (0)").execute(&mut *db).await?;
    Ok(events.len())
}

/// Whether the index has everything that was on record before there was one.
pub(in crate::store::sqlite) async fn is_built(
    db: &mut SqliteConnection,
) -> Result<bool, StoreError> {
    let mark = sqlx::query("SELECT id FROM help_index").fetch_optional(db).await?;
    Ok(mark.is_some())
}

/// The request during which or after which an action began that has just ended.
async fn acted_in(
    db: &mut SqliteConnection,
    log: &LogRef<'_>,
    (supervisor, ended): (&PersonId, u64),
) -> Result<Option<u32>, StoreError> {
    let Some(first) = first_start(db, log).await? else { return Ok(None) };
    let Some(began) = began(db, log.row, (supervisor, first..ended)).await? else {
        return Ok(None);
    };
    let found = sqlx::query(
        "SELECT number FROM help_request WHERE interaction = ? AND first <= ?
         ORDER BY number DESC LIMIT 1",
    );
    let found = found.bind(log.interaction.to_string()).bind(began.cast_signed());
    found.fetch_optional(db).await?.map(|row| Ok(row.try_get("number")?)).transpose()
}

/// The fact among these in which the supervisor's last action became active. Read backwards: it is
/// usually one of the last few.
async fn began(
    db: &mut SqliteConnection,
    log: i64,
    (supervisor, among): (&PersonId, Range<u64>),
) -> Result<Option<u64>, StoreError> {
    let mut before = among.end;
    while before > among.start {
        let from = before.saturating_sub(LOOK_BACK).max(among.start);
        let records = reader::without_texts(db, log, from..before).await?;
        let active = records.iter().rev().find(|record| {
            matches!(&record.fact, Fact::Supervise(SuperviseFact::ActionActive { supervisor: who, .. })
                if who.person == *supervisor)
        });
        if let Some(record) = active {
            return Ok(Some(record.number));
        }
        before = from;
    }
    Ok(None)
}

/// Where the first request of an interaction begins.
async fn first_start(
    db: &mut SqliteConnection,
    log: &LogRef<'_>,
) -> Result<Option<u64>, StoreError> {
    let first = sqlx::query("SELECT min(first) AS first FROM help_request WHERE interaction = ?");
    let first = first.bind(log.interaction.to_string()).fetch_one(db).await?;
    Ok(first.try_get::<Option<i64>, _>("first")?.map(i64::cast_unsigned))
}

/// Where a request begins: as the index says, or for a new one as the log says.
async fn start(
    db: &mut SqliteConnection,
    log: &LogRef<'_>,
    number: u32,
) -> Result<Option<Start>, StoreError> {
    let last = last_start(db, log, i64::from(number) + 1).await?;
    if let Some(known) = last.filter(|known| known.number == number) {
        return Ok(Some(known));
    }
    // Since the request before, somebody else may have answered; before the first one a log is short.
    let (from, answered) = last.map_or((0, None), |last| (last.first, Some(last.answered)));
    let since = reader::without_texts(db, log.row, from..u64::MAX).await?;
    let found = row::starts(&since, answered);
    Ok(found.into_iter().find(|start| start.number == number))
}

/// The last request of an interaction whose number is below `below`.
async fn last_start(
    db: &mut SqliteConnection,
    log: &LogRef<'_>,
    below: i64,
) -> Result<Option<Start>, StoreError> {
    let last = sqlx::query(
        "SELECT number, first, answered FROM help_request WHERE interaction = ? AND number < ?
         ORDER BY number DESC LIMIT 1",
    );
    let last = last.bind(log.interaction.to_string()).bind(below).fetch_optional(db).await?;
    let read = |row: &SqliteRow| {
        let number = |column| Ok::<_, StoreError>(row.try_get::<i64, _>(column)?.cast_unsigned());
        let request = u32::try_from(number("number")?).unwrap_or_default();
        let (first, answered) = (number("first")?, number("answered")?);
        Ok(Start { number: request, first, answered })
    };
    last.as_ref().map(read).transpose()
}

async fn event(
    db: &mut SqliteConnection,
    log: &LogRef<'_>,
    (number, request): (u64, u32),
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO help_event (tenant, seq, log, number, request) VALUES
         (?1, (SELECT coalesce(max(seq), 0) + 1 FROM help_event WHERE tenant = ?1), ?2, ?3, ?4)",
    )
    .bind(log.tenant.as_str())
    .bind(log.row)
    .bind(number.cast_signed())
    .bind(i64::from(request))
    .execute(db)
    .await?;
    Ok(())
}

async fn refresh(
    db: &mut SqliteConnection,
    log: &LogRef<'_>,
    start: Start,
) -> Result<(), StoreError> {
    let mut told = vec![
        reader::one_without_texts(db, log.row, 0).await?,
        reader::one_without_texts(db, log.row, start.answered).await?,
    ];
    told.extend(reader::without_texts(db, log.row, start.first..u64::MAX).await?);
    match row::row(start.number, &told) {
        Some(row) => put(db, log.tenant, (&row, start)).await,
        None => Ok(()),
    }
}

async fn put(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    (row, start): (&HelpRow, Start),
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT OR REPLACE INTO help_request
         (tenant, interaction, number, agent, helper, reason, severity, status, scope, raised_at,
          claimed_at, ended_at, wait_ms, engagement_ms, actions_ms, counted_at, first, answered)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(tenant.as_str())
    .bind(row.interaction.to_string())
    .bind(i64::from(row.number))
    .bind(row.agent.as_str())
    .bind(row.helper.as_ref().map(|helper| helper.as_str().to_owned()))
    .bind(row.reason.as_str())
    .bind(word(&row.severity))
    .bind(word(&row.status))
    .bind(word(&row.scope))
    .bind(row.raised_at.0.cast_signed())
    .bind(row.claimed_at.map(|at| at.0.cast_signed()))
    .bind(row.ended_at.map(|at| at.0.cast_signed()))
    .bind(row.wait.0.cast_signed())
    .bind(row.engagement.0.cast_signed())
    .bind(row.actions.0.cast_signed())
    .bind(row.counted_at.0.cast_signed())
    .bind(start.first.cast_signed())
    .bind(start.answered.cast_signed())
    .execute(db)
    .await?;
    Ok(())
}
