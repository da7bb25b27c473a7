//! Pages without a program: the one for addresses at which nothing is, and the one that a guide is read
//! on. The sheet of each is inside it, so that it asks for nothing but the face.

use super::{brand, face, pages, sheets};
use crate::workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;

const NAMES: [&str; 2] = ["missing", "guide"];
/// What stands for the sheet in the page.
const PLACEHOLDER: &str = "BACKLINE-SHEET";

/// Puts the pages in their places, set in `face`.
pub(crate) fn publish(face: &face::Address) -> Result<()> {
    for name in NAMES {
        let source = workspace::root().join("www").join(format!("{name}.html"));
        let html = fs::read_to_string(&source)
            .with_context(|| format!("cannot read {}", source.display()))?
            .replace(PLACEHOLDER, &sheets::joined(name, face)?);
        let html = brand::put_into(&html)?;
        let page = page(name);
        fs::create_dir_all(pages::dist(name))?;
        fs::write(&page, html).with_context(|| format!("cannot write {}", page.display()))?;
    }
    Ok(())
}

/// Whether they are in their places.
pub(crate) fn are_published() -> bool {
    NAMES.iter().all(|name| page(name).is_file())
}

fn page(name: &str) -> PathBuf {
    pages::dist(name).join("index.html")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may")]
mod tests {
    use super::*;

    #[test]
    fn each_page_has_a_place_for_its_sheet_and_for_the_nonce_that_permits_it() {
        for name in NAMES {
            let html = fs::read_to_string(workspace::root().join(format!("www/{name}.html")));
            let html = html.unwrap();
            let style = html.split_once("<style nonce=\"BACKLINE-NONCE\">").unwrap().1;
            assert!(style.split_once("</style>").unwrap().0.trim().starts_with(PLACEHOLDER));
        }
    }
}
