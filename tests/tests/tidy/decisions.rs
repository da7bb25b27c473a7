//! Decisions: each number that code or documents refer to is explained in `docs/decisions.md`.
//!
//! A heading explains a number. Whoever reads one in a file must find it there, and what nothing
//! refers to any more goes.

use std::collections::BTreeMap;

use super::{Breach, check, files::Files};

const DOCUMENT: &str = "docs/decisions.md";
const PREFIX: &str = concat!("A", "-");
const DIGITS: usize = 2;

#[test]
fn every_decision_that_is_referred_to_is_explained_and_the_other_way_round() {
    check(breaches);
}

fn breaches(files: &Files) -> Vec<Breach> {
    let mut found = Vec::new();
    let mut explained = BTreeMap::new();
    for (line, number) in headings(&files.get(DOCUMENT).text) {
        if explained.insert(number, line).is_some() {
            found.push(Breach::new(DOCUMENT, line, format!("{number} is explained twice")));
        }
    }
    let mut unused = explained.clone();
    let texts = files.all().filter(|file| {
        let kind = file.path.rsplit_once('.').map_or("", |(_, kind)| kind);
        ["rs", "toml", "md"].contains(&kind) && file.path != DOCUMENT
    });
    for file in texts {
        for (line, text) in file.text.lines().enumerate() {
            for number in numbers(text) {
                unused.remove(number);
                if !explained.contains_key(number) {
                    let rule = format!("{number} is not explained in {DOCUMENT}");
                    found.push(Breach::new(&file.path, line + 1, rule));
                }
            }
        }
    }
    let unused = unused.into_iter();
    found.extend(unused.map(|(number, line)| {
        Breach::new(DOCUMENT, line, format!("nothing refers to {number}: take it out"))
    }));
    found
}

/// The numbers that are explained, each with its line.
fn headings(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate();
    let titles = lines.filter_map(|(line, text)| Some((line + 1, text.strip_prefix("## ")?)));
    titles.filter_map(|(line, title)| {
        let number = numbers(title).next().filter(|number| title.starts_with(number))?;
        Some((line, number))
    })
}

/// The numbers of decisions on a line. One within a longer word, as the name of a digest, is none.
fn numbers(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices(PREFIX).filter_map(|(start, _)| {
        let number = line.get(start..start + PREFIX.len() + DIGITS)?;
        let digits = number.bytes().skip(PREFIX.len()).all(|byte| byte.is_ascii_digit());
        let joins = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        let before = line[..start].chars().next_back().is_some_and(joins);
        let after = line[start + number.len()..].chars().next().is_some_and(joins);
        (digits && !before && !after).then_some(number)
    })
}

#[test]
fn a_number_stands_alone_and_a_heading_begins_with_it() {
    let text = |line: &str| line.replace('@', PREFIX);
    let line = text("(@12 to @14), SHA@25, SHA-@256, @1, @123, @12-b, é@20.");
    assert_eq!(numbers(&line).collect::<Vec<_>>(), [text("@12"), text("@14"), text("@20")]);
    let document = text("# @01\n## @02 Title\n## About @03\n@04\n## @05");
    let explained: Vec<_> = headings(&document).collect();
    assert_eq!(explained, [(2, text("@02").as_str()), (5, text("@05").as_str())]);
}
