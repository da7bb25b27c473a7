//! Style sheets lie beside what they are for, and are as short.

use super::{
    Breach,
    files::Files,
    known::{Found, except},
};

const MOST_LINES: usize = 300;

const THIS: &str = "tests/tests/tidy/styles.rs";

/// Style sheets that are still longer.
const KNOWN: [&str; 0] = [];

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    except(found(files), &KNOWN, THIS)
}

fn found(files: &Files) -> Vec<Found> {
    let sheets = files.all().filter(|file| file.path.ends_with(".css"));
    let sizes = sheets.map(|file| (file.text.lines().count(), file));
    sizes
        .filter(|(lines, _)| *lines > MOST_LINES)
        .map(|(lines, file)| {
            let rule = format!("{lines} lines, more than {MOST_LINES}");
            Found { name: file.path.clone(), breach: Breach::new(&file.path, lines, rule) }
        })
        .collect()
}

#[test]
fn a_long_style_sheet_is_found() {
    let (long, short) = ("a {}\n".repeat(MOST_LINES + 1), "a {}\n".repeat(MOST_LINES));
    let files = [("a.css", long.as_str()), ("b.css", &short), ("c.rs", &long)];
    let names: Vec<_> = found(&Files::made_up(&files)).into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["a.css"]);
}
