//! A tenant's checkpoint chain: whether it holds together, and what it says.

use std::collections::{BTreeMap, BTreeSet};

use backline_core::id::{InteractionId, TenantId};

use super::{AuditReport, Evidence, RawEntry};
use crate::store::{
    StoreError,
    chain::{Hash, checkpoint_seed, link},
    checkpoint::{Checkpoint, CheckpointNote, LogHead},
    vault::subject_name,
};

/// What the checkpoints say of a tenant.
#[derive(Debug, Default)]
pub(super) struct WalkedCheckpoints {
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
    evidence: &mut impl Evidence,
    tenant: &TenantId,
    report: &mut AuditReport,
) -> Result<WalkedCheckpoints, StoreError> {
    let mut walked = WalkedCheckpoints::default();
    let mut before = checkpoint_seed(tenant);
    for (index, entry) in (0_u64..).zip(evidence.checkpoints(tenant).await?) {
        report.checkpoints += 1;
        let RawEntry { number, body, hash: stored } = entry;
        let place = format!("{tenant}, checkpoint {number}");
        if u64::try_from(number) != Ok(index) {
            report.problem(format!("{place}: its place in the chain is {index}."));
        }
        let hash = link(&before, &body);
        if stored != hash {
            report.problem(format!("{place}: its bytes do not fit its hash in the chain."));
        }
        walked.hashes.push(hash);
        before = hash;
        match serde_json::from_slice::<Checkpoint>(&body) {
            Ok(checkpoint) => {
                if u64::try_from(number) != Ok(checkpoint.number) {
                    report.problem(format!("{place}: it calls itself {}.", checkpoint.number));
                }
                if let Err(problem) = walked.take(checkpoint.note) {
                    report.problem(format!("{place}: {problem}"));
                }
            }
            Err(error) => report.problem(format!("{place} cannot be read: {error}.")),
        }
    }
    Ok(walked)
}

impl WalkedCheckpoints {
    fn take(&mut self, note: CheckpointNote) -> Result<(), String> {
        match note {
            CheckpointNote::Opened { interaction } => {
                if !self.opened.insert(interaction) {
                    return Err(format!("interaction {interaction} is opened a second time."));
                }
            }
            CheckpointNote::Sealed(head) => {
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
            CheckpointNote::Segment { first } => {
                self.segments.insert(first);
            }
            CheckpointNote::Heads { logs } => {
                for head in logs {
                    self.heads.entry(head.interaction).or_default().push(head);
                }
            }
            CheckpointNote::Erased { subject, keys } => {
                let name = subject_name(&subject);
                self.erased.extend(keys.into_iter().map(|key| (key, name.clone())));
            }
        }
        Ok(())
    }
}
