//! The project's own tool folder, keyed by version.
//!
//! A tool is put together under another name and renamed when it is whole, so an interrupted
//! set-up leaves nothing that looks finished.

use crate::terminal::say;
use anyhow::{Context, Result, bail};
use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf, absolute};

/// Where the tools live.
pub(crate) struct Cache {
    root: PathBuf,
}

impl Cache {
    /// `$BACKLINE_CACHE`, else `$XDG_CACHE_HOME/backline`, else `~/.cache/backline`.
    pub(crate) fn open() -> Result<Self> {
        let root = absolute(location()?)?;
        Ok(Self { root })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of one tool in one version; it exists only when the tool is whole.
    pub(crate) fn tool(&self, name: &str, version: &str) -> PathBuf {
        self.root.join("tools").join(format!("{name}-{version}"))
    }

    /// The log of one set-up step.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.root.join("logs").join(format!("{name}.log"))
    }

    /// An empty folder for work in progress.
    pub(crate) fn scratch(&self, name: &str) -> Result<PathBuf> {
        let folder = self.root.join("tools").join(format!(".partial-{name}"));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(folder)
    }

    /// Lets `fill` put a tool together, then gives it its name in one step.
    pub(crate) fn install(
        &self,
        name: &str,
        version: &str,
        fill: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<()> {
        let partial = self.scratch(&format!("{name}-{version}"))?;
        fill(&partial)?;
        let whole = self.tool(name, version);
        fs::rename(&partial, &whole)
            .with_context(|| format!("cannot rename to {}", whole.display()))
    }

    /// Holds off every other set-up in this cache until the returned file is dropped.
    pub(crate) fn lock(&self) -> Result<File> {
        fs::create_dir_all(&self.root).with_context(|| {
            format!(
                "cannot create {}; set BACKLINE_CACHE to a folder that you may write",
                self.root.display()
            )
        })?;
        let path = self.root.join("lock");
        let file =
            File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                say("Another set-up is running in this cache; waiting for it.");
                file.lock()?;
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        Ok(file)
    }
}

fn location() -> Result<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    if let Some(chosen) = set("BACKLINE_CACHE") {
        return Ok(chosen.into());
    }
    if let Some(caches) = set("XDG_CACHE_HOME") {
        return Ok(PathBuf::from(caches).join("backline"));
    }
    match set("HOME") {
        Some(home) => Ok(PathBuf::from(home).join(".cache/backline")),
        None => bail!("there is no HOME; set BACKLINE_CACHE to a folder for the project's tools"),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may")]
mod tests {
    use super::*;

    fn cache(name: &str) -> Cache {
        let root = env::temp_dir().join(format!("backline-{name}-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        Cache { root }
    }

    #[test]
    fn an_interrupted_install_leaves_nothing_that_looks_finished() {
        let cache = cache("interrupted");
        let outcome = cache.install("tool", "1", |folder| {
            fs::write(folder.join("half"), "")?;
            bail!("the network went away")
        });
        assert!(outcome.is_err());
        assert!(!cache.tool("tool", "1").exists());

        cache.install("tool", "1", |_| Ok(())).unwrap();
        assert!(cache.tool("tool", "1").exists());
        assert!(!cache.tool("tool", "1").join("half").exists());
    }

    #[test]
    fn a_second_set_up_waits_for_the_first() {
        let cache = cache("lock");
        let first = cache.lock().unwrap();
        let second = File::create(cache.root.join("lock")).unwrap();
        assert!(matches!(second.try_lock(), Err(TryLockError::WouldBlock)));
        drop(first);
        // Not at once: a program that another test starts holds what this one has open, until it runs.
        second.lock().unwrap();
    }
}
