//! The statements of a transaction: a batch into logs, texts and checkpoints.
//!
//! Two kinds of "no": a [`BatchResult`] refuses one batch and lets the others of the transaction go
//! through; an error of the database ends the transaction for all.

use backline_core::{id::TenantId, personal::Subject, time::Timestamp};
use serde::Serialize;
use sqlx::{Row, SqliteConnection};

use super::{
    index::{self, LogRef},
    tips::{self, Log, LogName, Tip, Tips},
};
use crate::store::{
    Batch, StoreError,
    chain::{Hash, hex, link, log_seed},
    checkpoint::{Checkpoint, CheckpointNote, LogHead},
    vault::{self, subject_name},
};

/// Whether a batch is in the transaction, or why it is not.
pub(super) type BatchResult = Result<(), StoreError>;

/// A transaction under way.
pub(super) struct OpenTransaction<'t> {
    pub(super) db: &'t mut SqliteConnection,
    pub(super) tips: &'t mut Tips,
    pub(super) at: Timestamp,
    /// The tenants whose checkpoint chains grew.
    pub(super) grown: &'t mut Vec<TenantId>,
}

impl OpenTransaction<'_> {
    /// Adds a batch.
    pub(super) async fn append(&mut self, batch: &Batch) -> Result<BatchResult, StoreError> {
        let name = match batch {
            Batch::Interaction { interaction, .. } => LogName::Interaction(*interaction),
            Batch::Floor { tenant, .. } => LogName::Floor(tenant.clone()),
        };
        let known = self.tips.log(self.db, &name).await?;
        if let Err(refusal) = batch.continues(known.as_ref().map(Log::known)) {
            return Ok(Err(refusal));
        }
        let mut log = match known {
            Some(log) => log,
            None => self.new_log(batch).await?,
        };
        let first = log.tip.length;
        match batch {
            Batch::Interaction { interaction, records, .. } => {
                for record in records {
                    self.fact(&mut log, record).await?;
                }
                let log = LogRef { row: log.row, tenant: &log.tenant, interaction: *interaction };
                index::follow(self.db, &log, records).await?;
            }
            Batch::Floor { records, .. } => {
                for record in records {
                    self.fact(&mut log, record).await?;
                }
            }
        }
        self.after(batch, &mut log, first).await?;
        self.tips.put(name, log);
        Ok(Ok(()))
    }

    /// Erases the keys of a subject.
    pub(super) async fn erase(
        &mut self,
        tenant: &TenantId,
        subject: &Subject,
    ) -> Result<(), StoreError> {
        let gone =
            sqlx::query("DELETE FROM subject_key WHERE tenant = ? AND subject = ? RETURNING id");
        let gone = gone.bind(tenant.as_str()).bind(subject_name(subject)).fetch_all(&mut *self.db);
        let keys: Result<Vec<i64>, _> = gone.await?.iter().map(|row| row.try_get("id")).collect();
        let keys = keys?;
        self.checkpoint(tenant, CheckpointNote::Erased { subject: subject.clone(), keys }).await
    }

    /// Writes something that means nothing.
    pub(super) async fn beat(&mut self) -> Result<(), StoreError> {
        let beat = "INSERT INTO pulse (id, beats) VALUES (0, 1)
                    ON CONFLICT (id) DO UPDATE SET beats = beats + 1";
        sqlx::query(beat).execute(&mut *self.db).await?;
        Ok(())
    }

    /// Notes how long the live logs of a tenant and its floor are.
    pub(super) async fn heads(&mut self, tenant: &TenantId) -> Result<(), StoreError> {
        let rows = sqlx::query(
            "SELECT log.interaction, fact.number, fact.hash FROM log JOIN live ON live.log = log.id
             JOIN fact ON fact.log = log.id
              AND fact.number = (SELECT max(number) FROM fact WHERE fact.log = log.id)
             WHERE log.tenant = ? ORDER BY log.id",
        );
        let mut logs = Vec::new();
        for row in rows.bind(tenant.as_str()).fetch_all(&mut *self.db).await? {
            let tip = tips::tip(row.try_get("number")?, row.try_get("hash")?)?;
            let interaction = row.try_get::<Option<String>, _>("interaction")?;
            let interaction = interaction.map(|id| id.parse()).transpose();
            let interaction = interaction.map_err(|error: backline_core::id::IdError| {
                StoreError::Damaged(error.to_string())
            })?;
            logs.push(LogHead { interaction, length: tip.length, head: hex(&tip.hash) });
        }
        self.checkpoint(tenant, CheckpointNote::Heads { logs }).await
    }

    async fn new_log(&mut self, batch: &Batch) -> Result<Log, StoreError> {
        let (tenant, interaction) = (batch.tenant(), batch.interaction());
        let insert =
            sqlx::query("INSERT INTO log (tenant, interaction) VALUES (?, ?) RETURNING id")
                .bind(tenant.as_str())
                .bind(interaction.map(|id| id.to_string()));
        let row: i64 = insert.fetch_one(&mut *self.db).await?.try_get("id")?;
        sqlx::query("INSERT INTO live (log) VALUES (?)").bind(row).execute(&mut *self.db).await?;
        if let Some(interaction) = interaction {
            self.checkpoint(tenant, CheckpointNote::Opened { interaction }).await?;
        }
        let tip = Tip { length: 0, hash: log_seed(tenant, interaction) };
        Ok(Log { row, tenant: tenant.clone(), tip, sealed: false })
    }

    async fn fact(&mut self, log: &mut Log, record: &impl Serialize) -> Result<(), StoreError> {
        let no_json = |error: serde_json::Error| StoreError::Unavailable(error.to_string());
        let mut value = serde_json::to_value(record).map_err(no_json)?;
        let mut next = self.tips.next_text(self.db).await?;
        let removed = vault::take_out(&mut value, &mut next)?;
        self.tips.put_next_text(next);
        let body = serde_json::to_vec(&value).map_err(no_json)?;
        let hash = link(&log.tip.hash, &body);
        sqlx::query("INSERT INTO fact (log, number, body, hash) VALUES (?, ?, ?, ?)")
            .bind(log.row)
            .bind(log.tip.length.cast_signed())
            .bind(body)
            .bind(hash.to_vec())
            .execute(&mut *self.db)
            .await?;
        for text in removed {
            let (key, secret) = self.key(&log.tenant, &text.about).await?;
            let kept = vault::lock(&secret, &text)?;
            sqlx::query(
                "INSERT INTO personal_text (id, log, subject_key, nonce, body) VALUES (?, ?, ?, ?, ?)",
            )
            .bind(text.id)
            .bind(log.row)
            .bind(key)
            .bind(kept.nonce)
            .bind(kept.body)
            .execute(&mut *self.db)
            .await?;
        }
        log.tip = Tip { length: log.tip.length + 1, hash };
        Ok(())
    }

    /// The key of a subject; a new one when there is none, or the last one was erased.
    async fn key(
        &mut self,
        tenant: &TenantId,
        subject: &Subject,
    ) -> Result<(i64, vault::Secret), StoreError> {
        let name = subject_name(subject);
        let known =
            sqlx::query("SELECT id, secret FROM subject_key WHERE tenant = ? AND subject = ?");
        let known = known.bind(tenant.as_str()).bind(&name).fetch_optional(&mut *self.db).await?;
        if let Some(row) = known {
            let secret = row.try_get::<Vec<u8>, _>("secret")?.try_into();
            let secret = secret.map_err(|_| StoreError::Damaged("a key is none".to_owned()))?;
            return Ok((row.try_get("id")?, secret));
        }
        let secret = vault::new_secret()?;
        let insert =
            "INSERT INTO subject_key (tenant, subject, secret) VALUES (?, ?, ?) RETURNING id";
        let insert = sqlx::query(insert).bind(tenant.as_str()).bind(name).bind(secret.to_vec());
        Ok((insert.fetch_one(&mut *self.db).await?.try_get("id")?, secret))
    }

    async fn after(&mut self, batch: &Batch, log: &mut Log, first: u64) -> Result<(), StoreError> {
        match batch {
            Batch::Interaction { interaction, sealing: true, tenant, .. } => {
                log.sealed = true;
                let forget = sqlx::query("DELETE FROM live WHERE log = ?");
                forget.bind(log.row).execute(&mut *self.db).await?;
                let (length, head) = (log.tip.length, hex(&log.tip.hash));
                let note = LogHead { interaction: Some(*interaction), length, head };
                self.checkpoint(tenant, CheckpointNote::Sealed(note)).await
            }
            Batch::Floor { tenant, new_segment: true, .. } => {
                sqlx::query("INSERT INTO segment (log, first) VALUES (?, ?)")
                    .bind(log.row)
                    .bind(first.cast_signed())
                    .execute(&mut *self.db)
                    .await?;
                self.checkpoint(tenant, CheckpointNote::Segment { first }).await
            }
            Batch::Interaction { sealing: false, .. } | Batch::Floor { new_segment: false, .. } => {
                Ok(())
            }
        }
    }

    async fn checkpoint(
        &mut self,
        tenant: &TenantId,
        note: CheckpointNote,
    ) -> Result<(), StoreError> {
        let before = self.tips.checkpoints(self.db, tenant).await?;
        let checkpoint = Checkpoint { number: before.length, at: self.at, note };
        let body = serde_json::to_vec(&checkpoint)
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let hash: Hash = link(&before.hash, &body);
        sqlx::query("INSERT INTO checkpoint (tenant, number, body, hash) VALUES (?, ?, ?, ?)")
            .bind(tenant.as_str())
            .bind(before.length.cast_signed())
            .bind(body)
            .bind(hash.to_vec())
            .execute(&mut *self.db)
            .await?;
        self.tips.put_checkpoints(tenant, Tip { length: before.length + 1, hash });
        if !self.grown.contains(tenant) {
            self.grown.push(tenant.clone());
        }
        Ok(())
    }
}
