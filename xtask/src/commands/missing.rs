//! The page for addresses at which nothing is: no program, and its sheet inside it, so that it asks
//! for nothing but the face.

use super::{brand, face, pages, sheets};
use crate::workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;

const NAME: &str = "missing";
/// What stands for the sheet in the page.
const PLACEHOLDER: &str = "BACKLINE-SHEET";

/// Puts the page in its place, set in `face`.
pub(crate) fn publish(face: &face::Address) -> Result<()> {
    let source = workspace::root().join("www").join(format!("{NAME}.html"));
    let html = fs::read_to_string(&source)
        .with_context(|| format!("cannot read {}", source.display()))?
        .replace(PLACEHOLDER, &sheets::joined(NAME, face)?);
    let html = brand::put_into(&html)?;
    let page = page();
    fs::create_dir_all(pages::dist(NAME))?;
    fs::write(&page, html).with_context(|| format!("cannot write {}", page.display()))
}

/// Whether it is in its place.
pub(crate) fn is_published() -> bool {
    page().is_file()
}

fn page() -> PathBuf {
    pages::dist(NAME).join("index.html")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may")]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_place_for_its_sheet_and_for_the_nonce_that_permits_it() {
        let html = fs::read_to_string(workspace::root().join("www/missing.html")).unwrap();
        let style = html.split_once("<style nonce=\"BACKLINE-NONCE\">").unwrap().1;
        assert!(style.split_once("</style>").unwrap().0.trim().starts_with(PLACEHOLDER));
    }
}
