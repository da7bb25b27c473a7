//! A tenant's logs: whether each holds together and is what the checkpoints say.

use std::collections::BTreeSet;

use backline_core::id::{InteractionId, TenantId};

use super::{AuditReport, Evidence, checkpoints::WalkedCheckpoints, log::ReadLog, replay, texts};
use crate::store::{StoreError, chain::hex, checkpoint::LogHead};

/// Compares every log of a tenant.
pub(super) async fn compare(
    evidence: &mut impl Evidence,
    tenant: &TenantId,
    walked: &WalkedCheckpoints,
    report: &mut AuditReport,
) -> Result<(), StoreError> {
    let mut missing = walked.opened.clone();
    let mut floor_is_there = false;
    for (row, interaction) in names(evidence, tenant, report).await? {
        let log = ReadLog::read(evidence, tenant, (row, interaction), report).await?;
        match interaction {
            Some(id) => {
                report.interactions += 1;
                if !walked.opened.contains(&id) {
                    report
                        .problem(format!("{}: no checkpoint says that it was opened.", log.place));
                }
                missing.remove(&id);
            }
            None => floor_is_there = true,
        }
        heads(&log, walked, report);
        index(evidence, &log, walked, report).await?;
        texts::compare(evidence, tenant, &log, (walked, report)).await?;
        let sealed = interaction.is_some_and(|id| walked.sealed.contains_key(&id));
        for problem in replay::of(tenant, &log, &walked.segments, sealed) {
            report.problem(format!("{}, {problem}", log.place));
        }
    }
    for id in missing {
        report.problem(format!("{tenant}: interaction {id} was opened, and its log is gone."));
    }
    if !floor_is_there && !walked.segments.is_empty() {
        report.problem(format!("{tenant}: the floor's log is gone."));
    }
    Ok(())
}

async fn names(
    evidence: &mut impl Evidence,
    tenant: &TenantId,
    report: &mut AuditReport,
) -> Result<Vec<(i64, Option<InteractionId>)>, StoreError> {
    let mut names = Vec::new();
    for log in evidence.logs(tenant).await? {
        match log.interaction.map(|name| name.parse()).transpose() {
            Ok(interaction) => names.push((log.row, interaction)),
            Err(error) => {
                report.problem(format!("{tenant}: a log's name cannot be read: {error}."))
            }
        }
    }
    Ok(names)
}

/// Whether the log passes through every head that was noted, and ends where it was sealed.
fn heads(log: &ReadLog, walked: &WalkedCheckpoints, report: &mut AuditReport) {
    let through = |head: &LogHead| {
        let last = usize::try_from(head.length).ok().and_then(|length| length.checked_sub(1));
        last.and_then(|last| log.hashes.get(last)).is_some_and(|hash| hex(hash) == head.head)
    };
    for head in walked.heads.get(&log.interaction).into_iter().flatten() {
        if !through(head) {
            report.problem(format!(
                "{}: its first {} facts are not those that a checkpoint noted.",
                log.place, head.length
            ));
        }
    }
    let Some(sealed) = log.interaction.and_then(|id| walked.sealed.get(&id)) else { return };
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
    evidence: &mut impl Evidence,
    log: &ReadLog,
    walked: &WalkedCheckpoints,
    report: &mut AuditReport,
) -> Result<(), StoreError> {
    let live = evidence.is_listed_live(log.row).await?;
    let sealed = log.interaction.is_some_and(|id| walked.sealed.contains_key(&id));
    if live == sealed {
        report.problem(format!(
            "{}: it is {} the list of live logs, and the checkpoints say otherwise.",
            log.place,
            if live { "in" } else { "not in" }
        ));
    }
    let segments = evidence.segments(log.row).await?;
    let noted = if log.interaction.is_none() { walked.segments.clone() } else { BTreeSet::new() };
    if segments != noted {
        report.problem(format!("{}: its segments are not those of the checkpoints.", log.place));
    }
    Ok(())
}
