//! The standard library for `wasm32-unknown-unknown`, in the toolchain that cargo uses here.
//!
//! rustup brings it in seconds where it may; elsewhere it is built from the distribution's source
//! package. Presence is read from the toolchain itself, because rustup knows only what it did.

use super::cache::Cache;
use super::{distro_std, step};
use crate::process::{self, Quiet};
use crate::terminal::say;
use crate::workspace;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

/// The triple of the pages.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
/// rustup takes two seconds; past this bound its server is out of reach.
const RUSTUP_BOUND: Duration = Duration::from_secs(60);
/// Without `test`, no test could be built for the target.
const NEEDED: [&str; 3] = ["libcore-", "libstd-", "libtest-"];

/// Whether the toolchain has the target's standard library.
pub(crate) fn present() -> Result<bool> {
    let folder = library_folder()?;
    let names = names_in(&folder);
    let copies = |of: &str| {
        names.iter().filter(|name| name.starts_with(of) && name.ends_with(".rlib")).count()
    };
    if NEEDED.iter().any(|needed| copies(needed) > 1) {
        bail!(
            "{} holds two copies of the standard library, and rustc would refuse both; \
             remove that folder and run this command again",
            folder.display()
        );
    }
    Ok(NEEDED.iter().all(|needed| copies(needed) == 1))
}

/// The folder of the toolchain that holds the target's standard library.
pub(crate) fn library_folder() -> Result<PathBuf> {
    Ok(sysroot()?.join("lib/rustlib").join(TARGET).join("lib"))
}

/// The toolchain's folder.
pub(crate) fn sysroot() -> Result<PathBuf> {
    process::output(
        Command::new("rustc").args(["--print", "sysroot"]).current_dir(workspace::root()),
    )
    .map(PathBuf::from)
}

/// Puts it there when it is missing.
pub(crate) fn ensure(cache: &Cache) -> Result<()> {
    if present()? {
        return Ok(());
    }
    step(&format!("the {TARGET} standard library"), || {
        if let Err(refusal) = by_rustup(cache) {
            say(&format!(
                "   rustup did not bring it ({}); building it from the distribution's sources",
                refusal.to_string().lines().next().unwrap_or_default()
            ));
            distro_std::build(cache).with_context(|| {
                format!("neither rustup nor the distribution's sources gave the {TARGET} standard library; run `rustup target add {TARGET}` where its server is reachable")
            })?;
        }
        if !present()? {
            bail!("it was installed, but {} is not complete", library_folder()?.display());
        }
        say(&format!("   it went into the toolchain: {}", library_folder()?.display()));
        forget_builds_against_another()
    })
}

fn by_rustup(cache: &Cache) -> Result<()> {
    if env::var_os("BACKLINE_NO_RUSTUP").is_some() {
        bail!("BACKLINE_NO_RUSTUP is set");
    }
    if process::on_path("rustup").is_none() {
        bail!("it is not installed");
    }
    let mut command = Command::new("rustup");
    command.args(["target", "add", TARGET]).current_dir(workspace::root());
    Quiet { label: "rustup", log: cache.log("rustup"), bound: Some(RUSTUP_BOUND) }.run(&mut command)
}

/// What was compiled against another copy of the library cannot be linked with this one.
fn forget_builds_against_another() -> Result<()> {
    let stale = workspace::target().join(TARGET);
    if stale.exists() {
        fs::remove_dir_all(&stale).with_context(|| format!("cannot remove {}", stale.display()))?;
    }
    Ok(())
}

/// The names of the files in a folder; none if there is no such folder.
fn names_in(folder: &Path) -> Vec<String> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect()
}
