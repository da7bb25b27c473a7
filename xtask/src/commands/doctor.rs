//! `doctor`: what is there, what is missing, and the remedy. It changes nothing.

use super::no_arguments;
use crate::process;
use crate::setup::cache::Cache;
use crate::setup::{
    Needs, axe, binaryen, browser, cargo_tool, esbuild, face, firefox, wasm_target,
};
use crate::terminal::say;
use anyhow::Result;
use std::process::Command;

/// One line of the table: there, with a version or path; or missing, with what to do.
enum Finding {
    There(String),
    Missing(String),
}

/// Prints the table.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    no_arguments("doctor", arguments)?;
    let cache = Cache::open()?;
    let by_setup = "`cargo xtask demo` or `test` brings it";
    let mut table = vec![
        ("Rust", program("rustc", "install it from https://rustup.rs")),
        ("C compiler", program("cc", "install gcc or clang")),
        ("WebAssembly target", target(by_setup)?),
    ];
    for tool in cargo_tool::all(Needs::Browser)? {
        let folder = tool.folder(&cache);
        let finding = if tool.present(&cache) {
            Finding::There(format!("{} in {}", tool.version, folder.display()))
        } else {
            Finding::Missing(format!("version {}: {by_setup}", tool.version))
        };
        table.push((tool.package, finding));
    }
    table.push(("Node.js", program("node", "install it: wasm-opt and esbuild run on it")));
    table.extend(from_npm(&cache, by_setup)?);
    table.push((
        "Chromium, driver",
        match browser::find() {
            Ok(found) => Finding::There(format!(
                "{} at {}, {}",
                found.version,
                found.chromium.display(),
                found.driver.display()
            )),
            Err(error) => Finding::Missing(format!("{error}; only tests need it")),
        },
    ));
    table.extend(firefox().map(|finding| ("Firefox, PulseAudio", finding)));
    table.push((
        "axe-core",
        match axe::find(&cache) {
            Some(script) => Finding::There(format!("{} at {}", axe::VERSION, script.display())),
            None => Finding::Missing(format!("{}: `cargo xtask test` brings it", axe::VERSION)),
        },
    ));
    table.push(("cargo-deny", optional("cargo-deny", "`lint` checks dependencies with it")));
    table.push(("cargo-fuzz", optional("cargo-fuzz", "`fuzz` needs it, with nightly Rust")));
    print(&cache, &table);
    Ok(())
}

/// What npm brings for the pages.
fn from_npm(cache: &Cache, by_setup: &str) -> Result<[(&'static str, Finding); 3]> {
    Ok([
        (
            "wasm-opt",
            match binaryen::find(cache)? {
                Some(folder) => {
                    Finding::There(format!("{} in {}", binaryen::version()?, folder.display()))
                }
                None => Finding::Missing(format!("{}: {by_setup}", binaryen::version()?)),
            },
        ),
        (
            "esbuild",
            match esbuild::find(cache) {
                Some(folder) => {
                    Finding::There(format!("{} in {}", esbuild::VERSION, folder.display()))
                }
                None => Finding::Missing(format!("{}: {by_setup}", esbuild::VERSION)),
            },
        ),
        (
            "Inter, the face",
            match face::find(cache) {
                Some(file) => Finding::There(format!("{} at {}", face::VERSION, file.display())),
                None => Finding::Missing(format!("{}: {by_setup}", face::VERSION)),
            },
        ),
    ])
}

fn print(cache: &Cache, table: &[(&str, Finding)]) {
    say(&format!("tools of the project: {}\n", cache.root().display()));
    let mut absent = 0;
    for (name, finding) in table {
        match finding {
            Finding::There(what) => say(&format!("  there    {name:<19} {what}")),
            Finding::Missing(remedy) => {
                absent += 1;
                say(&format!("  missing  {name:<19} {remedy}"));
            }
        }
    }
    say(&format!("\n{} there, {absent} missing", table.len() - absent));
}

/// Nothing where no test uses it.
fn firefox() -> Option<Finding> {
    Some(match firefox::find() {
        Ok(found) => {
            let found = found?;
            Finding::There(format!("{} at {}", found.version, found.program.display()))
        }
        Err(error) => Finding::Missing(format!("{error}; only tests need it")),
    })
}

fn program(name: &str, remedy: &str) -> Finding {
    let Some(path) = process::on_path(name) else {
        return Finding::Missing(remedy.to_owned());
    };
    let answer = process::output(Command::new(&path).arg("--version")).unwrap_or_default();
    let version = answer.lines().next().unwrap_or_default();
    Finding::There(format!("{version} at {}", path.display()))
}

fn optional(name: &str, purpose: &str) -> Finding {
    match process::on_path(name) {
        Some(path) => Finding::There(format!("at {}", path.display())),
        None => Finding::Missing(format!("optional: {purpose} (`cargo install --locked {name}`)")),
    }
}

fn target(by_setup: &str) -> Result<Finding> {
    Ok(if wasm_target::present()? {
        Finding::There(format!("in {}", wasm_target::library_folder()?.display()))
    } else {
        Finding::Missing(by_setup.to_owned())
    })
}
