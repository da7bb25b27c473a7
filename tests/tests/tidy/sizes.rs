//! Sizes of files, without their tests.

use super::Breach;
use super::files::Files;

const MOST_LINES: usize = 400;
const MEDIAN: usize = 120;

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    let mut sizes: Vec<(usize, &str)> = files
        .rust()
        .filter(|file| !file.is_test())
        .map(|file| (file.without_tests().lines().count(), file.path.as_str()))
        .collect();
    sizes.sort_unstable();
    let mut found: Vec<Breach> = sizes
        .iter()
        .filter(|(lines, _)| *lines > MOST_LINES)
        .map(|(lines, path)| {
            let rule = format!("{lines} lines without tests, more than {MOST_LINES}");
            Breach::new(path, *lines, rule)
        })
        .collect();
    let (median, path) = sizes[sizes.len() / 2];
    if median > MEDIAN {
        let rule = format!(
            "half of all files are longer than this one, {median} lines, but the median may be {MEDIAN}"
        );
        found.push(Breach::new(path, median, rule));
    }
    found
}
