//! `bench`: one binary of the server package, which knows the benchmarks by name.

use super::checks;
use crate::process;
use crate::setup::{self, Needs};
use anyhow::Result;

/// Runs `bench <arguments>`, optimised.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let tools = setup::ensure(Needs::Pages)?;
    let mut command = tools.command("cargo");
    command.args(["run", "--release", "--package", checks::SERVER]);
    command.args(["--bin", "bench", "--"]);
    process::run(command.args(arguments))
}
