//! The audit: the record against its anchors, its chains against themselves, its facts against the
//! state machine.
//!
//! It only reads, and looks at one state of the database while a server may go on writing. Every
//! problem is a sentence that names tenant, interaction and number. Up to the last anchor no change,
//! deletion, reordering or truncation stays hidden; what came after it is protected by the chains
//! alone, which somebody with the database in hand could write anew.

mod anchors;
mod checkpoints;
mod logs;
mod replay;
mod report;
mod texts;

use std::{collections::BTreeSet, path::PathBuf};

use backline_core::id::TenantId;
use sqlx::{Connection, Row, SqliteConnection};

pub use report::Report;

use super::{StoreError, anchor, connection};

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
pub async fn verify(options: &AuditOptions) -> Result<Report, StoreError> {
    let mut report = Report::default();
    // Anchors first: the database may grow meanwhile, never the other way round.
    let known = options.public_key.clone().or_else(|| anchor::public_key(&options.path));
    let anchors = anchors::read(&options.anchor, known, &mut report)?;
    let mut db = connection::reader(&options.path).await?;
    let mut snapshot = db.begin().await?;
    if let Err(error) = all(&mut snapshot, &anchors, &mut report).await {
        report.problem(format!("The database cannot be read to its end: {error}"));
    }
    Ok(report)
}

async fn all(
    db: &mut SqliteConnection,
    anchors: &anchors::Anchored,
    report: &mut Report,
) -> Result<(), StoreError> {
    file(db, report).await?;
    form(db, report).await?;
    for tenant in tenants(db, anchors, report).await? {
        report.tenants += 1;
        let story = checkpoints::walk(db, &tenant, report).await?;
        anchors::compare(&tenant, &story, anchors, report);
        logs::compare(db, &tenant, &story, report).await?;
    }
    Ok(())
}

/// Whether the file itself is sound.
async fn file(db: &mut SqliteConnection, report: &mut Report) -> Result<(), StoreError> {
    for row in sqlx::query("PRAGMA integrity_check(20)").fetch_all(db).await? {
        let said: String = row.try_get(0)?;
        if said != "ok" {
            report.problem(format!("The database file is damaged: {said}."));
        }
    }
    Ok(())
}

/// Whether tables and triggers are those that this version makes: without its triggers a slip of the
/// hand changes a fact.
async fn form(db: &mut SqliteConnection, report: &mut Report) -> Result<(), StoreError> {
    let found = connection::form(db).await?;
    let expected = connection::form(&mut connection::in_memory().await?).await?;
    for (name, made) in &expected {
        match found.get(name) {
            None => report.problem(format!("The {name} is gone from the database.")),
            Some(other) if other != made => {
                report.problem(format!("The {name} is not as this version of Backline makes it."));
            }
            Some(_) => {}
        }
    }
    for name in found.keys().filter(|name| !expected.contains_key(*name)) {
        report.problem(format!("The {name} does not belong into the database."));
    }
    Ok(())
}

/// Every tenant that anything speaks of.
async fn tenants(
    db: &mut SqliteConnection,
    anchors: &anchors::Anchored,
    report: &mut Report,
) -> Result<BTreeSet<TenantId>, StoreError> {
    let mut tenants: BTreeSet<TenantId> = anchors.tenants().cloned().collect();
    let rows = sqlx::query("SELECT tenant FROM log UNION SELECT tenant FROM checkpoint");
    for row in rows.fetch_all(db).await? {
        match TenantId::new(row.try_get::<String, _>("tenant")?) {
            Ok(tenant) => {
                tenants.insert(tenant);
            }
            Err(error) => report.problem(format!("A tenant's name cannot be read: {error}.")),
        }
    }
    Ok(tenants)
}
