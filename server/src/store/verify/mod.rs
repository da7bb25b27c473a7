//! The audit: the record against its anchors, its chains against themselves, its facts against the
//! state machine.
//!
//! It only reads, and looks at one state of the store while a server may go on writing. Every
//! problem is a sentence that names tenant, interaction and number. Up to the last anchor no change,
//! deletion, reordering or truncation stays hidden; what came after it is protected by the chains
//! alone, which somebody with the database in hand could write anew. It refuses to know in what
//! database the record is.

mod anchors;
mod checkpoints;
mod evidence;
mod log;
mod logs;
mod replay;
mod report;
mod texts;

use std::collections::BTreeSet;

use backline_core::id::TenantId;

pub(super) use anchors::{Anchored, read as read_anchors};
pub(super) use evidence::{Evidence, RawEntry, RawLog, RawText};
pub use report::AuditReport;

use super::StoreError;

/// Compares all that a store has with its anchors. What could not be read is a problem.
pub(super) async fn compare(
    evidence: &mut impl Evidence,
    anchors: &Anchored,
    report: &mut AuditReport,
) {
    if let Err(error) = all(evidence, anchors, report).await {
        report.problem(format!("The database cannot be read to its end: {error}"));
    }
}

async fn all(
    evidence: &mut impl Evidence,
    anchors: &Anchored,
    report: &mut AuditReport,
) -> Result<(), StoreError> {
    for damage in evidence.damages().await? {
        report.problem(damage);
    }
    for tenant in tenants(evidence, anchors, report).await? {
        report.tenants += 1;
        let walked = checkpoints::walk(evidence, &tenant, report).await?;
        anchors::compare(&tenant, &walked, anchors, report);
        logs::compare(evidence, &tenant, &walked, report).await?;
    }
    Ok(())
}

/// Every tenant that anything speaks of.
async fn tenants(
    evidence: &mut impl Evidence,
    anchors: &Anchored,
    report: &mut AuditReport,
) -> Result<BTreeSet<TenantId>, StoreError> {
    let mut tenants: BTreeSet<TenantId> = anchors.tenants().cloned().collect();
    for name in evidence.tenants().await? {
        match TenantId::new(name) {
            Ok(tenant) => {
                tenants.insert(tenant);
            }
            Err(error) => report.problem(format!("A tenant's name cannot be read: {error}.")),
        }
    }
    Ok(tenants)
}
