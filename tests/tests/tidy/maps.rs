//! The map of the code names files and folders that are there.

use super::Breach;
use super::files::Files;

const MAP: &str = "ARCHITECTURE.md";

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    let lines = files.get(MAP).text.lines().enumerate();
    let named = lines.flat_map(|(number, line)| places(line).map(move |place| (number + 1, place)));
    named
        .filter(|(_, place)| !files.all().any(|file| holds(&file.path, place)))
        .map(|(line, place)| Breach::new(MAP, line, format!("there is no `{place}`")))
        .collect()
}

/// What stands between backticks and reads like a file or a folder. What begins with a slash is an
/// address of the server.
fn places(line: &str) -> impl Iterator<Item = &str> {
    let quoted = line.split('`').skip(1).step_by(2);
    quoted.filter(|text| {
        let like_a_path = text.ends_with(".rs") || text.ends_with('/') || text.contains("/src/");
        like_a_path && !text.starts_with('/')
    })
}

/// Whether `path` is that file, or lies in that folder, at whatever depth it is named from.
fn holds(path: &str, place: &str) -> bool {
    let folder = if place.ends_with(".rs") || place.ends_with('/') {
        place.to_owned()
    } else {
        format!("{place}/")
    };
    let (path, folder) = (format!("/{path}"), format!("/{folder}"));
    if place.ends_with(".rs") { path.ends_with(&folder) } else { path.contains(&folder) }
}

#[test]
fn a_folder_that_is_called_a_file_is_not_there() {
    assert!(holds("core/src/host/mod.rs", "host/"));
    assert!(holds("core/src/host/mod.rs", "core/src/host"));
    assert!(!holds("core/src/host/mod.rs", "host.rs"));
    assert!(!holds("core/src/ghost.rs", "host.rs"));
    assert_eq!(places("`a.rs`, `/panel` and `decide` in `b/`").collect::<Vec<_>>(), ["a.rs", "b/"]);
}
