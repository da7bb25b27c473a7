//! What every policy is read with: how long a span may be, whom and which teams it may name.

use backline_core::{id::TeamId, time::Millis};

use super::PersonConfig;

/// Shortest and longest span that a policy may have.
pub(super) const SPANS: (Millis, Millis) = (Millis(100), Millis::seconds(24 * 3600));

/// What policies may name.
pub(super) struct Known<'c> {
    pub(super) people: &'c [PersonConfig],
    pub(super) teams: &'c [TeamId],
}

/// Takes what was read, if anything was.
pub(super) fn set<T>(value: &mut T, read: Option<T>) {
    if let Some(read) = read {
        *value = read;
    }
}
