//! Folders that one looks through at a glance: about fifteen files, and never more than a few over.

use std::collections::BTreeMap;

use super::{
    Breach,
    files::Files,
    known::{Found, except},
};

const MOST_FILES: usize = 18;

const THIS: &str = "tests/tests/tidy/folders.rs";

/// Folders that still have more.
const KNOWN: [&str; 0] = [];

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    except(found(files), &KNOWN, THIS)
}

/// Each folder of the product that has too many files of Rust; its tests are left out.
fn found(files: &Files) -> Vec<Found> {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files.rust().filter(|file| !file.is_test() && file.path.contains("/src/")) {
        let (folder, _) = file.path.rsplit_once('/').unwrap_or_default();
        *folders.entry(folder).or_default() += 1;
    }
    let full = folders.into_iter().filter(|(_, count)| *count > MOST_FILES);
    full.map(|(folder, count)| {
        let rule = format!("{count} files in one folder, more than {MOST_FILES}");
        Found { name: folder.to_owned(), breach: Breach::new(folder, 1, rule) }
    })
    .collect()
}

#[test]
fn a_folder_with_too_many_files_is_found_and_tests_do_not_count() {
    let names: Vec<String> = (0..=MOST_FILES).map(|n| format!("core/src/a/f{n}.rs")).collect();
    let mut all: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let found_in = |all: &[(&str, &str)]| -> Vec<String> {
        found(&Files::made_up(all)).into_iter().map(|found| found.name).collect()
    };
    assert_eq!(found_in(&all), ["core/src/a"]);
    all.pop();
    all.extend([("core/src/a/b/f.rs", ""), ("core/src/a/tests.rs", ""), ("core/tests/a.rs", "")]);
    assert_eq!(found_in(&all), Vec::<String>::new());
}
