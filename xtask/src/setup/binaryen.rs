//! wasm-opt, from the npm package `binaryen`; a native one of the same version on `PATH` will do.

use super::cache::Cache;
use super::npm::{self, Package};
use crate::process;
use crate::workspace::trunk_setting;
use anyhow::Result;
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
    let without_npm = "npm is missing; install Node.js, or wasm-opt of this version on PATH";
    // Trunk.toml says which version, and no more of it.
    let (name, label, integrity) = ("binaryen", "wasm-opt", None);
    npm::install(cache, &Package { name, version: &version, label, integrity, without_npm })
}

/// `version_132` is the package `132.0.0`.
fn package_version() -> Result<String> {
    Ok(format!("{}.0.0", version()?.trim_start_matches("version_")))
}
