//! Trunk, wasm-bindgen and Firefox's driver, built by cargo from the registry.
//!
//! Debug builds without debug information: three times faster to build, and what they do for a
//! page takes well under a second. All are built in one target folder, which is removed when the
//! last one stands, because nothing needs it again.

use super::cache::Cache;
use super::{Needs, firefox, step};
use crate::process::Quiet;
use crate::workspace::{locked_version, trunk_setting};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A program that `cargo install` builds.
pub(crate) struct CargoTool {
    pub(crate) package: &'static str,
    pub(crate) version: String,
    pub(crate) programs: &'static [&'static str],
    needed: Needs,
    options: &'static [&'static str],
}

/// Firefox's driver. It speaks to every Firefox that is not much older than itself, so its version
/// need not be the browser's.
const GECKODRIVER: &str = "0.37.1";

/// Those tools that are needed for `needs`, with the versions that `Trunk.toml`, `Cargo.lock` and
/// this file pin.
pub(crate) fn all(needs: Needs) -> Result<Vec<CargoTool>> {
    let mut tools = vec![
        CargoTool {
            package: "trunk",
            version: trunk_setting("trunk-version")?.trim_start_matches('=').to_owned(),
            programs: &["trunk"],
            needed: Needs::Pages,
            // Without features it speaks no TLS; it is run offline anyway.
            options: &["--locked", "--no-default-features"],
        },
        // Its own lock file does not resolve, so it is built without --locked.
        CargoTool {
            package: "wasm-bindgen-cli",
            version: locked_version("wasm-bindgen")?,
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            needed: Needs::Pages,
            options: &[],
        },
    ];
    if firefox::IS_TESTED {
        tools.push(CargoTool {
            package: "geckodriver",
            version: GECKODRIVER.to_owned(),
            programs: &["geckodriver"],
            needed: Needs::Browser,
            options: &["--locked"],
        });
    }
    tools.retain(|tool| tool.needed <= needs);
    Ok(tools)
}

/// Builds what is missing.
pub(crate) fn ensure_all(cache: &Cache, needs: Needs) -> Result<()> {
    let shared = cache.root().join("build");
    for tool in all(needs)?.iter().filter(|tool| !tool.present(cache)) {
        let name = format!("{} {}", tool.package, tool.version);
        step(&name, || {
            cache.install(tool.package, &tool.version, |folder| {
                let mut command = Command::new("cargo");
                command
                    .args(["install", "--debug", "--root"])
                    .arg(folder)
                    .args(tool.options)
                    .arg(format!("{}@{}", tool.package, tool.version))
                    .env("CARGO_TARGET_DIR", &shared)
                    .env("CARGO_PROFILE_DEV_DEBUG", "0")
                    .env_remove("RUSTFLAGS")
                    .env_remove("CARGO_BUILD_TARGET");
                Quiet { label: &name, log: cache.log(tool.package), bound: None }
                    .run(&mut command)
                    .context(
                        "is the package registry reachable, and is there a C compiler (`cc`)? \
                     Run the command again to go on where it stopped",
                    )
            })
        })?;
    }
    if shared.exists() {
        fs::remove_dir_all(&shared)?;
    }
    Ok(())
}

impl CargoTool {
    pub(crate) fn folder(&self, cache: &Cache) -> PathBuf {
        cache.tool(self.package, &self.version).join("bin")
    }

    pub(crate) fn present(&self, cache: &Cache) -> bool {
        let folder = self.folder(cache);
        self.programs.iter().all(|program| folder.join(program).is_file())
    }
}
