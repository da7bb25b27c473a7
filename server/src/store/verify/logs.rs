//! A tenant's logs: whether each holds together and is what the checkpoints say.

use std::collections::BTreeSet;

use backline_core::id::{InteractionId, TenantId};
use serde_json::Value;
use sqlx::{Row, SqliteConnection};

use super::{Report, checkpoints::Story, replay, texts};
use crate::store::{
    StoreError,
    chain::{Hash, hex, link, log_seed},
    checkpoint::LogHead,
};

/// A log as it was read.
pub(super) struct ReadLog {
    /// How problems name it.
    pub(super) place: String,
    pub(super) row: i64,
    pub(super) interaction: Option<InteractionId>,
    pub(super) bodies: Vec<Value>,
    hashes: Vec<Hash>,
}

/// Compares every log of a tenant.
pub(super) async fn compare(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    story: &Story,
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut missing = story.opened.clone();
    let mut floor_is_there = false;
    for (row, interaction) in names(db, tenant, report).await? {
        let log = read(db, tenant, (row, interaction), report).await?;
        match interaction {
            Some(id) => {
                report.interactions += 1;
                if !story.opened.contains(&id) {
                    report
                        .problem(format!("{}: no checkpoint says that it was opened.", log.place));
                }
                missing.remove(&id);
            }
            None => floor_is_there = true,
        }
        heads(&log, story, report);
        index(db, &log, story, report).await?;
        texts::compare(db, tenant, &log, (story, report)).await?;
        let sealed = interaction.is_some_and(|id| story.sealed.contains_key(&id));
        for problem in replay::of(tenant, &log, &story.segments, sealed) {
            report.problem(format!("{}, {problem}", log.place));
        }
    }
    for id in missing {
        report.problem(format!("{tenant}: interaction {id} was opened, and its log is gone."));
    }
    if !floor_is_there && !story.segments.is_empty() {
        report.problem(format!("{tenant}: the floor's log is gone."));
    }
    Ok(())
}

async fn names(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    report: &mut Report,
) -> Result<Vec<(i64, Option<InteractionId>)>, StoreError> {
    let rows = sqlx::query("SELECT id, interaction FROM log WHERE tenant = ? ORDER BY id");
    let mut names = Vec::new();
    for row in rows.bind(tenant.as_str()).fetch_all(db).await? {
        let name = row.try_get::<Option<String>, _>("interaction")?;
        match name.map(|name| name.parse()).transpose() {
            Ok(interaction) => names.push((row.try_get("id")?, interaction)),
            Err(error) => {
                report.problem(format!("{tenant}: a log's name cannot be read: {error}."))
            }
        }
    }
    Ok(names)
}

async fn read(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    (row, interaction): (i64, Option<InteractionId>),
    report: &mut Report,
) -> Result<ReadLog, StoreError> {
    let place = match interaction {
        Some(id) => format!("{tenant}, interaction {id}"),
        None => format!("{tenant}, floor"),
    };
    let mut log = ReadLog { place, row, interaction, bodies: Vec::new(), hashes: Vec::new() };
    let mut before = log_seed(tenant, interaction);
    let rows = sqlx::query("SELECT number, body, hash FROM fact WHERE log = ? ORDER BY number");
    for (index, row) in rows.bind(row).fetch_all(db).await?.iter().enumerate() {
        report.facts += 1;
        let number: i64 = row.try_get("number")?;
        let place = format!("{}, fact {number}", log.place);
        if u64::try_from(number) != Ok(index as u64) {
            report.problem(format!("{place}: its place in the log is {index}."));
        }
        let body: Vec<u8> = row.try_get("body")?;
        let stored: Vec<u8> = row.try_get("hash")?;
        let hash = link(&before, &body);
        if stored != hash {
            report.problem(format!("{place}: its bytes do not fit its hash in the chain."));
        }
        log.hashes.push(hash);
        before = hash;
        log.bodies.push(serde_json::from_slice(&body).unwrap_or_default());
    }
    if log.bodies.is_empty() {
        report.problem(format!("{}: it holds no fact.", log.place));
    }
    Ok(log)
}

/// Whether the log passes through every head that was noted, and ends where it was sealed.
fn heads(log: &ReadLog, story: &Story, report: &mut Report) {
    let through = |head: &LogHead| {
        let last = usize::try_from(head.length).ok().and_then(|length| length.checked_sub(1));
        last.and_then(|last| log.hashes.get(last)).is_some_and(|hash| hex(hash) == head.head)
    };
    for head in story.heads.get(&log.interaction).into_iter().flatten() {
        if !through(head) {
            report.problem(format!(
                "{}: its first {} facts are not those that a checkpoint noted.",
                log.place, head.length
            ));
        }
    }
    let Some(sealed) = log.interaction.and_then(|id| story.sealed.get(&id)) else { return };
    if log.hashes.len() as u64 != sealed.length || !through(sealed) {
        report.problem(format!(
            "{}: it was sealed with {} facts and is not the same any more; there are {}.",
            log.place,
            sealed.length,
            log.hashes.len()
        ));
    }
}

/// Whether the tables that only help to find things say what the checkpoints say.
async fn index(
    db: &mut SqliteConnection,
    log: &ReadLog,
    story: &Story,
    report: &mut Report,
) -> Result<(), StoreError> {
    let live = sqlx::query("SELECT 1 FROM live WHERE log = ?").bind(log.row);
    let live = live.fetch_optional(&mut *db).await?.is_some();
    let sealed = log.interaction.is_some_and(|id| story.sealed.contains_key(&id));
    if live == sealed {
        report.problem(format!(
            "{}: it is {} the list of live logs, and the checkpoints say otherwise.",
            log.place,
            if live { "in" } else { "not in" }
        ));
    }
    let rows = sqlx::query("SELECT first FROM segment WHERE log = ?").bind(log.row);
    let mut segments = BTreeSet::new();
    for row in rows.fetch_all(db).await? {
        segments.insert(row.try_get::<i64, _>("first")?.cast_unsigned());
    }
    let noted = if log.interaction.is_none() { story.segments.clone() } else { BTreeSet::new() };
    if segments != noted {
        report.problem(format!("{}: its segments are not those of the checkpoints.", log.place));
    }
    Ok(())
}
