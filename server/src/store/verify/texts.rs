//! Personal texts: whether each mark in a log has its text, and each text its mark.

use std::collections::BTreeSet;

use backline_core::id::TenantId;

use super::{AuditReport, Evidence, checkpoints::WalkedCheckpoints, log::ReadLog};
use crate::store::{
    StoreError,
    vault::{marks, subject_name, unlock},
};

/// Compares the texts of a log with the marks in it.
pub(super) async fn compare(
    evidence: &mut impl Evidence,
    tenant: &TenantId,
    log: &ReadLog,
    (walked, report): (&WalkedCheckpoints, &mut AuditReport),
) -> Result<(), StoreError> {
    let texts = evidence.texts(log.row).await?;
    let mut marked = BTreeSet::new();
    for (number, body) in log.bodies.iter().enumerate() {
        let place = format!("{}, fact {number}", log.place);
        for (about, mark) in marks(body) {
            let Some(text) = texts.get(&mark.id) else {
                report.problem(format!("{place}: its personal text {} is gone.", mark.id));
                continue;
            };
            marked.insert(mark.id);
            let name = subject_name(&about);
            let owner = Some((tenant.to_string(), name.clone()));
            match &text.secret {
                Some(secret) if text.owner == owner && unlock(secret, &mark, &text.kept).is_some() => {}
                Some(_) => report.problem(format!(
                    "{place}: its personal text {} is not the one that was written.",
                    mark.id
                )),
                None if walked.erased.get(&text.key) == Some(&name) => report.erased += 1,
                None => report.problem(format!(
                    "{place}: the key of its personal text {} is gone, and no checkpoint says that it was erased.",
                    mark.id
                )),
            }
        }
    }
    for id in texts.keys().filter(|id| !marked.contains(*id)) {
        report.problem(format!("{}: no fact has the personal text {id}.", log.place));
    }
    Ok(())
}
