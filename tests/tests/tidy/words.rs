//! Words and names that have no place in a finished file.
//!
//! The words are put together from halves here, so that this file does not break its own rule.

use super::Breach;
use super::files::Files;

const UNFINISHED: [(&str, &str); 2] = [
    (concat!("TO", "DO"), "finish it or open an issue"),
    (concat!("FIX", "ME"), "finish it or open an issue"),
];
const SILENCED: [(&str, &str); 3] = [
    (concat!("db", "g!"), "a left-over of debugging"),
    (concat!("#[ig", "nore"), "a test runs or goes"),
    (concat!("allow(dead", "_code)"), "unused code goes"),
];
const OF_ONE_MACHINE: [&str; 3] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
const SAYS_NOTHING: [&str; 6] = ["util", "utils", "helpers", "common", "manager", "misc"];

pub(crate) fn word_breaches(files: &Files) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in files.all() {
        for (number, line) in file.text.lines().enumerate() {
            let mut breach = |rule: String| found.push(Breach::new(&file.path, number + 1, rule));
            let silenced = SILENCED.iter().filter(|_| file.path.ends_with(".rs"));
            for (word, remedy) in UNFINISHED.iter().chain(silenced) {
                if line.contains(word) {
                    breach(format!("`{word}`: {remedy}"));
                }
            }
            for path in OF_ONE_MACHINE {
                if line.contains(path) {
                    breach(format!("`{path}` exists on one machine only"));
                }
            }
        }
    }
    found
}

pub(crate) fn name_breaches(files: &Files) -> Vec<Breach> {
    files
        .rust()
        .filter(|file| {
            file.path.split('/').any(|part| {
                let stem = part.strip_suffix(".rs").unwrap_or(part);
                SAYS_NOTHING.contains(&stem) || stem.ends_with("_impl")
            })
        })
        .map(|file| Breach::new(&file.path, 1, "name the file after the concept it holds"))
        .collect()
}
