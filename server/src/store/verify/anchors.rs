//! The anchor file: its lines, their signatures, and the chains that they speak of.

use std::{collections::BTreeMap, fs, path::Path};

use backline_core::id::TenantId;

use super::{AuditReport, checkpoints::WalkedCheckpoints};
use crate::store::{
    StoreError,
    anchor::{Anchor, TORN},
    chain::hex,
};

/// The good anchors of each tenant, in the file's order, with their lines.
pub(in crate::store) struct Anchored(BTreeMap<TenantId, Vec<(usize, Anchor)>>);

impl Anchored {
    /// The tenants that have any.
    pub(super) fn tenants(&self) -> impl Iterator<Item = &TenantId> {
        self.0.keys()
    }
}

/// Reads the file and verifies the signatures.
pub(in crate::store) fn read(
    path: &Path,
    known: Option<String>,
    report: &mut AuditReport,
) -> Result<Anchored, StoreError> {
    let text = fs::read(path).map_err(|error| {
        StoreError::Setup(format!("The anchor file {} cannot be read: {error}.", path.display()))
    })?;
    let text = String::from_utf8_lossy(&text);
    let mut anchored = Anchored(BTreeMap::new());
    let mut known = known;
    let whole = text.ends_with('\n');
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let number = index + 1;
        let last = number == lines.len();
        if line.ends_with(TORN) || (last && !whole) {
            report.remark(format!("Line {number} of the anchor file was cut off by a crash."));
            continue;
        }
        let Ok(anchor) = serde_json::from_str::<Anchor>(line) else {
            report.problem(format!("Line {number} of the anchor file is no anchor."));
            continue;
        };
        let key = known.get_or_insert_with(|| {
            report.remark(format!(
                "There is no signing key beside the database and none was given: the anchors are taken to be signed by {}.",
                anchor.key
            ));
            anchor.key.clone()
        });
        if anchor.is_signed_by(key) {
            report.anchors += 1;
            anchored.0.entry(anchor.tenant.clone()).or_default().push((number, anchor));
        } else {
            report.problem(format!(
                "Line {number} of the anchor file is not signed by the key {key}."
            ));
        }
    }
    if report.anchors == 0 {
        report.problem(
            "The anchor file holds no good anchor: nothing proves that the record is whole.",
        );
    }
    Ok(anchored)
}

/// Whether a tenant's checkpoints are those that were anchored.
pub(super) fn compare(
    tenant: &TenantId,
    walked: &WalkedCheckpoints,
    anchored: &Anchored,
    report: &mut AuditReport,
) {
    let Some(anchors) = anchored.0.get(tenant) else {
        report.problem(format!("{tenant} has no anchor: nothing proves that its record is whole."));
        return;
    };
    let mut before = 0;
    for (line, anchor) in anchors {
        if anchor.number < before {
            report.problem(format!(
                "{tenant}: line {line} of the anchor file goes back from checkpoint {before} to {}.",
                anchor.number
            ));
        }
        before = anchor.number;
        let index = usize::try_from(anchor.number).unwrap_or(usize::MAX);
        match walked.hashes.get(index) {
            None => report.problem(format!(
                "{tenant}: checkpoint {} was anchored (line {line}) and is gone; {} are left.",
                anchor.number,
                walked.hashes.len()
            )),
            Some(hash) if hex(hash) != anchor.head => report.problem(format!(
                "{tenant}: checkpoint {} is not the one that was anchored (line {line}).",
                anchor.number
            )),
            Some(_) => {}
        }
    }
}
