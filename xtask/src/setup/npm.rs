//! What comes from npm: a package of one version in a folder of the cache. Nothing of it is run
//! while it is installed.

use super::cache::Cache;
use super::{distribution, step};
use crate::process::{self, Quiet};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What to do where nothing else will do.
pub(super) const WITHOUT_NPM: &str = "npm is missing; install Node.js";

/// What npm keeps of what it has unpacked.
const UNPACKED: &str = "node_modules/.package-lock.json";

/// A package, and what it is called here.
pub(crate) struct Package<'a> {
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    pub(crate) label: &'a str,
    /// The digest that it has to have, as npm writes it, where it is known.
    pub(crate) integrity: Option<&'a str>,
    /// What to do when there is no npm and none can be installed.
    pub(crate) without_npm: &'a str,
}

/// The folder of a package, which exists only when the package is whole.
pub(crate) fn folder(cache: &Cache, name: &str, version: &str) -> PathBuf {
    cache.tool(&flat(name), version)
}

/// Installs a package that is missing.
pub(crate) fn install(cache: &Cache, package: &Package<'_>) -> Result<()> {
    let Package { name, version, label, integrity, without_npm } = package;
    step(&format!("{label} ({name} {version})"), || {
        if process::on_path("npm").is_none() {
            distribution::install(cache, &["nodejs", "npm"]).context((*without_npm).to_owned())?;
        }
        cache.install(&flat(name), version, |folder| {
            let mut command = Command::new("npm");
            command
                .args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
                .arg("--prefix")
                .arg(folder)
                .arg(format!("{name}@{version}"));
            Quiet { label, log: cache.log(&flat(name)), bound: None }
                .run(&mut command)
                .context("is the npm registry reachable?")?;
            let unpacked = fs::read_to_string(folder.join(UNPACKED))?;
            let is_known = integrity.is_none_or(|known| holds(&unpacked, known));
            ensure!(is_known, "npm has another {name} {version} than this project was made with");
            Ok(())
        })
    })
}

/// Whether npm has unpacked what has this digest; that it has it, npm has checked.
fn holds(unpacked: &str, integrity: &str) -> bool {
    unpacked.contains(&format!("\"integrity\": \"{integrity}\""))
}

/// A name as that of one folder.
fn flat(name: &str) -> String {
    name.trim_start_matches('@').replace('/', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_of_a_scope_has_one_folder_as_every_other() {
        assert_eq!(flat("@fontsource-variable/inter"), "fontsource-variable-inter");
        assert_eq!(flat("axe-core"), "axe-core");
    }

    ///
    #[test]
    fn another_package_under_the_same_name_and_version_is_not_the_known_one() {
        let unpacked =
            "{\n  \"resolved\": \"https://x/y.tgz\",\n  \"integrity\": \"sha512-a+b==\",\n}";
        assert!(holds(unpacked, "sha512-a+b=="));
        assert!(!holds(unpacked, "sha512-a+b"));
        assert!(!holds(unpacked, "sha512-c=="));
    }
}
