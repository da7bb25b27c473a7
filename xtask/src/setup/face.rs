//! The face that the pages are set in, from an npm package: one variable file, of Latin script.

use super::cache::Cache;
use super::npm::{self, Package};
use anyhow::Result;
use std::path::PathBuf;

pub(crate) const VERSION: &str = "5.3.0";

const NAME: &str = "@fontsource-variable/inter";

/// Of the package; whoever changes the version changes it, too.
const INTEGRITY: &str = "sha512-OupL48va4JNofb97w6NYeF9S7W/kHNKM0Er8Dem5nqi4jeOLrVJDoE8tZEpnMJmtkvNbB1EIPPwHcdkF6b1oUA==";

/// The file, with the axis of weights and no other.
pub(crate) fn find(cache: &Cache) -> Option<PathBuf> {
    let package = npm::folder(cache, NAME, VERSION).join("node_modules").join(NAME);
    let file = package.join("files/inter-latin-wght-normal.woff2");
    file.is_file().then_some(file)
}

/// Installs it when it is missing.
pub(crate) fn ensure(cache: &Cache) -> Result<()> {
    if find(cache).is_some() {
        return Ok(());
    }
    let (integrity, without_npm) = (Some(INTEGRITY), npm::WITHOUT_NPM);
    let label = "the face";
    npm::install(cache, &Package { name: NAME, version: VERSION, label, integrity, without_npm })
}
