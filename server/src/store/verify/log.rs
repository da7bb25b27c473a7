//! One log as an audit has read it: its bodies, and its hashes computed anew.
//!
//! It says what does not hold together in the chain; what the facts mean is for others.

use backline_core::id::{InteractionId, TenantId};
use serde_json::Value;

use super::{AuditReport, Evidence};
use crate::store::{
    StoreError,
    chain::{Hash, link, log_seed},
};

/// A log as it was read.
pub(super) struct ReadLog {
    /// How problems name it.
    pub(super) place: String,
    /// By which the store finds it.
    pub(super) row: i64,
    /// The interaction; the floor when there is none.
    pub(super) interaction: Option<InteractionId>,
    /// Each fact's JSON.
    pub(super) bodies: Vec<Value>,
    /// Each fact's hash, computed anew.
    pub(super) hashes: Vec<Hash>,
}

impl ReadLog {
    /// Reads it, and walks its chain.
    pub(super) async fn read(
        evidence: &mut impl Evidence,
        tenant: &TenantId,
        (row, interaction): (i64, Option<InteractionId>),
        report: &mut AuditReport,
    ) -> Result<Self, StoreError> {
        let place = match interaction {
            Some(id) => format!("{tenant}, interaction {id}"),
            None => format!("{tenant}, floor"),
        };
        let mut log = Self { place, row, interaction, bodies: Vec::new(), hashes: Vec::new() };
        let mut before = log_seed(tenant, interaction);
        for (index, entry) in (0_u64..).zip(evidence.facts(row).await?) {
            report.facts += 1;
            let place = format!("{}, fact {}", log.place, entry.number);
            if u64::try_from(entry.number) != Ok(index) {
                report.problem(format!("{place}: its place in the log is {index}."));
            }
            let hash = link(&before, &entry.body);
            if entry.hash != hash {
                report.problem(format!("{place}: its bytes do not fit its hash in the chain."));
            }
            log.hashes.push(hash);
            before = hash;
            log.bodies.push(serde_json::from_slice(&entry.body).unwrap_or_default());
        }
        if log.bodies.is_empty() {
            report.problem(format!("{}: it holds no fact.", log.place));
        }
        Ok(log)
    }
}
