//! Personal texts: whether each mark in a log has its text, and each text its mark.

use std::collections::BTreeMap;

use backline_core::id::TenantId;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{Report, checkpoints::Story, logs::ReadLog};
use crate::store::{
    StoreError,
    entry::subject_name,
    vault::{Kept, marks, unlock},
};

/// A row of the table apart, with its key if that is still there.
struct Text {
    key: i64,
    kept: Kept,
    secret: Option<Vec<u8>>,
    owner: Option<(String, String)>,
    marked: bool,
}

/// Compares the texts of a log with the marks in it.
pub(super) async fn compare(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    log: &ReadLog,
    (story, report): (&Story, &mut Report),
) -> Result<(), StoreError> {
    let mut texts = read(db, log.row).await?;
    for (number, body) in log.bodies.iter().enumerate() {
        let place = format!("{}, fact {number}", log.place);
        for (about, mark) in marks(body) {
            let Some(text) = texts.get_mut(&mark.id) else {
                report.problem(format!("{place}: its personal text {} is gone.", mark.id));
                continue;
            };
            text.marked = true;
            let name = subject_name(&about);
            let owner = Some((tenant.to_string(), name.clone()));
            match &text.secret {
                Some(secret) if text.owner == owner && unlock(secret, &mark, &text.kept).is_some() => {}
                Some(_) => report.problem(format!(
                    "{place}: its personal text {} is not the one that was written.",
                    mark.id
                )),
                None if story.erased.get(&text.key) == Some(&name) => report.erased += 1,
                None => report.problem(format!(
                    "{place}: the key of its personal text {} is gone, and no checkpoint says that it was erased.",
                    mark.id
                )),
            }
        }
    }
    for (id, text) in texts {
        if !text.marked {
            report.problem(format!("{}: no fact has the personal text {id}.", log.place));
        }
    }
    Ok(())
}

async fn read(db: &mut SqliteConnection, log: i64) -> Result<BTreeMap<i64, Text>, StoreError> {
    let rows = sqlx::query(
        "SELECT text.id, text.subject_key, text.nonce, text.body, key.secret, key.tenant, key.subject
         FROM personal_text AS text LEFT JOIN subject_key AS key ON key.id = text.subject_key
         WHERE text.log = ?",
    );
    let mut texts = BTreeMap::new();
    for row in rows.bind(log).fetch_all(db).await? {
        texts.insert(row.try_get("id")?, text(&row)?);
    }
    Ok(texts)
}

fn text(row: &SqliteRow) -> Result<Text, StoreError> {
    let tenant: Option<String> = row.try_get("tenant")?;
    let owner = tenant.zip(row.try_get("subject")?);
    let kept = Kept { nonce: row.try_get("nonce")?, body: row.try_get("body")? };
    let (key, secret) = (row.try_get("subject_key")?, row.try_get("secret")?);
    Ok(Text { key, kept, secret, owner, marked: false })
}
