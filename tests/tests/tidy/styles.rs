//! Style sheets lie beside what they are for, are as short, and speak in the design's words: one sheet
//! alone says what a colour, a size, a weight and a radius is.

use super::{
    Breach,
    files::Files,
    known::{Found, except},
};

const MOST_LINES: usize = 300;

const THIS: &str = "tests/tests/tidy/styles.rs";

/// Style sheets that are still longer.
const KNOWN: [&str; 0] = [];

/// The sheet that says what the words mean, and the one that says what the face is.
const WORDS: [&str; 2] = ["www/tokens.css", "www/face.css"];

/// How a colour would be named that has no word.
const COLOURS: [&str; 5] = ["oklch(", "rgb(", "rgba(", "hsl(", "#"];

/// What may be said of type and corners: the beginnings of the values of a property.
const VALUES: [(&str, &[&str]); 3] = [
    ("font-size", &["var(--text", "inherit"]),
    (
        "font-weight",
        &["var(--regular", "var(--medium", "var(--strong", "inherit", "400", "500", "600"],
    ),
    ("border-radius", &["var(--radius", "50%", "0", "inherit"]),
];

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    except(found(files), &KNOWN, THIS).into_iter().chain(wordless(files)).collect()
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

/// Values that are none of the design's words.
fn wordless(files: &Files) -> Vec<Breach> {
    let sheets = files.all().filter(|file| file.path.ends_with(".css"));
    let others = sheets.filter(|file| !WORDS.contains(&file.path.as_str()));
    let lines = others.flat_map(|file| {
        file.text.lines().enumerate().map(move |(at, line)| (&file.path, at + 1, line))
    });
    let breaches = lines.filter_map(|(path, at, line)| {
        let (property, value) = line.trim().strip_suffix(';')?.split_once(": ")?;
        let rule = if COLOURS.iter().any(|colour| value.contains(colour)) {
            format!("`{value}` is a colour without a word in {}", WORDS[0])
        } else {
            let (_, allowed) = VALUES.iter().find(|(named, _)| *named == property)?;
            if allowed.iter().any(|begin| value.starts_with(begin)) {
                return None;
            }
            format!("`{value}` has no word in {}", WORDS[0])
        };
        Some(Breach::new(path, at, rule))
    });
    breaches.collect()
}

#[test]
fn a_long_style_sheet_is_found() {
    let (long, short) = ("a {}\n".repeat(MOST_LINES + 1), "a {}\n".repeat(MOST_LINES));
    let files = [("a.css", long.as_str()), ("b.css", &short), ("c.rs", &long)];
    let names: Vec<_> = found(&Files::made_up(&files)).into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["a.css"]);
}

///
#[test]
fn a_value_that_is_none_of_the_designs_words_is_found() {
    let bad = "a {\n  color: #fff;\n  font-size: 13px;\n  font-weight: 650;\n  \
        border-radius: 4px;\n  background: oklch(0.5 0.1 20);\n}\n";
    let good = "#a:hover {\n  color: var(--ink);\n  font-size: var(--text);\n  font-weight: inherit;\n  \
        background: color-mix(in oklch, var(--accent) 12%, transparent);\n  border-radius: 50%;\n}\n";
    let files = Files::made_up(&[("a.css", bad), ("b.css", good), (WORDS[0], bad)]);
    let places: Vec<_> = wordless(&files).into_iter().map(|breach| breach.place).collect();
    assert_eq!(places, ["a.css:2", "a.css:3", "a.css:4", "a.css:5", "a.css:6"]);
}
