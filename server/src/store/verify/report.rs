//! What an audit found.

use std::fmt;

/// The result: problems, remarks, and how much was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// What is wrong, a sentence each.
    pub problems: Vec<String>,
    /// What is worth knowing, and no problem.
    pub remarks: Vec<String>,
    /// How many tenants there are.
    pub tenants: usize,
    /// How many interactions.
    pub interactions: usize,
    /// How many facts.
    pub facts: usize,
    /// How many checkpoints.
    pub checkpoints: usize,
    /// How many anchors.
    pub anchors: usize,
    /// How many personal texts were erased.
    pub erased: usize,
}

impl AuditReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        self.problems.is_empty()
    }

    pub(super) fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    pub(super) fn remark(&mut self, text: impl Into<String>) {
        self.remarks.push(text.into());
    }
}

impl fmt::Display for AuditReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for remark in &self.remarks {
            writeln!(f, "Remark: {remark}")?;
        }
        for problem in &self.problems {
            writeln!(f, "Problem: {problem}")?;
        }
        let Self { tenants, interactions, facts, checkpoints, anchors, erased, .. } = self;
        let verdict = match self.problems.len() {
            0 => "The record is as it was written".to_owned(),
            1 => "1 problem".to_owned(),
            n => format!("{n} problems"),
        };
        write!(
            f,
            "{verdict}: {facts} facts of {interactions} interactions and {tenants} tenants, {checkpoints} checkpoints, {anchors} anchors, {erased} erased texts."
        )
    }
}
