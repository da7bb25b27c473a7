//! The text files of the workspace, read once per rule.

use std::fs;
use std::path::Path;

const MEMBERS: [&str; 6] = ["core/", "media/", "server/", "widget/", "xtask/", "tests/"];
const LEFT_OUT: [&str; 5] = ["target", "dist", "data", "node_modules", "vendor"];
const TEXT: [&str; 10] = ["rs", "toml", "md", "html", "css", "js", "json", "sql", "sh", "yml"];

/// One file: its path below the root, with `/`, and what it holds.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All files of the workspace that a person wrote.
pub(crate) struct Files(Vec<File>);

impl Files {
    pub(crate) fn of_the_workspace() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the package lies in the workspace");
        let mut files = Vec::new();
        collect(root, root, &mut files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        assert!(files.len() > 20, "the workspace was not found at {root:?}");
        Self(files)
    }

    /// A made-up workspace, to try a rule on.
    pub(crate) fn made_up(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        Self(files.iter().map(file).collect())
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &File> {
        self.0.iter()
    }

    /// The Rust files of the members.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.all().filter(|file| {
            file.path.ends_with(".rs") && MEMBERS.iter().any(|member| file.path.starts_with(member))
        })
    }

    pub(crate) fn get(&self, path: &str) -> &File {
        self.all().find(|file| file.path == path).unwrap_or_else(|| panic!("{path} is missing"))
    }
}

impl File {
    /// Whether the whole file is a test.
    pub(crate) fn is_test(&self) -> bool {
        let inside_member = self.path.split_once('/').map_or("", |(_, rest)| rest);
        inside_member.starts_with("tests/")
            || inside_member.starts_with("benches/")
            || inside_member.contains("/tests/")
            || inside_member.ends_with("tests.rs")
    }

    /// The text before the file's own tests.
    pub(crate) fn without_tests(&self) -> &str {
        let mut offset = 0;
        let lines: Vec<&str> = self.text.split_inclusive('\n').collect();
        for (number, line) in lines.iter().enumerate() {
            let opens_module = lines[number + 1..]
                .iter()
                .map(|next| next.trim())
                .find(|next| !next.is_empty() && !next.starts_with("#["))
                .is_some_and(|next| next.starts_with("mod ") && next.ends_with('{'));
            if line.trim() == "#[cfg(test)]" && opens_module {
                break;
            }
            offset += line.len();
        }
        &self.text[..offset]
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            let hidden = name.starts_with('.') && name != ".cargo" && name != ".ci";
            if !hidden && !LEFT_OUT.contains(&name.as_ref()) {
                collect(root, &path, files);
            }
        } else if path.extension().is_some_and(|kind| TEXT.iter().any(|known| kind == *known)) {
            let below = path.strip_prefix(root).expect("it lies below the root");
            files.push(File {
                path: below.to_string_lossy().replace('\\', "/"),
                text: fs::read_to_string(&path).expect("the file is UTF-8 text"),
            });
        }
    }
}
