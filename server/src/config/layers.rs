//! The layers, merged: flags and environment (one layer, clap's) over the file over the defaults.

use std::path::{Path, PathBuf};

use super::{Config, ConfigError, Problem, demo::demo, file};
use crate::cli::{DemoArgs, Overrides, ServeArgs};

/// The configuration for `serve`.
///
/// # Errors
/// With every problem that the file has, or when it cannot be read.
pub fn for_serve(args: &ServeArgs) -> Result<Config, ConfigError> {
    let mut config = file::read(&args.config)?;
    overlay(&mut config, &args.overrides);
    Ok(config)
}

/// The configuration that a file alone gives.
///
/// # Errors
/// With every problem that the file has, or when it cannot be read.
pub fn check(path: &Path) -> Result<Config, ConfigError> {
    file::read(path)
}

/// The configuration for `demo`.
///
/// # Errors
/// When the address to listen on is not a loopback one.
pub fn for_demo(args: &DemoArgs) -> Result<Config, ConfigError> {
    let wrong = |text: String| ConfigError {
        source_name: "demo".to_owned(),
        problems: vec![Problem { line: None, text }],
    };
    let mut config = demo(default_data()).map_err(|error| wrong(error.to_string()))?;
    overlay(&mut config, &args.overrides);
    for address in [config.listen, config.metrics] {
        if !address.ip().is_loopback() {
            return Err(wrong(format!(
                "The demo lets anybody sign in by name, so it listens on this machine only, not on {address}. Use 127.0.0.1 or [::1], or `backline serve` with passwords."
            )));
        }
    }
    Ok(config)
}

/// Where the demo keeps its data when it is not told: the user's own folder for such things.
#[must_use]
pub fn default_data() -> PathBuf {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let data_home = folder("XDG_DATA_HOME")
        .or_else(|| folder("LOCALAPPDATA"))
        .map(PathBuf::from)
        .or_else(|| folder("HOME").map(|home| PathBuf::from(home).join(".local/share")));
    match data_home {
        Some(home) => home.join("backline").join("demo"),
        None => PathBuf::from("backline-data"),
    }
}

fn overlay(config: &mut Config, over: &Overrides) {
    if let Some(listen) = over.listen {
        config.listen = listen;
    }
    if let Some(metrics) = over.metrics {
        config.metrics = metrics;
    }
    if let Some(port) = over.media {
        config.media.port = port;
    }
    if let Some(workers) = over.media_workers {
        config.media.workers = workers.max(1);
    }
    config.media.loopback_only |= over.loopback_only;
    if over.external_address.is_some() {
        config.media.external_address = over.external_address;
    }
    if let Some(data) = &over.data {
        config.data.clone_from(data);
    }
    if over.anchor.is_some() {
        config.anchor.clone_from(&over.anchor);
    }
    if let Some(log) = over.log {
        config.log = log;
    }
}
