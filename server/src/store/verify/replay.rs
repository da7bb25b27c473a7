//! A log's bytes into records, and these through the core's audit.
//!
//! The chains say that the bytes are those that were written; the core says whether what was
//! written can have happened.

use std::collections::BTreeSet;

use backline_core::{
    audit::{self, Finding, KeptAs},
    id::TenantId,
    protocol::put_back,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::log::ReadLog;

/// Every problem of a log, each beginning with the fact it is about.
pub(super) fn of(
    tenant: &TenantId,
    log: &ReadLog,
    segments: &BTreeSet<u64>,
    sealed: bool,
) -> Vec<String> {
    let findings = match log.interaction {
        Some(interaction) => read(&log.bodies)
            .map(|records: Vec<_>| audit::kept(&records, KeptAs { tenant, interaction, sealed })),
        None => read(&log.bodies).map(|records: Vec<_>| audit::floor(tenant, &records, segments)),
    };
    match findings {
        Ok(findings) => findings.iter().map(Finding::to_string).collect(),
        Err(problem) => vec![problem],
    }
}

fn read<T: DeserializeOwned>(bodies: &[Value]) -> Result<Vec<T>, String> {
    let one = |(number, body): (usize, &Value)| {
        let mut body = body.clone();
        // What people are called changes nothing.
        put_back(&mut body, &mut |_| None);
        serde_json::from_value(body).map_err(|e| format!("fact {number}: it is no record ({e})."))
    };
    bodies.iter().enumerate().map(one).collect()
}
