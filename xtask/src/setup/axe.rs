//! axe-core, from the npm package of that name: the rules by which tests look for barriers in the
//! pages.

use super::cache::Cache;
use super::npm::{self, Package};
use anyhow::Result;
use std::path::PathBuf;

/// Its rules belong to its version: a newer one may find what this one passes over.
pub(crate) const VERSION: &str = "4.14.1";

const NAME: &str = "axe-core";

/// Of the package; whoever changes the version changes it, too.
const INTEGRITY: &str = "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==";

/// The script that tests run inside a page.
pub(crate) fn find(cache: &Cache) -> Option<PathBuf> {
    let script = cache.tool(NAME, VERSION).join("node_modules/axe-core/axe.min.js");
    script.is_file().then_some(script)
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
