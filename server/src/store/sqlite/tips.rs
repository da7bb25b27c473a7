//! What the writer remembers of committed chains, so that it need not read before each write.
//!
//! Loaded from the database when it is first asked for; thrown away as a whole when a transaction
//! fails, so that it never says more than the database does.

use std::collections::HashMap;

use backline_core::id::{InteractionId, TenantId};
use sqlx::{Row, SqliteConnection};

use crate::store::{
    StoreError,
    batch::KnownLog,
    chain::{Hash, checkpoint_seed, log_seed},
};

/// Which log: an interaction's, or a tenant's floor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum LogName {
    Interaction(InteractionId),
    Floor(TenantId),
}

/// A log, as far as it is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Log {
    pub(super) row: i64,
    pub(super) tenant: TenantId,
    pub(super) tip: Tip,
    pub(super) sealed: bool,
}

impl Log {
    /// What a batch is held against.
    pub(super) const fn known(&self) -> KnownLog<'_> {
        KnownLog { tenant: &self.tenant, length: self.tip.length, sealed: self.sealed }
    }
}

/// The end of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tip {
    pub(super) length: u64,
    pub(super) hash: Hash,
}

/// The memory.
#[derive(Debug, Default)]
pub(super) struct Tips {
    logs: HashMap<LogName, Log>,
    checkpoints: HashMap<TenantId, Tip>,
    next_text: Option<i64>,
}

impl Tips {
    /// The log of this name, if there is one.
    pub(super) async fn log(
        &mut self,
        db: &mut SqliteConnection,
        name: &LogName,
    ) -> Result<Option<Log>, StoreError> {
        if !self.logs.contains_key(name)
            && let Some(log) = load(db, name).await?
        {
            self.logs.insert(name.clone(), log);
        }
        Ok(self.logs.get(name).cloned())
    }

    /// Remembers where a log ends. One that is sealed is asked for rarely, and forgotten.
    pub(super) fn put(&mut self, name: LogName, log: Log) {
        if log.sealed {
            self.logs.remove(&name);
        } else {
            self.logs.insert(name, log);
        }
    }

    /// Where a tenant's checkpoints end.
    pub(super) async fn checkpoints(
        &mut self,
        db: &mut SqliteConnection,
        tenant: &TenantId,
    ) -> Result<Tip, StoreError> {
        if let Some(tip) = self.checkpoints.get(tenant) {
            return Ok(*tip);
        }
        let last = sqlx::query(
            "SELECT number, hash FROM checkpoint WHERE tenant = ? ORDER BY number DESC LIMIT 1",
        )
        .bind(tenant.as_str())
        .fetch_optional(db)
        .await?;
        let tip = match last {
            Some(row) => tip(row.try_get("number")?, row.try_get("hash")?)?,
            None => Tip { length: 0, hash: checkpoint_seed(tenant) },
        };
        self.checkpoints.insert(tenant.clone(), tip);
        Ok(tip)
    }

    /// Remembers where a tenant's checkpoints end.
    pub(super) fn put_checkpoints(&mut self, tenant: &TenantId, tip: Tip) {
        self.checkpoints.insert(tenant.clone(), tip);
    }

    /// The id that the next personal text gets.
    pub(super) async fn next_text(&mut self, db: &mut SqliteConnection) -> Result<i64, StoreError> {
        if let Some(next) = self.next_text {
            return Ok(next);
        }
        let last = sqlx::query("SELECT coalesce(max(id), 0) AS last FROM personal_text");
        let next = last.fetch_one(db).await?.try_get::<i64, _>("last")? + 1;
        self.next_text = Some(next);
        Ok(next)
    }

    /// Remembers the id that the next personal text gets.
    pub(super) const fn put_next_text(&mut self, next: i64) {
        self.next_text = Some(next);
    }
}

async fn load(db: &mut SqliteConnection, name: &LogName) -> Result<Option<Log>, StoreError> {
    let found = match name {
        LogName::Interaction(id) => {
            let by = sqlx::query("SELECT id, tenant FROM log WHERE interaction = ?");
            by.bind(id.to_string()).fetch_optional(&mut *db).await?
        }
        LogName::Floor(tenant) => {
            let by = "SELECT id, tenant FROM log WHERE tenant = ? AND interaction IS NULL";
            sqlx::query(by).bind(tenant.as_str()).fetch_optional(&mut *db).await?
        }
    };
    let Some(found) = found else { return Ok(None) };
    let row: i64 = found.try_get("id")?;
    let tenant = TenantId::new(found.try_get::<String, _>("tenant")?)
        .map_err(|error| StoreError::Damaged(error.to_string()))?;
    let last = "SELECT number, hash FROM fact WHERE log = ? ORDER BY number DESC LIMIT 1";
    let last = sqlx::query(last).bind(row).fetch_optional(&mut *db).await?;
    let interaction = match name {
        LogName::Interaction(id) => Some(*id),
        LogName::Floor(_) => None,
    };
    let tip = match last {
        Some(last) => tip(last.try_get("number")?, last.try_get("hash")?)?,
        None => Tip { length: 0, hash: log_seed(&tenant, interaction) },
    };
    let live = sqlx::query("SELECT 1 FROM live WHERE log = ?").bind(row).fetch_optional(db).await?;
    let sealed = interaction.is_some() && live.is_none();
    Ok(Some(Log { row, tenant, tip, sealed }))
}

/// The end of a chain whose last entry has this number and hash.
pub(super) fn tip(number: i64, hash: Vec<u8>) -> Result<Tip, StoreError> {
    let damaged = || StoreError::Damaged("a number or a hash is none".to_owned());
    let length = u64::try_from(number).map_err(|_| damaged())? + 1;
    Ok(Tip { length, hash: hash.try_into().map_err(|_| damaged())? })
}
