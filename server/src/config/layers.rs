//! The layers, merged: flags and environment (one layer, clap's) over the file over the defaults.

use std::path::Path;

use super::{Config, ConfigError, Overrides, ServeArgs, file};

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

/// Lets what a flag or the environment says go over what is there.
pub fn overlay(config: &mut Config, over: &Overrides) {
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
    if let Some(loopback_only) = over.loopback_only {
        config.media.loopback_only = loopback_only;
    }
    if let Some(external_address) = &over.external_address {
        config.media.external_address.clone_from(external_address);
    }
    if let Some(data) = &over.data {
        config.data.clone_from(data);
    }
    if over.anchor.is_some() {
        config.anchor.clone_from(&over.anchor);
    }
    if let Some(accept_clock) = over.accept_clock {
        config.accept_clock = accept_clock;
    }
    if let Some(log) = over.log {
        config.log = log;
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct ServeLine {
        #[command(flatten)]
        args: ServeArgs,
    }

    fn serve_args(flags: &[&str]) -> ServeArgs {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/backline.toml");
        let line = ["serve", "--config", file].into_iter().chain(flags.iter().copied());
        ServeLine::try_parse_from(line).unwrap().args
    }

    #[test]
    fn a_flag_goes_over_the_file_and_the_file_over_the_default() {
        let config = for_serve(&serve_args(&["--metrics", "127.0.0.1:9999", "--log", "json"]));
        let config = config.unwrap();
        assert_eq!(config.metrics.port(), 9999);
        assert_eq!(config.log, crate::config::LogFormat::Json);
        assert_eq!(config.media.port, 40_000, "from the file");
        let flags = ["--media", "0", "--media-workers", "3", "--loopback-only", "--data", "/x"];
        let config = for_serve(&serve_args(&flags)).unwrap();
        assert_eq!((config.media.port, config.media.workers), (0, 3));
        assert!(config.media.loopback_only);
        assert_eq!(config.media.external_address.as_slice().len(), 2, "from the file");
        let named = for_serve(&serve_args(&["--external-address", "2001:db8::9,203.0.113.9"]));
        let external = named.unwrap().media.external_address;
        assert_eq!(external, "2001:db8::9,203.0.113.9".parse().unwrap());
        assert_eq!(config.data, Path::new("/x"));
        let config = for_serve(&serve_args(&["--loopback-only=no", "--listen", "81"])).unwrap();
        assert!(!config.media.loopback_only);
        assert_eq!(config.listen.to_string(), "127.0.0.1:81");
    }

    #[test]
    fn a_missing_file_is_named_with_the_remedy() {
        let error = check(Path::new("nowhere/backline.toml")).unwrap_err().to_string();
        assert!(error.starts_with("nowhere/backline.toml: The configuration cannot be read"));
        assert!(error.contains("--config"), "{error}");
    }
}
