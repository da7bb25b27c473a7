//! A tenant's checkpoint chain: whether it holds together, and what it says.

use std::collections::{BTreeMap, BTreeSet};

use backline_core::id::{InteractionId, TenantId};
use sqlx::{Row, SqliteConnection};

use super::Report;
use crate::store::{
    StoreError,
    chain::{Hash, checkpoint_seed, link},
    checkpoint::{Checkpoint, LogHead, Note},
    entry::subject_name,
};

/// What the checkpoints say of a tenant.
#[derive(Debug, Default)]
pub(super) struct Story {
    /// The hash of each checkpoint, computed anew.
    pub(super) hashes: Vec<Hash>,
    pub(super) opened: BTreeSet<InteractionId>,
    pub(super) sealed: BTreeMap<InteractionId, LogHead>,
    /// Every head that was noted, by log.
    pub(super) heads: BTreeMap<Option<InteractionId>, Vec<LogHead>>,
    /// Where the segments of the floor begin.
    pub(super) segments: BTreeSet<u64>,
    /// The keys that were erased, each with its subject's name.
    pub(super) erased: BTreeMap<i64, String>,
}

/// Walks the chain.
pub(super) async fn walk(
    db: &mut SqliteConnection,
    tenant: &TenantId,
    report: &mut Report,
) -> Result<Story, StoreError> {
    let rows =
        sqlx::query("SELECT number, body, hash FROM checkpoint WHERE tenant = ? ORDER BY number");
    let mut story = Story::default();
    let mut before = checkpoint_seed(tenant);
    for (index, row) in rows.bind(tenant.as_str()).fetch_all(db).await?.iter().enumerate() {
        report.checkpoints += 1;
        let number: i64 = row.try_get("number")?;
        let place = format!("{tenant}, checkpoint {number}");
        if u64::try_from(number) != Ok(index as u64) {
            report.problem(format!("{place}: its place in the chain is {index}."));
        }
        let body: Vec<u8> = row.try_get("body")?;
        let stored: Vec<u8> = row.try_get("hash")?;
        let hash = link(&before, &body);
        if stored != hash {
            report.problem(format!("{place}: its bytes do not fit its hash in the chain."));
        }
        story.hashes.push(hash);
        before = hash;
        match serde_json::from_slice::<Checkpoint>(&body) {
            Ok(checkpoint) => {
                if u64::try_from(number) != Ok(checkpoint.number) {
                    report.problem(format!("{place}: it calls itself {}.", checkpoint.number));
                }
                if let Err(problem) = story.take(checkpoint.note) {
                    report.problem(format!("{place}: {problem}"));
                }
            }
            Err(error) => report.problem(format!("{place} cannot be read: {error}.")),
        }
    }
    Ok(story)
}

impl Story {
    fn take(&mut self, note: Note) -> Result<(), String> {
        match note {
            Note::Opened { interaction } => {
                if !self.opened.insert(interaction) {
                    return Err(format!("interaction {interaction} is opened a second time."));
                }
            }
            Note::Sealed(head) => {
                let Some(interaction) = head.interaction else {
                    return Err("it seals a floor.".to_owned());
                };
                if !self.opened.contains(&interaction) {
                    return Err(format!("it seals {interaction}, which was not opened."));
                }
                if self.sealed.insert(interaction, head).is_some() {
                    return Err(format!("interaction {interaction} is sealed a second time."));
                }
            }
            Note::Segment { first } => {
                self.segments.insert(first);
            }
            Note::Heads { logs } => {
                for head in logs {
                    self.heads.entry(head.interaction).or_default().push(head);
                }
            }
            Note::Erased { subject, keys } => {
                let name = subject_name(&subject);
                self.erased.extend(keys.into_iter().map(|key| (key, name.clone())));
            }
        }
        Ok(())
    }
}
