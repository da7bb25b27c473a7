//! wasm-opt, from the npm package `binaryen`; a native one of the same version on `PATH` will do.

use super::cache::Cache;
use super::{distribution, step};
use crate::process::{self, Quiet};
use crate::workspace::trunk_setting;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// The version as Trunk writes it, `version_132`.
pub(crate) fn version() -> Result<String> {
    trunk_setting("wasm_opt")
}

/// The folder that holds the wasm-opt to use.
pub(crate) fn find(cache: &Cache) -> Result<Option<PathBuf>> {
    let own = cache.tool("binaryen", &package_version()?).join("node_modules/.bin");
    if own.join("wasm-opt").exists() && process::on_path("node").is_some() {
        return Ok(Some(own));
    }
    let Some(found) = process::on_path("wasm-opt") else {
        return Ok(None);
    };
    let answer = process::output(Command::new(&found).arg("--version")).unwrap_or_default();
    let wanted = version()?;
    let fits = answer
        .split_whitespace()
        .nth(2)
        .is_some_and(|number| wanted == format!("version_{number}"));
    Ok(fits.then(|| found.parent().map(PathBuf::from)).flatten())
}

/// Installs it when it is missing.
pub(crate) fn ensure(cache: &Cache) -> Result<()> {
    if find(cache)?.is_some() {
        return Ok(());
    }
    let version = package_version()?;
    step(&format!("wasm-opt (binaryen {version})"), || {
        if process::on_path("npm").is_none() {
            distribution::install(cache, &["nodejs", "npm"])
                .context("npm is missing; install Node.js, or wasm-opt of this version on PATH")?;
        }
        cache.install("binaryen", &version, |folder| {
            let mut command = Command::new("npm");
            command
                .args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
                .arg("--prefix")
                .arg(folder)
                .arg(format!("binaryen@{version}"));
            Quiet { label: "wasm-opt", log: cache.log("binaryen"), bound: None }
                .run(&mut command)
                .context("is the npm registry reachable?")
        })
    })
}

/// `version_132` is the package `132.0.0`.
fn package_version() -> Result<String> {
    Ok(format!("{}.0.0", version()?.trim_start_matches("version_")))
}
