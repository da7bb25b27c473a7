//! esbuild, from the npm package of that name: it makes the pages' scripts small.

use super::cache::Cache;
use super::npm::{self, Package};
use anyhow::Result;
use std::path::PathBuf;

pub(crate) const VERSION: &str = "0.28.2";

const NAME: &str = "esbuild";

/// Of the package; whoever changes the version changes it, too.
const INTEGRITY: &str = "sha512-HKVLS8dvII+xoKW9kmqxbRKrnWEXfJJr/FZhhJmiqIB0e053QNYFqOBouTMO/k5sID4MvCiUCvv8b9M4h32wIA==";

/// The folder that holds it.
pub(crate) fn find(cache: &Cache) -> Option<PathBuf> {
    let folder = cache.tool(NAME, VERSION).join("node_modules/.bin");
    folder.join(NAME).exists().then_some(folder)
}

/// Installs it when it is missing.
pub(crate) fn ensure(cache: &Cache) -> Result<()> {
    if find(cache).is_some() {
        return Ok(());
    }
    let (integrity, without_npm) = (Some(INTEGRITY), npm::WITHOUT_NPM);
    let label = NAME;
    npm::install(cache, &Package { name: NAME, version: VERSION, label, integrity, without_npm })
}
