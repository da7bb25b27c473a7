//! What an audit reads of a store: one state of it, as raw as it is kept.
//!
//! Each store gives it from its own tables. It refuses to know what the audit makes of it.

use std::collections::{BTreeMap, BTreeSet};

use backline_core::id::TenantId;

use crate::store::{StoreError, vault::KeptText};

/// An entry of a chain.
#[derive(Debug)]
pub(in crate::store) struct RawEntry {
    /// Its place, as it is stored.
    pub(in crate::store) number: i64,
    /// Its bytes.
    pub(in crate::store) body: Vec<u8>,
    /// The hash that is stored with them.
    pub(in crate::store) hash: Vec<u8>,
}

/// The name of a log.
#[derive(Debug)]
pub(in crate::store) struct RawLog {
    /// By which the store finds it.
    pub(in crate::store) row: i64,
    /// The interaction's id, as it is stored; a floor has none.
    pub(in crate::store) interaction: Option<String>,
}

/// A personal text, with its key if that is still there.
#[derive(Debug)]
pub(in crate::store) struct RawText {
    /// By which erasures name its key.
    pub(in crate::store) key: i64,
    /// The text.
    pub(in crate::store) kept: KeptText,
    /// The key.
    pub(in crate::store) secret: Option<Vec<u8>>,
    /// The key's tenant and subject.
    pub(in crate::store) owner: Option<(String, String)>,
}

/// One state of a store.
pub(in crate::store) trait Evidence {
    /// What is wrong with the place itself: damaged files, tables that are not as this version of
    /// Backline makes them.
    async fn damages(&mut self) -> Result<Vec<String>, StoreError>;

    /// The name of every tenant that has a log or a checkpoint, as it is stored.
    async fn tenants(&mut self) -> Result<Vec<String>, StoreError>;

    /// A tenant's checkpoints, by their numbers.
    async fn checkpoints(&mut self, tenant: &TenantId) -> Result<Vec<RawEntry>, StoreError>;

    /// A tenant's logs, in the order in which they began.
    async fn logs(&mut self, tenant: &TenantId) -> Result<Vec<RawLog>, StoreError>;

    /// The facts of a log, by their numbers.
    async fn facts(&mut self, log: i64) -> Result<Vec<RawEntry>, StoreError>;

    /// Whether a log is listed among those that are not sealed.
    async fn is_listed_live(&mut self, log: i64) -> Result<bool, StoreError>;

    /// Where the segments of a log begin.
    async fn segments(&mut self, log: i64) -> Result<BTreeSet<u64>, StoreError>;

    /// The personal texts of a log, by their ids.
    async fn texts(&mut self, log: i64) -> Result<BTreeMap<i64, RawText>, StoreError>;
}
