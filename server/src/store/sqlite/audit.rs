//! The audit of a SQLite file: what its tables have to show.
//!
//! Moved by the one who asks for it; it reads one state of the file. It refuses to know what speaks
//! against a record.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use backline_core::id::TenantId;
use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteRow};

use super::connection;
use crate::store::{
    StoreError, anchor,
    vault::KeptText,
    verify::{self, AuditReport, Evidence, RawEntry, RawLog, RawText, read_anchors},
};

/// What is compared with what.
#[derive(Debug, Clone)]
pub struct AuditOptions {
    /// The database file.
    pub path: PathBuf,
    /// The anchor file.
    pub anchor: PathBuf,
    /// The public key that signed the anchors, in hexadecimal digits; when `None`, that of the
    /// signing key beside the database.
    pub public_key: Option<String>,
}

/// Verifies all of it.
///
/// # Errors
/// When the anchor file or the database cannot be read at all.
pub async fn verify(options: &AuditOptions) -> Result<AuditReport, StoreError> {
    let mut report = AuditReport::default();
    // Anchors first: the database may grow meanwhile, never the other way round.
    let known = options.public_key.clone().or_else(|| anchor::public_key(&options.path));
    let anchors = read_anchors(&options.anchor, known, &mut report)?;
    let mut db = connection::reader(&options.path).await?;
    let mut snapshot = db.begin().await?;
    verify::compare(&mut Tables(&mut snapshot), &anchors, &mut report).await;
    Ok(report)
}

/// The tables as one transaction sees them.
struct Tables<'t>(&'t mut SqliteConnection);

impl Tables<'_> {
    /// Whether the file itself is sound.
    async fn file(&mut self) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query("PRAGMA integrity_check(20)").fetch_all(&mut *self.0).await?;
        let said = rows.iter().map(|row| row.try_get::<String, _>(0));
        let said: Vec<String> = said.collect::<Result<_, _>>()?;
        let bad = said.into_iter().filter(|said| said != "ok");
        Ok(bad.map(|said| format!("The database file is damaged: {said}.")).collect())
    }

    /// Whether tables and triggers are those that this version makes: without its triggers a slip of
    /// the hand changes a fact.
    async fn form(&mut self) -> Result<Vec<String>, StoreError> {
        let found = connection::form(self.0).await?;
        let expected = connection::form(&mut connection::in_memory().await?).await?;
        let mut problems = Vec::new();
        for (name, made) in &expected {
            match found.get(name) {
                None => problems.push(format!("The {name} is gone from the database.")),
                Some(other) if other != made => problems
                    .push(format!("The {name} is not as this version of Backline makes it.")),
                Some(_) => {}
            }
        }
        let strange = found.keys().filter(|name| !expected.contains_key(*name));
        problems.extend(strange.map(|it| format!("The {it} does not belong into the database.")));
        Ok(problems)
    }
}

impl Evidence for Tables<'_> {
    async fn damages(&mut self) -> Result<Vec<String>, StoreError> {
        let mut damages = self.file().await?;
        damages.extend(self.form().await?);
        Ok(damages)
    }

    async fn tenants(&mut self) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query("SELECT tenant FROM log UNION SELECT tenant FROM checkpoint");
        let rows = rows.fetch_all(&mut *self.0).await?;
        rows.iter().map(|row| Ok(row.try_get("tenant")?)).collect()
    }

    async fn checkpoints(&mut self, tenant: &TenantId) -> Result<Vec<RawEntry>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, body, hash FROM checkpoint WHERE tenant = ? ORDER BY number",
        );
        let rows = rows.bind(tenant.as_str()).fetch_all(&mut *self.0).await?;
        rows.iter().map(entry).collect()
    }

    async fn logs(&mut self, tenant: &TenantId) -> Result<Vec<RawLog>, StoreError> {
        let rows = sqlx::query("SELECT id, interaction FROM log WHERE tenant = ? ORDER BY id");
        let rows = rows.bind(tenant.as_str()).fetch_all(&mut *self.0).await?;
        let log = |row: &SqliteRow| {
            Ok(RawLog { row: row.try_get("id")?, interaction: row.try_get("interaction")? })
        };
        rows.iter().map(log).collect()
    }

    async fn facts(&mut self, log: i64) -> Result<Vec<RawEntry>, StoreError> {
        let rows = sqlx::query("SELECT number, body, hash FROM fact WHERE log = ? ORDER BY number");
        rows.bind(log).fetch_all(&mut *self.0).await?.iter().map(entry).collect()
    }

    async fn is_listed_live(&mut self, log: i64) -> Result<bool, StoreError> {
        let live = sqlx::query("SELECT 1 FROM live WHERE log = ?").bind(log);
        Ok(live.fetch_optional(&mut *self.0).await?.is_some())
    }

    async fn segments(&mut self, log: i64) -> Result<BTreeSet<u64>, StoreError> {
        let rows = sqlx::query("SELECT first FROM segment WHERE log = ?").bind(log);
        let rows = rows.fetch_all(&mut *self.0).await?;
        let first = |row: &SqliteRow| Ok(row.try_get::<i64, _>("first")?.cast_unsigned());
        rows.iter().map(first).collect()
    }

    async fn texts(&mut self, log: i64) -> Result<BTreeMap<i64, RawText>, StoreError> {
        let rows = sqlx::query(
            "SELECT text.id, text.subject_key, text.nonce, text.body,
                    key.secret, key.tenant, key.subject
             FROM personal_text AS text LEFT JOIN subject_key AS key ON key.id = text.subject_key
             WHERE text.log = ?",
        );
        let rows = rows.bind(log).fetch_all(&mut *self.0).await?;
        rows.iter().map(|row| Ok((row.try_get("id")?, text(row)?))).collect()
    }
}

fn entry(row: &SqliteRow) -> Result<RawEntry, StoreError> {
    let (number, body) = (row.try_get("number")?, row.try_get("body")?);
    Ok(RawEntry { number, body, hash: row.try_get("hash")? })
}

fn text(row: &SqliteRow) -> Result<RawText, StoreError> {
    let tenant: Option<String> = row.try_get("tenant")?;
    let owner = tenant.zip(row.try_get("subject")?);
    let kept = KeptText { nonce: row.try_get("nonce")?, body: row.try_get("body")? };
    let (key, secret) = (row.try_get("subject_key")?, row.try_get("secret")?);
    Ok(RawText { key, kept, secret, owner })
}
