//! Names of the code in documents: each is there.
//!
//! The last column of the glossary says who owns a word, a decision says what enforces it and by
//! which key a tenant changes it, and any document may name a file. A rename that forgets one of
//! them is a breach.

use super::{
    Breach, check,
    files::{File, Files},
};

const GLOSSARY: &str = "docs/glossary.md";
const DECISIONS: &str = "docs/decisions.md";
const SAMPLE: &str = "docs/backline.toml";
const MEMBERS: [&str; 6] = ["core/", "media/", "server/", "widget/", "tests/", "xtask/"];
const DECLARES: [&str; 7] = ["struct", "enum", "trait", "type", "const", "fn", "mod"];

#[test]
fn what_documents_name_is_there() {
    check(breaches);
}

fn breaches(files: &Files) -> Vec<Breach> {
    let glossary = rows(&files.get(GLOSSARY).text).map(|(line, cell)| (GLOSSARY, line, cell));
    let decisions = &files.get(DECISIONS).text;
    let enforced = marked(decisions, "Enforced by: ").map(|(line, it)| (DECISIONS, line, it));
    let code = glossary.chain(enforced).flat_map(|(document, line, text)| {
        let missing = quoted(text).filter(|name| !is_there(files, name));
        missing.map(move |name| (document, line, format!("the code has no `{name}`")))
    });
    let sample = &files.get(SAMPLE).text;
    let keys = marked(decisions, "Policy: ").flat_map(|(line, text)| {
        let keys = quoted(text).filter(|key| key.contains(" = "));
        let missing = keys.filter(|key| !sample.lines().any(|line| line.starts_with(key)));
        missing.map(move |key| (DECISIONS, line, format!("{SAMPLE} has no line `{key}`")))
    });
    let found = code.chain(keys).map(|(document, line, rule)| Breach::new(document, line, rule));
    found.chain(lost_files(files)).collect()
}

/// Files and folders of the members that a document names and nobody finds.
fn lost_files(files: &Files) -> impl Iterator<Item = Breach> {
    let documents = files.all().filter(|file| file.path.ends_with(".md"));
    let lines = documents.flat_map(|file| {
        file.text.lines().enumerate().map(move |(line, text)| (&file.path, line + 1, text))
    });
    lines.flat_map(move |(document, line, text)| {
        let named = quoted(text).filter(|it| MEMBERS.iter().any(|member| it.starts_with(member)));
        let lost = named.filter(|path| !is_there(files, path));
        lost.map(move |path| Breach::new(document, line, format!("there is no `{path}`")))
    })
}

/// The last cell of each row of the tables, without their heads.
fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let rows = text.lines().enumerate().filter(|(_, line)| line.starts_with("| **"));
    rows.filter_map(|(line, row)| {
        Some((line + 1, row.trim_end_matches(" |").rsplit_once(" | ")?.1))
    })
}

/// What follows `mark` at the beginning of a line.
fn marked<'t>(text: &'t str, mark: &'static str) -> impl Iterator<Item = (usize, &'t str)> {
    let lines = text.lines().enumerate();
    lines.filter_map(move |(line, text)| Some((line + 1, text.strip_prefix(mark)?)))
}

fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether a folder, a file, a name or `Type::name` is in the workspace. A variant stands where its
/// type is declared; a method only has to stand somewhere.
fn is_there(files: &Files, name: &str) -> bool {
    if name.contains('/') {
        return files.all().any(|file| file.path.starts_with(name));
    }
    let (owner, part) = name.split_once("::").unwrap_or((name, ""));
    let is_variant = part.starts_with(|letter: char| letter.is_uppercase());
    let mut owners = files.rust().filter(|file| declares(file, owner)).peekable();
    owners.peek().is_some()
        && match part {
            "" => true,
            _ if is_variant => owners.any(|file| has_word(&file.text, part)),
            _ => files.rust().any(|file| has_word(&file.text, part)),
        }
}

fn declares(file: &File, name: &str) -> bool {
    DECLARES.iter().any(|keyword| has_word(&file.text, &format!("{keyword} {name}")))
}

fn has_word(text: &str, word: &str) -> bool {
    let joins = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(word).any(|(start, _)| {
        !text[..start].chars().next_back().is_some_and(joins)
            && !text[start + word.len()..].chars().next().is_some_and(joins)
    })
}

#[test]
fn names_are_read_from_the_last_column_and_found_as_whole_words() {
    let table = "| word | code |\n|---|---|\n| **edge** | from `a` to `b` | `Edge`, `x/y/` |\n";
    let cells: Vec<_> = rows(table).collect();
    assert_eq!(cells, [(3, "`Edge`, `x/y/`")]);
    assert_eq!(quoted(cells[0].1).collect::<Vec<_>>(), ["Edge", "x/y/"]);
    assert_eq!(marked("a\nPolicy: `k`", "Policy: ").collect::<Vec<_>>(), [(2, "`k`")]);
    let file = File { path: String::new(), text: "pub struct Edges;\nfn edge() {}".to_owned() };
    assert!(declares(&file, "Edges") && declares(&file, "edge"));
    assert!(!declares(&file, "Edge"));
}
