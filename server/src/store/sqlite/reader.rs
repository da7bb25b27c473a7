//! Logs out of the database: records with their personal texts put back.

use std::{collections::HashMap, ops::Range, str::FromStr};

use backline_core::{
    host::OPENINGS_REMEMBERED,
    id::{InteractionId, TenantId},
    protocol::{FloorRecord, Record, put_back},
    time::Timestamp,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::store::{
    StoreError,
    vault::{KeptText, SealMark, marks, unlock},
};

/// A text as it is kept, and the key to it.
type Locked = (Vec<u8>, KeptText);

/// The logs of a tenant's interactions that are not sealed.
pub(super) async fn live(
    db: &mut SqliteConnection,
    tenant: &TenantId,
) -> Result<Vec<Vec<Record>>, StoreError> {
    let rows = sqlx::query(
        "SELECT log.id FROM live JOIN log ON log.id = live.log
         WHERE log.tenant = ? AND log.interaction IS NOT NULL ORDER BY log.id",
    );
    let mut logs = Vec::new();
    for row in rows.bind(tenant.as_str()).fetch_all(&mut *db).await? {
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
        Some(row) => {
            let first: i64 = row.try_get("first")?;
            records(db, row.try_get("id")?, first.cast_unsigned()).await
        }
        None => Ok(Vec::new()),
    }
}

/// The logs of the tenant's calls in which help was requested at `since` or later.
pub(super) async fn with_help(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    since: Timestamp,
) -> Result<Vec<Vec<Record>>, StoreError> {
    let rows = sqlx::query(
        "SELECT DISTINCT log.id FROM help_request
         JOIN log ON log.interaction = help_request.interaction
         WHERE help_request.tenant = ? AND help_request.raised_at >= ? ORDER BY log.id",
    );
    let since = i64::try_from(since.0).unwrap_or(i64::MAX);
    let mut logs = Vec::new();
    for row in rows.bind(tenant.as_str()).bind(since).fetch_all(&mut *db).await? {
        logs.push(records(db, row.try_get("id")?, 0).await?);
    }
    Ok(logs)
}

/// The first records of the tenant's latest interactions, the earliest first, their personal texts
/// left out.
pub(super) async fn latest_openings(
    db: &mut SqliteConnection,
    tenant: &TenantId,
) -> Result<Vec<Record>, StoreError> {
    let rows = sqlx::query(
        "SELECT fact.body FROM log JOIN fact ON fact.log = log.id AND fact.number = 0
         WHERE log.tenant = ? AND log.interaction IS NOT NULL ORDER BY log.id DESC LIMIT ?",
    );
    let most = i64::try_from(OPENINGS_REMEMBERED).unwrap_or(i64::MAX);
    let rows = rows.bind(tenant.as_str()).bind(most).fetch_all(db).await?;
    rows.iter().rev().map(bare).collect()
}

/// The records of a log from a number on.
async fn records<T: DeserializeOwned>(
    db: &mut SqliteConnection,
    log: i64,
    from: u64,
) -> Result<Vec<T>, StoreError> {
    let bodies = bodies(db, log, from..u64::MAX).await?;
    let first_text = bodies.iter().flat_map(marks).map(|(_, mark)| mark.id).min();
    let texts = match first_text {
        Some(first) => texts(db, log, first).await?,
        None => HashMap::new(),
    };
    filled(bodies, &texts)
}

/// A few records, by what is stored of them, with their personal texts put back.
pub(super) async fn plain(
    db: &mut SqliteConnection,
    bodies: Vec<Value>,
) -> Result<Vec<Record>, StoreError> {
    let ids: Vec<i64> = bodies.iter().flat_map(marks).map(|(_, mark)| mark.id).collect();
    let rows = sqlx::query(
        "SELECT text.id, text.nonce, text.body, subject_key.secret FROM personal_text AS text
         JOIN subject_key ON subject_key.id = text.subject_key
         WHERE text.id IN (SELECT value FROM json_each(?))",
    );
    let rows = rows.bind(Value::from(ids).to_string()).fetch_all(db).await?;
    filled(bodies, &rows.iter().map(text).collect::<Result<_, _>>()?)
}

/// Records by what is stored of them, with these texts in their places.
fn filled<T: DeserializeOwned>(
    mut bodies: Vec<Value>,
    texts: &HashMap<i64, Locked>,
) -> Result<Vec<T>, StoreError> {
    let plain = |mark: &Value| {
        let mark: SealMark = serde_json::from_value(mark.clone()).ok()?;
        let (secret, kept) = texts.get(&mark.id)?;
        unlock(secret, &mark, kept)
    };
    bodies.iter_mut().for_each(|body| put_back(body, &mut { plain }));
    bodies.into_iter().map(|body| serde_json::from_value(body).map_err(unreadable)).collect()
}

/// Some records of a log, by their numbers, their personal texts left out.
pub(super) async fn without_texts(
    db: &mut SqliteConnection,
    log: i64,
    numbers: Range<u64>,
) -> Result<Vec<Record>, StoreError> {
    let mut bodies = bodies(db, log, numbers).await?;
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
    bare(&row)
}

/// What is stored of the record in a row.
pub(super) fn body(row: &SqliteRow) -> Result<Value, StoreError> {
    serde_json::from_slice(row.try_get("body")?).map_err(unreadable)
}

/// The record in a row, its personal texts left out.
pub(super) fn bare(row: &SqliteRow) -> Result<Record, StoreError> {
    let mut body = body(row)?;
    put_back(&mut body, &mut |_| None);
    serde_json::from_value(body).map_err(unreadable)
}

/// What is stored of some records of a log, by their numbers.
pub(super) async fn bodies(
    db: &mut SqliteConnection,
    log: i64,
    numbers: Range<u64>,
) -> Result<Vec<Value>, StoreError> {
    let bound = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let rows = sqlx::query(
        "SELECT body FROM fact WHERE log = ? AND number >= ? AND number < ? ORDER BY number",
    );
    let rows = rows.bind(log).bind(bound(numbers.start)).bind(bound(numbers.end));
    rows.fetch_all(db).await?.iter().map(body).collect()
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
) -> Result<HashMap<i64, Locked>, StoreError> {
    let rows = sqlx::query(
        "SELECT text.id, text.nonce, text.body, subject_key.secret FROM personal_text AS text
         JOIN subject_key ON subject_key.id = text.subject_key
         WHERE text.log = ? AND text.id >= ?",
    );
    rows.bind(log).bind(from).fetch_all(db).await?.iter().map(text).collect()
}

/// The text in a row, by its id.
fn text(row: &SqliteRow) -> Result<(i64, Locked), StoreError> {
    let kept = KeptText { nonce: row.try_get("nonce")?, body: row.try_get("body")? };
    Ok((row.try_get("id")?, (row.try_get("secret")?, kept)))
}

pub(super) fn unreadable(error: serde_json::Error) -> StoreError {
    StoreError::Damaged(format!("a stored record cannot be read ({error})"))
}
