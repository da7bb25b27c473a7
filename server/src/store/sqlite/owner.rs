//! One server at a time: a lock file beside the database.
//!
//! Two writers would each remember a chain that the other one continues. The system lets go of the
//! lock when the process ends, however it ends.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
};

use crate::store::StoreError;

/// The right to write, held until it is dropped.
#[derive(Debug)]
pub(super) struct Owner(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Owner {
    /// Takes the lock of a database.
    pub(super) fn take(database: &Path) -> Result<Self, StoreError> {
        let path = database.with_extension("lock");
        let wrong = |error: &dyn std::fmt::Display| {
            StoreError::Setup(format!("The lock file {} cannot be used: {error}.", path.display()))
        };
        let options = OpenOptions::new().create(true).write(true).truncate(false).clone();
        let file = options.open(&path).map_err(|error| wrong(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(StoreError::Setup(format!(
                "Another Backline server uses {}. Stop it, or give this one another data directory with --data.",
                database.display()
            ))),
            Err(TryLockError::Error(error)) => Err(wrong(&error)),
        }
    }
}
