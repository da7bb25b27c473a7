//! A directory that is there for one test and gone after it.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use anyhow::{Context, Result};
use uuid::Uuid;

/// A fresh directory; dropping it deletes it with all that is in it.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes one below the system's directory for temporary files.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(name: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("backline-{name}-{}", Uuid::new_v4()));
        fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self { path })
    }

    /// Leaves it to somebody else to delete it.
    pub(crate) fn keep(self) {
        std::mem::forget(self);
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The children of a process that was killed a moment ago still write their last.
        for _ in 0..40 {
            drop(fs::remove_dir_all(&self.path));
            if !self.path.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
    }
}
