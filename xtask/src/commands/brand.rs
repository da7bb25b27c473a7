//! What several pages have in common and is written once: the mark, and the version.

use crate::workspace;
use anyhow::{Context, Result};
use std::fs;

/// What stands for the mark in a page.
const MARK: &str = "BACKLINE-MARK";
/// What stands for the version.
const VERSION: &str = "BACKLINE-VERSION";

/// The page with both in it.
pub(crate) fn put_into(html: &str) -> Result<String> {
    let file = workspace::root().join("www/brand.svg");
    let mark =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(html.replace(MARK, mark.trim()).replace(VERSION, env!("CARGO_PKG_VERSION")))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may")]
mod tests {
    use super::*;

    ///
    #[test]
    fn the_mark_and_the_version_are_put_into_every_page_that_names_them() {
        let named = |page: &str| {
            let file = workspace::root().join("www").join(page);
            let html = fs::read_to_string(file).unwrap();
            let put = put_into(&html).unwrap();
            assert!(!put.contains(MARK) && !put.contains(VERSION), "{page}");
            assert!(!html.contains("<svg"), "{page} draws something by itself");
            (html.contains(MARK), html.contains(VERSION))
        };
        assert_eq!(named("missing.html"), (true, false));
        assert_eq!(named("guide.html"), (true, false));
        assert_eq!(named("workspace.html"), (true, true));
        assert_eq!(named("panel.html"), (false, true));
    }
}
