//! Every check of the test command, by name: what it runs, and what it needs.
//!
//! All native stages select the same packages, so that cargo settles on one set of features and
//! builds each dependency once.

use super::{imports, pages};
use crate::process;
use crate::setup::Needs;
use crate::setup::toolbox::Toolbox;
use crate::setup::wasm_target::TARGET;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::cell::Cell;
use std::env;
use std::process::Command;
use std::thread::available_parallelism;

/// The package with the binary `backline`.
pub(crate) const SERVER: &str = "backline-server";
/// Every member but the pages. Demo and tests select the same, so they share what they build.
pub(crate) const NATIVE: [&str; 3] = ["--workspace", "--exclude", "backline-widget"];
/// The tests in `tests/` that need no browser.
const WITHOUT_BROWSER: [&str; 2] = ["fuzz", "tidy"];
/// The fuzz targets' programs, which nothing links or runs but `cargo xtask fuzz`: they are looked at
/// with all else, without the fuzzer itself.
const FUZZED: [&str; 2] = ["--features", "backline-fuzz/programs"];
/// The test target of core that runs in a browser.
const IN_WASM: &str = "wasm";

/// How many tests run side by side: libtest reads it, and who sets it is obeyed.
const THREADS: &str = "RUST_TEST_THREADS";
/// How long all tests of a package may take in a browser, in seconds: on the busiest machine they
/// take less.
const PATIENCE_S: &str = "600";

/// What a check works with.
pub(crate) struct Scene {
    pub(crate) tools: Toolbox,
    pub(crate) filter: Option<String>,
    /// How many tests have passed so far.
    pub(crate) passed: Cell<u64>,
}

impl Scene {
    pub(crate) fn new(tools: Toolbox, filter: Option<String>) -> Self {
        Self { tools, filter, passed: Cell::new(0) }
    }
}

/// One stage of the test command.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) kind: Kind,
    pub(crate) run: fn(&Scene) -> Result<()>,
}

/// What a check is about, which says when it may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Looks at the source only.
    Source,
    /// Runs tests without a browser.
    Native,
    /// Builds or looks at the pages.
    Pages,
    /// Runs tests in a browser.
    Browser,
}

impl Kind {
    pub(crate) const fn needs(self) -> Needs {
        match self {
            Self::Source | Self::Native => Needs::Target,
            Self::Pages => Needs::Pages,
            Self::Browser => Needs::Browser,
        }
    }
}

/// In the order in which they find most mistakes soonest.
pub(crate) const ALL: [Check; 10] = [
    check("fmt", "formatting", Kind::Source, fmt),
    check("clippy", "clippy, native, with the programs of fuzz/", Kind::Source, clippy),
    check("clippy-wasm", "clippy, core and widget as WebAssembly", Kind::Source, clippy_wasm),
    check("unit", "tests of core, media, server, xtask, and tidy", Kind::Native, unit),
    check("core-wasm", "tests of core as WebAssembly in Chromium", Kind::Browser, core_wasm),
    check("widget-wasm", "tests of the pages' parts in Chromium", Kind::Browser, widget_wasm),
    check("doc", "documentation", Kind::Source, doc),
    check("pages", "pages", Kind::Pages, |scene| pages::build(&scene.tools)),
    check("imports", "imports of the pages", Kind::Pages, page_imports),
    check("system", "system tests in browsers", Kind::Browser, system),
];

const fn check(
    name: &'static str,
    what: &'static str,
    kind: Kind,
    run: fn(&Scene) -> Result<()>,
) -> Check {
    Check { name, what, kind, run }
}

fn fmt(scene: &Scene) -> Result<()> {
    process::run(scene.tools.command("cargo").args(["fmt", "--all", "--check"]))
        .context("`cargo fmt --all` puts it right")
}

fn clippy(scene: &Scene) -> Result<()> {
    let mut command = scene.tools.command("cargo");
    command.arg("clippy").args(NATIVE).arg("--all-targets").args(FUZZED);
    process::run(command.args(["--", "--deny", "warnings"]))
}

/// In the profile of the pages, whose procedural macros are then built once for both.
fn clippy_wasm(scene: &Scene) -> Result<()> {
    let mut command = scene.tools.command("cargo");
    command.args(["clippy", "--package", "backline-core", "--package", "backline-widget"]);
    command.args(["--target", TARGET, "--profile", "page"]);
    process::run(command.args(["--", "--deny", "warnings"]))
}

fn unit(scene: &Scene) -> Result<()> {
    let mut command = cargo_test(scene);
    command.args(["--lib", "--bins"]);
    for member in ["core", "media", "server", "xtask"] {
        for name in workspace::targets(member, "tests")? {
            if name != IN_WASM {
                command.args(["--test", &name]);
            }
        }
    }
    for name in WITHOUT_BROWSER {
        command.args(["--test", name]);
    }
    side_by_side(&mut command);
    run_tests(scene, &mut command)?;
    examples(scene)
}

/// Tests with sockets and deadlines, and scenes above all, wait more than they compute.
fn side_by_side(command: &mut Command) {
    if env::var_os(THREADS).is_none() {
        let cores = available_parallelism().map_or(2, usize::from);
        command.env(THREADS, (3 * cores).to_string());
    }
}

/// Examples in documents, of which there may be none.
fn examples(scene: &Scene) -> Result<()> {
    count_tests(scene, cargo_test(scene).arg("--doc")).map(drop)
}

/// Sizes, names, words and layers of the source.
pub(crate) fn tidy(scene: &Scene) -> Result<()> {
    run_tests(scene, cargo_test(scene).args(["--test", "tidy"]))
}

fn core_wasm(scene: &Scene) -> Result<()> {
    if !workspace::targets("core", "tests")?.iter().any(|name| name == IN_WASM) {
        return Ok(());
    }
    let mut command = scene.tools.command("cargo");
    command.args(["test", "--package", "backline-core"]);
    in_browser(&scene.tools, &mut command)?;
    run_tests(scene, command.args(["--test", IN_WASM]))
}

/// In the profile of the pages, so that what they depend on is built once.
fn widget_wasm(scene: &Scene) -> Result<()> {
    let mut command = scene.tools.command("cargo");
    command.args(["test", "--package", "backline-widget", "--lib", "--profile", "page"]);
    in_browser(&scene.tools, &mut command)?;
    run_tests(scene, &mut command)
}

/// Makes cargo build for WebAssembly and run in Chromium.
pub(crate) fn in_browser(tools: &Toolbox, command: &mut Command) -> Result<()> {
    let browser = tools.browser().context("there is no browser")?;
    command
        .args(["--target", TARGET])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
        .env("WASM_BINDGEN_TEST_TIMEOUT", PATIENCE_S)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser.capabilities()?);
    Ok(())
}

/// Of pages as they are now: in a run of everything they have just been built.
fn page_imports(scene: &Scene) -> Result<()> {
    pages::build(&scene.tools)?;
    imports::check()
}

fn doc(scene: &Scene) -> Result<()> {
    let mut command = scene.tools.command("cargo");
    // Of the same members as the tests, so that what they depend on is built once.
    command.arg("doc").args(NATIVE).args(["--no-deps", "--document-private-items"]);
    process::run(command.env("RUSTDOCFLAGS", "--deny warnings"))
}

fn system(scene: &Scene) -> Result<()> {
    let mut build = scene.tools.command("cargo");
    // Naming a test makes cargo choose the features that the tests were built with.
    build.arg("build").args(NATIVE).args(["--bin", "backline", "--test", "tidy"]);
    process::run(&mut build)?;
    let mut command = cargo_test(scene);
    let mut any = false;
    for name in workspace::targets("tests", "tests")? {
        if !WITHOUT_BROWSER.contains(&name.as_str()) {
            command.args(["--test", &name]);
            any = true;
        }
    }
    if !any {
        return Ok(());
    }
    side_by_side(&mut command);
    command.env("BACKLINE_BIN", workspace::target().join("debug/backline"));
    run_tests(scene, &mut command)
}

fn cargo_test(scene: &Scene) -> Command {
    let mut command = scene.tools.command("cargo");
    command.arg("test").args(NATIVE);
    command
}

/// Fails, too, when there was nothing to run and nobody asked for a few tests only.
fn run_tests(scene: &Scene, command: &mut Command) -> Result<()> {
    let passed = count_tests(scene, command)?;
    ensure!(passed > 0 || scene.filter.is_some(), "no test was run");
    Ok(())
}

fn count_tests(scene: &Scene, command: &mut Command) -> Result<u64> {
    if let Some(filter) = &scene.filter {
        command.args(["--", filter]);
    }
    let passed = process::run_tests(command)?;
    scene.passed.set(scene.passed.get() + passed);
    Ok(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_checks_share_a_name() {
        let mut names: Vec<_> = ALL.iter().map(|check| check.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
