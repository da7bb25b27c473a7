//! `lint`: what looks at the source only, and the dependencies where cargo-deny is installed.

use super::checks::{self, ALL, Check, Kind, Scene};
use super::{no_arguments, test};
use crate::process;
use crate::setup::{self, Needs};
use crate::terminal::say;
use anyhow::Result;

const TIDY: Check = Check { name: "unit", what: "tidy", kind: Kind::Native, run: checks::tidy };
const BARE: Check = Check {
    name: "bare",
    what: "clippy, the server with nothing built onto it",
    kind: Kind::Source,
    run: bare,
};
const DENY: Check = Check { name: "deny", what: "dependencies", kind: Kind::Source, run: deny };

/// Runs them all.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    no_arguments("lint", arguments)?;
    let mut chosen: Vec<&Check> = ALL.iter().filter(|check| check.kind == Kind::Source).collect();
    chosen.extend([&TIDY, &BARE, &DENY]);
    let scene = Scene::new(setup::ensure(Needs::Target)?, None);
    test::run_all(&chosen, &scene)
}

/// Of the same members as the rest, so that what they depend on is checked once.
fn bare(scene: &Scene) -> Result<()> {
    let mut command = scene.tools.command("cargo");
    command.arg("clippy").args(checks::NATIVE).args(["--all-targets", "--no-default-features"]);
    process::run(command.args(["--", "--deny", "warnings"]))
}

fn deny(scene: &Scene) -> Result<()> {
    if process::on_path("cargo-deny").is_none() {
        say("left out: cargo-deny is not installed (`cargo install --locked cargo-deny`)");
        return Ok(());
    }
    process::run(scene.tools.command("cargo").args(["deny", "check"]))
}
