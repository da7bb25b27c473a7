//! The commands, one file each, and the words that select them.

mod bench;
mod brand;
mod build;
mod checks;
mod doctor;
mod face;
mod fuzz;
mod imports;
mod lint;
mod pages;
mod serve;
mod sheets;
mod shrink;
mod size;
mod still;
mod test;

use crate::terminal::say;
use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask <command>

  demo [arguments]     build everything and start the demo; arguments go to `backline demo`
  serve [arguments]    the same for `backline serve`
  test [filter]        everything that proves the product
       --fast          leave out what needs a browser
       --only <stage>  one stage by its name
       --list          the names of the stages
  lint                 formatting, clippy, tidy, documentation, and cargo-deny where installed
  bench [which]        benchmarks: core, media, pages, ...
  fuzz [target]        fuzzing, where nightly and cargo-fuzz are installed
  build                the release binary with the pages inside
  doctor               what is there, what is missing, what to do about it

Tools go to $BACKLINE_CACHE, else $XDG_CACHE_HOME/backline, else ~/.cache/backline.";

/// Runs the command that the arguments name.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", arguments),
    };
    match command {
        "demo" | "serve" => serve::run(command, rest),
        "test" => test::run(rest),
        "lint" => lint::run(rest),
        "bench" => bench::run(rest),
        "fuzz" => fuzz::run(rest),
        "build" => build::run(rest),
        "doctor" => doctor::run(rest),
        "help" | "--help" | "-h" => {
            say(HELP);
            Ok(())
        }
        unknown => bail!("there is no command `{unknown}`\n\n{HELP}"),
    }
}

/// Refuses arguments where a command takes none, rather than ignoring a slip.
fn no_arguments(command: &str, rest: &[String]) -> Result<()> {
    match rest.first() {
        None => Ok(()),
        Some(surplus) => bail!("`{command}` takes no argument, but got `{surplus}`"),
    }
}
