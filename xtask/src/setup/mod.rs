//! Set-up: brings what is missing onto the machine, each thing only when it is absent.
//!
//! Tools go into a cache of the project's own, never over the user's. The one exception is the
//! standard library for WebAssembly, which belongs in the toolchain. Moved by every command that
//! needs a tool; it does not know what the tools are used for.

pub(crate) mod axe;
pub(crate) mod binaryen;
pub(crate) mod browser;
pub(crate) mod cache;
pub(crate) mod cargo_tool;
mod distribution;
mod distro_std;
pub(crate) mod esbuild;
pub(crate) mod face;
pub(crate) mod firefox;
mod npm;
pub(crate) mod toolbox;
pub(crate) mod wasm_target;

use crate::terminal::{say, took};
use anyhow::{Context, Result, anyhow};
use cache::Cache;
use std::time::Instant;
use toolbox::Toolbox;

/// What a command needs beyond Rust itself; each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Needs {
    /// The standard library for WebAssembly.
    Target,
    /// Everything that builds the pages.
    Pages,
    /// The browsers with their drivers, and what tests run inside a page.
    Browser,
}

/// Sets up what is missing and returns the tools.
pub(crate) fn ensure(needs: Needs) -> Result<Toolbox> {
    let cache = Cache::open()?;
    if !complete(&cache, needs)? {
        say(&format!(
            "Setting up what is missing; tools go to {} (BACKLINE_CACHE moves it).",
            cache.root().display()
        ));
        let started = Instant::now();
        let _one_at_a_time = cache.lock()?;
        install_missing(&cache, needs)?;
        say(&format!("Set up in {}.", took(started.elapsed())));
    }
    Toolbox::find(&cache, needs)
}

fn complete(cache: &Cache, needs: Needs) -> Result<bool> {
    Ok(wasm_target::present()?
        && cargo_tool::all(needs)?.iter().all(|tool| tool.present(cache))
        && (needs < Needs::Pages || pages_complete(cache)?)
        && (needs < Needs::Browser || browsers_complete(cache)))
}

fn pages_complete(cache: &Cache) -> Result<bool> {
    let fetched = esbuild::find(cache).is_some() && face::find(cache).is_some();
    Ok(fetched && binaryen::find(cache)?.is_some())
}

fn browsers_complete(cache: &Cache) -> bool {
    browser::find().is_ok() && firefox::find().is_ok() && axe::find(cache).is_some()
}

/// Cargo's builds fill the cores one after the other, sharing what both depend on; the rest
/// waits for the network, so it goes beside them.
fn install_missing(cache: &Cache, needs: Needs) -> Result<()> {
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| {
            if needs >= Needs::Pages {
                binaryen::ensure(cache)?;
                esbuild::ensure(cache)?;
                face::ensure(cache)?;
            }
            if needs >= Needs::Browser {
                browser::ensure(cache)?;
                firefox::ensure(cache)?;
                axe::ensure(cache)?;
            }
            anyhow::Ok(())
        });
        let built = wasm_target::ensure(cache).and_then(|()| match needs {
            Needs::Target => Ok(()),
            Needs::Pages | Needs::Browser => cargo_tool::ensure_all(cache, needs),
        });
        let fetched = beside
            .join()
            .map_err(|_| anyhow!("a set-up step panicked"))
            .and_then(|outcome| outcome);
        built.and(fetched)
    })
}

/// Runs one step of set-up, saying what is done and how long it took.
fn step(what: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    say(&format!(" · {what}"));
    let started = Instant::now();
    work().with_context(|| format!("set-up of {what}"))?;
    say(&format!(" ✓ {what}: {}", took(started.elapsed())));
    Ok(())
}
