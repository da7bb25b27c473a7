//! The pages: two WebAssembly programs, put together by Trunk into `dist/panel` and `dist/workspace`.
//!
//! Cargo compiles both programs in one go, so that two cores optimise them side by side; Trunk
//! then finds them built. Skipped when no input has changed.

use super::shrink::shrink;
use super::{brand, face, sheets, size, still};
use crate::process;
use crate::setup::wasm_target::TARGET;
use crate::setup::{self, toolbox::Toolbox};
use crate::terminal::say;
use crate::workspace;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The programs; `www/<name>.html` is the entry of each.
pub(crate) const PROGRAMS: [&str; 2] = ["panel", "workspace"];
/// The Cargo profile of the pages, which `Trunk.toml` names as well.
const PROFILE: &str = "page";
/// What the pages are made of.
const INPUTS: [&str; 8] = [
    "core/Cargo.toml",
    "core/src",
    "widget",
    "www",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "rust-toolchain.toml",
];

/// Builds the pages if an input has changed since they were built.
pub(crate) fn build(tools: &Toolbox) -> Result<()> {
    let inputs = describe_inputs()?;
    let stamp = workspace::target().join("pages.inputs");
    let built = PROGRAMS.iter().all(|name| dist(name).join("index.html").is_file());
    if built
        && face::is_published()
        && still::are_published()
        && fs::read_to_string(&stamp).is_ok_and(|before| before == inputs)
    {
        say("unchanged since they were built");
        return Ok(());
    }
    if stamp.exists() {
        fs::remove_file(&stamp)?;
    }
    compile(tools)?;
    let face = face::publish(tools)?;
    still::publish(&face)?;
    for name in PROGRAMS {
        assemble(tools, name, &face)?;
        size::compress(name, &dist(name))?;
    }
    fs::write(&stamp, inputs).with_context(|| format!("cannot write {}", stamp.display()))
}

/// The folder with the finished files of one program.
pub(crate) fn dist(program: &str) -> PathBuf {
    workspace::root().join("dist").join(program)
}

fn compile(tools: &Toolbox) -> Result<()> {
    process::run(tools.command("cargo").args([
        "build",
        "--package",
        "backline-widget",
        "--bins",
        "--target",
        TARGET,
        "--profile",
        PROFILE,
    ]))
}

fn assemble(tools: &Toolbox, name: &str, face: &face::Address) -> Result<()> {
    let _sheet = sheets::Joined::write(name, face)?;
    process::run(
        tools
            .command("trunk")
            .args(["build", "--release", "--log", "warn"])
            .arg("--dist")
            .arg(dist(name))
            .arg("--public-url")
            .arg(format!("/assets/{name}/"))
            .arg(format!("www/{name}.html"))
            // Trunk reads this as a yes-or-no option and refuses the usual `1`.
            .env_remove("NO_COLOR"),
    )?;
    let page = dist(name).join("index.html");
    let text = fs::read_to_string(&page).with_context(|| format!("no {}", page.display()))?;
    let text = face.put_into(&brand::put_into(&shrink(tools, name, &text)?)?);
    fs::write(&page, without_integrity(&text))
        .with_context(|| format!("cannot write {}", page.display()))
}

/// The page without the integrity of what is fetched ahead. That of the script is of before it was
/// made small; Trunk's loader fetches the program without one, and for that a browser does not use
/// what it has fetched with one: it fetches the program twice, and warns.
fn without_integrity(html: &str) -> String {
    const INTEGRITY: &str = " integrity=";
    let mut out = String::with_capacity(html.len());
    for tag in html.split_inclusive('>') {
        let ahead = tag.split_once("rel=").is_some_and(|(_, rel)| {
            let rel = rel.trim_start_matches('"');
            rel.starts_with("preload") || rel.starts_with("modulepreload")
        });
        match tag.split_once(INTEGRITY).filter(|_| ahead) {
            Some((before, after)) => {
                out.push_str(before);
                let rest = after.find([' ', '>']).and_then(|end| after.get(end..));
                out.push_str(rest.unwrap_or_default());
            }
            None => out.push_str(tag),
        }
    }
    out
}

/// One line per file: its name, size and time. A removed file is a difference, too.
fn describe_inputs() -> Result<String> {
    let root = workspace::root();
    let mut text = format!("{}\nface {}\n", root.display(), setup::face::VERSION);
    for input in INPUTS {
        describe(&root.join(input), &mut text)?;
    }
    Ok(text)
}

fn describe(path: &Path, text: &mut String) -> Result<()> {
    let about = fs::metadata(path).with_context(|| format!("{} is missing", path.display()))?;
    if about.is_dir() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| describe(entry, text));
    }
    let changed = about.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
    writeln!(text, "{} {} {changed}", path.display(), about.len())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn only_what_is_fetched_ahead_loses_its_integrity() {
        let sheet = "<link rel=\"stylesheet\" href=\"a.css\" integrity=\"sha384-a/b+c=\">";
        for (with, without) in [
            ("<link rel=preload integrity=sha384-x/y= as=fetch>", "<link rel=preload as=fetch>"),
            (
                "<link rel=\"preload\" href=a integrity=\"sha384-x=\">",
                "<link rel=\"preload\" href=a>",
            ),
            (
                "<link integrity=sha384-x= rel=modulepreload href=a>",
                "<link rel=modulepreload href=a>",
            ),
        ] {
            let page = |link: &str| format!("<head>{sheet}{link}<body>integrity=no</body>");
            assert_eq!(without_integrity(&page(with)), page(without));
        }
    }
}
