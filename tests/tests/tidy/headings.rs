//! Every module says first what it is, what moves it and what it refuses to know.

use super::Breach;
use super::files::Files;

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    files
        .rust()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| Breach::new(&file.path, 1, "a module opens with `//!` and what it is"))
        .collect()
}
