//! No circle between folders: whoever uses something is used by nothing that it uses.
//!
//! Looked at are the modules right below a crate's root, and the folders right below one of those.
//! An import counts where the item lives, however it is handed on. The files that lie in a folder
//! itself are no part of what lies below it: they put it together.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    Breach,
    files::Files,
    modules::{Import, Modules},
};

const MEMBERS: [&str; 4] = ["core", "server", "widget", "media"];

const THIS: &str = "tests/tests/tidy/circles.rs";

/// Imports that still close a circle: the file, and the folder that it should not know.
const KNOWN: [(&str, &str); 0] = [];

/// The imports between the parts of one folder, by who uses whom.
type Graph<'a> = BTreeMap<(String, String), Vec<&'a Import>>;

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    MEMBERS.iter().flat_map(|member| of_member(files, member, &KNOWN)).collect()
}

fn of_member(files: &Files, member: &str, known: &[(&str, &str)]) -> Vec<Breach> {
    let modules = Modules::of(files, member);
    let (imports, folders) = (modules.imports(), folders(&modules));
    let without = |known: &[(&str, &str)]| -> Vec<&Import> {
        imports.iter().filter(|import| !known.iter().any(|it| is(import, *it))).collect()
    };
    let rest = without(known);
    let mut found: Vec<Breach> = folders
        .iter()
        .map(|folder| graph(&modules, &rest, folder))
        .filter_map(|graph| circle(&graph).map(|edges| told(&edges, &graph)))
        .collect();
    let prefix = format!("{member}/");
    for exception in known.iter().filter(|(file, _)| file.starts_with(&prefix)) {
        let others: Vec<_> = known.iter().copied().filter(|other| other != exception).collect();
        let with = without(&others);
        if folders.iter().all(|folder| circle(&graph(&modules, &with, folder)).is_none()) {
            let (file, folder) = exception;
            let rule = format!("`{file}` closes no circle by `{folder}` any more: strike it off");
            found.push(Breach::new(THIS, 1, rule));
        }
    }
    found
}

/// Whether an import is that of this file of something in that folder.
fn is(import: &Import, (file, folder): (&str, &str)) -> bool {
    let folder: Vec<&str> = folder.split('/').collect();
    import.file == file
        && import.to.iter().zip(&folder).filter(|(a, b)| a == *b).count() == folder.len()
}

/// The root, and every folder right below it.
fn folders(modules: &Modules) -> BTreeSet<Vec<String>> {
    let first = modules.all().filter_map(|(path, _)| path.first().cloned()).map(|name| vec![name]);
    first.filter(|path| modules.is_folder(path)).chain([Vec::new()]).collect()
}

/// Who uses whom among the parts of `folder`.
fn graph<'a>(modules: &Modules, imports: &[&'a Import], folder: &[String]) -> Graph<'a> {
    let part = |path: &[String]| {
        let below = path.strip_prefix(folder)?;
        let part = [folder, &below[..1.min(below.len())]].concat();
        let counts = !below.is_empty() && (folder.is_empty() || modules.is_folder(&part));
        counts.then(|| part.join("/"))
    };
    let mut graph = Graph::new();
    for import in imports.iter().copied() {
        if let (Some(from), Some(to)) = (part(&import.from), part(&import.to))
            && from != to
        {
            graph.entry((from, to)).or_default().push(import);
        }
    }
    graph
}

/// The shortest way round, as the edges of it, if there is one.
fn circle(graph: &Graph<'_>) -> Option<Vec<(String, String)>> {
    let ways = graph.keys().filter_map(|(from, to)| {
        let mut way = way(graph, to, from)?;
        way.insert(0, (from.clone(), to.clone()));
        Some(way)
    });
    ways.min_by_key(Vec::len)
}

/// The shortest way from one part to another.
fn way(graph: &Graph<'_>, from: &str, to: &str) -> Option<Vec<(String, String)>> {
    let mut ways = VecDeque::from([(from.to_owned(), Vec::new())]);
    let mut seen = BTreeSet::from([from.to_owned()]);
    while let Some((at, way)) = ways.pop_front() {
        if at == to {
            return Some(way);
        }
        for edge in graph.keys().filter(|(start, _)| *start == at) {
            if seen.insert(edge.1.clone()) {
                ways.push_back((edge.1.clone(), [way.clone(), vec![edge.clone()]].concat()));
            }
        }
    }
    None
}

/// A circle, each step with the places that take it.
fn told(edges: &[(String, String)], graph: &Graph<'_>) -> Breach {
    let step = |edge: &(String, String)| {
        let imports = graph.get(edge).map(Vec::as_slice).unwrap_or_default();
        let places: Vec<_> =
            imports.iter().map(|it| format!("{}:{} ({})", it.file, it.line, it.name)).collect();
        format!("{} → {}: {}", edge.0, edge.1, places.join(", "))
    };
    let first = edges.first().and_then(|edge| graph.get(edge)?.first());
    let (file, line) = first.map_or((THIS, 1), |import| (import.file.as_str(), import.line));
    let steps: Vec<_> = edges.iter().map(step).collect();
    Breach::new(file, line, format!("a circle between folders\n    {}", steps.join("\n    ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(files: &[(&str, &str)], known: &[(&str, &str)]) -> Vec<String> {
        let breaches = of_member(&Files::made_up(files), "core", known);
        breaches.into_iter().map(|breach| format!("{}: {}", breach.place, breach.rule)).collect()
    }

    const ROUND: [(&str, &str); 3] = [
        ("core/src/a/mod.rs", "//! A.\nuse crate::b::X;\n"),
        ("core/src/b.rs", "use crate::c::Y;\n"),
        ("core/src/c/mod.rs", "mod d;\npub use crate::a::Z;\n"),
    ];

    #[test]
    fn a_circle_is_told_with_its_files_and_lines() {
        let circle = "core/src/a/mod.rs:2: a circle between folders
    a → b: core/src/a/mod.rs:2 (X)
    b → c: core/src/b.rs:1 (Y)
    c → a: core/src/c/mod.rs:2 (Z)";
        assert_eq!(rules(&ROUND, &[]), [circle]);
        assert_eq!(rules(&ROUND[..2], &[]), Vec::<String>::new());
    }

    #[test]
    fn two_folders_of_a_folder_may_not_know_each_other_either() {
        let files = [
            ("core/src/a/mod.rs", "mod b; mod c;\npub use b::B;\n"),
            ("core/src/a/b/mod.rs", "use crate::a::C;\npub struct B;\n"),
            ("core/src/a/b/deep.rs", ""),
            ("core/src/a/c/mod.rs", "use crate::a::B;\n"),
            ("core/src/a/c/deep.rs", "use super::super::b::deep::D;\n"),
        ];
        assert_eq!(rules(&files, &[]), Vec::<String>::new(), "`C` is not found, so it is `a`'s");
        let mut round = files;
        round[0].1 = "mod b; mod c;\npub use b::B;\npub use c::C;\n";
        let found = rules(&round, &[]);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("a/b → a/c: core/src/a/b/mod.rs:1 (C)"), "{found:?}");
        assert!(found[0].contains("core/src/a/c/deep.rs:1 (D)"), "{found:?}");
    }

    #[test]
    fn a_known_import_passes_for_as_long_as_it_closes_a_circle() {
        let known = [("core/src/b.rs", "c")];
        assert_eq!(rules(&ROUND, &known), Vec::<String>::new());
        let left = rules(&ROUND[..2], &known);
        assert!(left[0].contains("closes no circle by `c` any more"), "{left:?}");
    }
}
