//! The index of help requests in its tables.
//!
//! Written with the facts it follows from, read by pages. What a row says is worked out by the
//! store's own words of the index; here it is kept and found.

mod one;
mod read;
mod write;

use backline_core::id::{InteractionId, TenantId};
use serde::Serialize;

pub(super) use one::{log, raised, who_helps};
pub(super) use read::{events, last_event, page};
pub(super) use write::{follow, is_built, rebuild};

/// A log and whose it is.
pub(super) struct LogRef<'l> {
    pub(super) row: i64,
    pub(super) tenant: &'l TenantId,
    pub(super) interaction: InteractionId,
}

/// The protocol's word for a value that is one word.
fn word(value: &impl Serialize) -> String {
    let word = serde_json::to_value(value).unwrap_or_default();
    word.as_str().unwrap_or_default().to_owned()
}
