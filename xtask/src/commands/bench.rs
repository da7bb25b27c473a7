//! `bench`: the benchmarks of the members, found by their place.
//!
//! A benchmark is a file in the `benches` of a member with `harness = false` in its
//! manifest. One called `wasm` runs as WebAssembly in Chromium; one called `pages` looks at the pages
//! there, for which they are built. Each prints its own table; this says on what machine, and how busy
//! that was.

use super::{checks, pages};
use crate::process;
use crate::setup::{self, Needs};
use crate::terminal::say;
use crate::workspace;
use anyhow::{Result, bail};
use std::fs;
use std::thread::available_parallelism;

const MEMBERS: [&str; 4] = ["core", "media", "server", "tests"];
/// The benchmark of core that needs the browser.
const IN_WASM: &str = "wasm";
/// The one that looks at the pages in it.
const OF_PAGES: &str = "pages";

/// Runs the benchmarks that are named, or all of them.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut known = Vec::new();
    for member in MEMBERS {
        known.extend(workspace::targets(member, "benches")?);
    }
    if known.is_empty() {
        bail!("there are no benchmarks in the `benches` of {}", MEMBERS.join(", "));
    }
    for wanted in arguments {
        if !known.contains(wanted) {
            bail!("there is no benchmark `{wanted}`; there are: {}", known.join(", "));
        }
    }
    let chosen: Vec<&String> =
        known.iter().filter(|name| arguments.is_empty() || arguments.contains(name)).collect();
    let browser = chosen.iter().any(|name| [IN_WASM, OF_PAGES].contains(&name.as_str()));
    let tools = setup::ensure(if browser { Needs::Browser } else { Needs::Target })?;
    let cores = available_parallelism().map_or(0, usize::from);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_else(|_| "unknown".to_owned());
    say(&format!("{cores} cores, load {}", load.trim()));
    for name in chosen {
        say(&format!("\n── {name}"));
        let mut command = tools.command("cargo");
        command.arg("bench");
        if name == IN_WASM {
            command.args(["--package", "backline-core"]);
            checks::in_browser(&tools, &mut command)?;
        } else {
            command.args(checks::NATIVE);
        }
        if name == OF_PAGES {
            pages::build(&tools)?;
            // The server reads them from the disk, and is the one that was built for the tests: what is
            // measured is the browser.
            command.args(["--profile", "dev"]);
        }
        process::run(command.args(["--bench", name]))?;
    }
    Ok(())
}
