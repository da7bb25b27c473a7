//! Logs out of the database: records with their personal texts put back.

use std::{collections::HashMap, str::FromStr};

use backline_core::{
    id::{InteractionId, TenantId},
    protocol::{FloorRecord, Record, put_back},
    time::Timestamp,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{
    StoreError,
    vault::{Kept, SealMark, marks, unlock},
};

/// How many calls back [`with_help`] looks at most.
const MOST_CALLS: i64 = 20_000;

/// The logs that are not sealed.
pub(super) async fn live(db: &mut SqliteConnection) -> Result<Vec<Vec<Record>>, StoreError> {
    let rows = sqlx::query(
        "SELECT log.id FROM live JOIN log ON log.id = live.log
         WHERE log.interaction IS NOT NULL ORDER BY log.id",
    );
    let mut logs = Vec::new();
    for row in rows.fetch_all(&mut *db).await? {
        logs.push(records(db, row.try_get("id")?, 0).await?);
    }
    Ok(logs)
}

/// One interaction's log.
pub(super) async fn interaction(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    interaction: InteractionId,
) -> Result<Vec<Record>, StoreError> {
    let found = sqlx::query("SELECT id FROM log WHERE tenant = ? AND interaction = ?")
        .bind(tenant.as_str())
        .bind(interaction.to_string())
        .fetch_optional(&mut *db)
        .await?;
    match found {
        Some(row) => records(db, row.try_get("id")?, 0).await,
        None => Err(StoreError::Unknown(tenant.clone(), interaction)),
    }
}

/// The last segment of a floor's log.
pub(super) async fn floor(
    db: &mut SqliteConnection,
    tenant: &TenantId,
) -> Result<Vec<FloorRecord>, StoreError> {
    let found = sqlx::query(
        "SELECT log.id, max(segment.first) AS first FROM log JOIN segment ON segment.log = log.id
         WHERE log.tenant = ? AND log.interaction IS NULL GROUP BY log.id",
    );
    match found.bind(tenant.as_str()).fetch_optional(&mut *db).await? {
        Some(row) => records(db, row.try_get("id")?, row.try_get("first")?).await,
        None => Ok(Vec::new()),
    }
}

/// The logs of the tenant's calls that began at `since` or later and in which help was requested;
/// of the latest calls only, so that a start takes no longer when the record grows.
pub(super) async fn with_help(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    since: Timestamp,
) -> Result<Vec<Vec<Record>>, StoreError> {
    let rows = sqlx::query(
        "SELECT call.id FROM (
             SELECT log.id, json_extract(CAST(fact.body AS TEXT), '$.at') AS began
             FROM log JOIN fact ON fact.log = log.id AND fact.number = 0
             WHERE log.tenant = ?1 AND log.interaction IS NOT NULL
             ORDER BY log.id DESC LIMIT ?2
         ) AS call
         WHERE call.began >= ?3 AND EXISTS (
             SELECT 1 FROM fact WHERE fact.log = call.id
             AND json_extract(CAST(fact.body AS TEXT), '$.fact.type') = 'help'
         ) ORDER BY call.id",
    );
    let rows = rows.bind(tenant.as_str()).bind(MOST_CALLS).bind(since.0.cast_signed());
    let mut logs = Vec::new();
    for row in rows.fetch_all(&mut *db).await? {
        logs.push(records(db, row.try_get("id")?, 0).await?);
    }
    Ok(logs)
}

/// The records of a log from a number on.
async fn records<T: DeserializeOwned>(
    db: &mut SqliteConnection,
    log: i64,
    from: i64,
) -> Result<Vec<T>, StoreError> {
    let mut bodies = bodies(db, log, from).await?;
    let first_text = bodies.iter().flat_map(marks).map(|(_, mark)| mark.id).min();
    let texts = match first_text {
        Some(first) => texts(db, log, first).await?,
        None => HashMap::new(),
    };
    let plain = |mark: &Value| {
        let mark: SealMark = serde_json::from_value(mark.clone()).ok()?;
        let (secret, kept) = texts.get(&mark.id)?;
        unlock(secret, &mark, kept)
    };
    bodies.iter_mut().for_each(|body| put_back(body, &mut { plain }));
    bodies.into_iter().map(|body| serde_json::from_value(body).map_err(unreadable)).collect()
}

/// The records of a log from a number on, their personal texts left out.
pub(super) async fn without_texts(
    db: &mut SqliteConnection,
    log: i64,
    from: u64,
) -> Result<Vec<Record>, StoreError> {
    let mut bodies = bodies(db, log, from.cast_signed()).await?;
    bodies.iter_mut().for_each(|body| put_back(body, &mut |_| None));
    bodies.into_iter().map(|body| serde_json::from_value(body).map_err(unreadable)).collect()
}

/// One record of a log, its personal texts left out.
pub(super) async fn one_without_texts(
    db: &mut SqliteConnection,
    log: i64,
    number: u64,
) -> Result<Record, StoreError> {
    let row = sqlx::query("SELECT body FROM fact WHERE log = ? AND number = ?");
    let row = row.bind(log).bind(number.cast_signed()).fetch_one(db).await?;
    let body: &[u8] = row.try_get("body")?;
    let mut body: Value = serde_json::from_slice(body).map_err(unreadable)?;
    put_back(&mut body, &mut |_| None);
    serde_json::from_value(body).map_err(unreadable)
}

async fn bodies(db: &mut SqliteConnection, log: i64, from: i64) -> Result<Vec<Value>, StoreError> {
    let rows = sqlx::query("SELECT body FROM fact WHERE log = ? AND number >= ? ORDER BY number");
    let rows = rows.bind(log).bind(from).fetch_all(db).await?;
    let body = |row: &SqliteRow| {
        serde_json::from_slice(row.try_get::<&[u8], _>("body")?).map_err(unreadable)
    };
    rows.iter().map(body).collect()
}

/// A column that holds an id.
pub(super) fn parsed<T: FromStr>(row: &SqliteRow, column: &str) -> Result<T, StoreError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| StoreError::Damaged(format!("{column} {text:?} is no id")))
}

/// The texts of a log from an id on that are not erased, each with its key.
async fn texts(
    db: &mut SqliteConnection,
    log: i64,
    from: i64,
) -> Result<HashMap<i64, (Vec<u8>, Kept)>, StoreError> {
    let rows = sqlx::query(
        "SELECT text.id, text.nonce, text.body, subject_key.secret FROM personal_text AS text
         JOIN subject_key ON subject_key.id = text.subject_key
         WHERE text.log = ? AND text.id >= ?",
    );
    let rows = rows.bind(log).bind(from).fetch_all(db).await?;
    let text = |row: &SqliteRow| {
        let kept = Kept { nonce: row.try_get("nonce")?, body: row.try_get("body")? };
        Ok((row.try_get("id")?, (row.try_get("secret")?, kept)))
    };
    rows.iter().map(text).collect()
}

pub(super) fn unreadable(error: serde_json::Error) -> StoreError {
    StoreError::Damaged(format!("a stored record cannot be read ({error})"))
}
