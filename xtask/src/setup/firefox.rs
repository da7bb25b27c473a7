//! Firefox, and a sound server for it, from the distribution; only tests need them. Its driver is
//! built by cargo.
//!
//! Firefox plays and records through a device only, and test machines have none: a sound server of
//! the test's own stands in for it. On Linux alone that is what Firefox speaks to.

use super::browser::{chosen, version_of};
use super::cache::Cache;
use super::{distribution, step};
use crate::process;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// Whether tests use it on this system.
pub(crate) const IS_TESTED: bool = cfg!(target_os = "linux");

/// A browser beside Chromium.
#[derive(Debug, Clone)]
pub(crate) struct Firefox {
    pub(crate) program: PathBuf,
    pub(crate) version: String,
}

/// Finds both, where tests use them; the error says what is wrong and what to do.
pub(crate) fn find() -> Result<Option<Firefox>> {
    if !IS_TESTED {
        return Ok(None);
    }
    let program = chosen("BACKLINE_FIREFOX", &["firefox-esr", "firefox"])
        .context("Firefox is missing: install it (Debian: `apt-get install firefox-esr`)")?;
    process::on_path("pulseaudio")
        .context("PulseAudio is missing: install it (Debian: `apt-get install pulseaudio`)")?;
    let version = version_of(&program)?;
    Ok(Some(Firefox { program, version }))
}

/// Installs both when one is missing.
pub(crate) fn ensure(cache: &Cache) -> Result<()> {
    if let Err(missing) = find() {
        step("Firefox and a sound server", || {
            distribution::install(cache, &["firefox-esr", "pulseaudio"])
                .context(missing.to_string())
        })?;
    }
    find().map(|_| ())
}
