//! The table of requirements: each with the tests that say they cover it.
//!
//! A test says so in its doc comment, in a line that begins with `covers:`. The last column of
//! `docs/requirements.md` is made of that; `BACKLINE_BLESS=1` writes it anew. A requirement
//! without a test is a breach, and so is a test that covers one that is not listed.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use super::{Breach, files::Files};

const TABLE: &str = "docs/requirements.md";

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    let tests = covered(files);
    let old = &files.get(TABLE).text;
    let made = table(old, &tests);
    if std::env::var_os("BACKLINE_BLESS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(TABLE);
        fs::write(path, &made).expect("the table can be written");
    } else if made != *old {
        let rule = "the tests have changed: run `BACKLINE_BLESS=1 cargo xtask test tidy`";
        return vec![Breach::new(TABLE, 1, rule)];
    }
    let mut found = Vec::new();
    let mut listed = Vec::new();
    for (number, line) in made.lines().enumerate() {
        let Some((requirement, _)) = row(line) else { continue };
        listed.push(requirement.to_owned());
        if !tests.contains_key(requirement) {
            found.push(Breach::new(TABLE, number + 1, format!("no test covers {requirement}")));
        }
    }
    let unlisted = tests.iter().filter(|(requirement, _)| !listed.contains(requirement));
    found.extend(unlisted.map(|(requirement, tests)| {
        let test = tests.first().map_or("", String::as_str);
        Breach::new(TABLE, 1, format!("`{test}` covers {requirement}, which is not listed"))
    }));
    found
}

/// Requirement to the names of the tests that cover it, in the order of files.
fn covered(files: &Files) -> BTreeMap<String, Vec<String>> {
    let mut tests: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files.rust() {
        let mut waiting = Vec::new();
        for line in file.text.lines() {
            let said = line.trim_start().strip_prefix("/// ");
            if let Some((_, list)) = said.and_then(|said| said.split_once("covers: ")) {
                let named = list.split(',').map(|it| it.trim().trim_end_matches('.'));
                waiting.extend(named.filter(|it| it.starts_with("R-")).map(str::to_owned));
            } else if let Some(name) = function(line) {
                for requirement in waiting.drain(..) {
                    let named = tests.entry(requirement).or_default();
                    if !named.iter().any(|known| known == name) {
                        named.push(name.to_owned());
                    }
                }
            }
        }
    }
    tests
}

/// The name of the function that begins on this line.
fn function(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let before = before.trim();
    // A test of a suite is seen where the suite is run.
    let before = before.strip_prefix("pub(in crate::store)").unwrap_or(before).trim();
    let declares = before.is_empty() || before == "async";
    after.split(['(', '<']).next().filter(|_| declares)
}

/// Number and wording of a row.
fn row(line: &str) -> Option<(&str, &str)> {
    let mut cells = line.strip_prefix("| ")?.split(" | ");
    let requirement = cells.next().filter(|cell| cell.starts_with("R-"))?;
    Some((requirement, cells.next()?.trim_end_matches(" |")))
}

fn table(old: &str, tests: &BTreeMap<String, Vec<String>>) -> String {
    let mut made = String::new();
    for line in old.lines() {
        let Some((requirement, wording)) = row(line) else {
            made.push_str(line);
            made.push('\n');
            continue;
        };
        let names = tests.get(requirement).map(Vec::as_slice).unwrap_or_default();
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(made, "| {requirement} | {wording} | {} |", names.join(", "));
    }
    made
}

#[test]
fn a_row_is_read_and_made_again() {
    let tests = BTreeMap::from([("R-001".to_owned(), vec!["a_test".to_owned()])]);
    let old = "# Title\n| R-001 | Something. | |\n| R-002 | Else. | `gone` |\n";
    let made = "# Title\n| R-001 | Something. | `a_test` |\n| R-002 | Else. |  |\n";
    assert_eq!(table(old, &tests), made);
    assert_eq!(row("| R-001 | Something. | |"), Some(("R-001", "Something.")));
    assert_eq!(function("    async fn a_test() {"), Some("a_test"));
    assert_eq!(function("pub(in crate::store) async fn of_a_suite<"), Some("of_a_suite"));
    assert_eq!(function("// what fn means"), None);
}
