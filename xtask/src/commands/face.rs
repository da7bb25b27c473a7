//! The face that the pages are set in, put beside them under a name that says what it holds.
//!
//! It is one file for all pages, apart from the programs: a browser that knows one page has it for
//! every other, and what it weighs is bounded and told by itself.

use super::{pages, size};
use crate::setup::toolbox::Toolbox;
use crate::terminal::say;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

/// What stands for the face's address where sheets and pages name it.
const PLACEHOLDER: &str = "BACKLINE-FACE.woff2";
/// What it may weigh; it is compressed as it is.
const LIMIT: u64 = 50 * 1024;

/// Where the face is asked for.
pub(crate) struct Address(String);

impl Address {
    /// `text` with the face's address in it.
    pub(crate) fn put_into(&self, text: &str) -> String {
        text.replace(PLACEHOLDER, &self.0)
    }
}

/// Puts the face in its place, and its licence beside it.
pub(crate) fn publish(tools: &Toolbox) -> Result<Address> {
    let file = tools.face().context("the face is missing after set-up")?;
    let face = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let weight = u64::try_from(face.len())?;
    say(&format!("face of all pages: {} of at most {}", size::kib(weight), size::kib(LIMIT)));
    ensure!(weight <= LIMIT, "the face is over its limit of {}", size::kib(LIMIT));
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut hasher = DefaultHasher::new();
    face.hash(&mut hasher);
    let name = format!("inter-{:016x}.woff2", hasher.finish());
    fs::write(folder.join(&name), face)?;
    fs::copy(workspace::root().join("www/face/LICENSE"), folder.join("LICENSE.txt"))?;
    Ok(Address(format!("/assets/face/{name}")))
}

/// Whether it is in its place.
pub(crate) fn is_published() -> bool {
    folder().join("LICENSE.txt").is_file()
}

fn folder() -> PathBuf {
    pages::dist("face")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may")]
mod tests {
    use super::*;

    #[test]
    fn sheet_and_page_name_the_face_by_the_same_word() {
        let address = Address("/assets/face/inter-1f.woff2".to_owned());
        for file in ["face.css", "panel.html", "workspace.html"] {
            let text = fs::read_to_string(workspace::root().join("www").join(file)).unwrap();
            let put = address.put_into(&text);
            assert!(put.contains("\"/assets/face/inter-1f.woff2\""), "{file}");
            assert!(!put.contains("BACKLINE-FACE"), "{file}");
        }
    }
}
