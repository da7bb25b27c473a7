//! What comes from npm: a package of one version in a folder of the cache. Nothing of it is run
//! while it is installed.

use super::cache::Cache;
use super::{distribution, step};
use crate::process::{self, Quiet};
use anyhow::{Context, Result};
use std::process::Command;

/// What to do where nothing else will do.
pub(super) const WITHOUT_NPM: &str = "npm is missing; install Node.js";

/// A package, and what it is called here.
pub(crate) struct Package<'a> {
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    pub(crate) label: &'a str,
    /// What to do when there is no npm and none can be installed.
    pub(crate) without_npm: &'a str,
}

/// Installs a package that is missing.
pub(crate) fn install(cache: &Cache, package: &Package<'_>) -> Result<()> {
    let Package { name, version, label, without_npm } = package;
    step(&format!("{label} ({name} {version})"), || {
        if process::on_path("npm").is_none() {
            distribution::install(cache, &["nodejs", "npm"]).context((*without_npm).to_owned())?;
        }
        cache.install(name, version, |folder| {
            let mut command = Command::new("npm");
            command
                .args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
                .arg("--prefix")
                .arg(folder)
                .arg(format!("{name}@{version}"));
            Quiet { label, log: cache.log(name), bound: None }
                .run(&mut command)
                .context("is the npm registry reachable?")
        })
    })
}
