//! `backline check-config`: every problem of a file, with its line and the remedy.

use std::{path::Path, process::ExitCode};

use crate::config::{self, Config};

/// Reads the file as `serve` would.
#[expect(clippy::print_stdout, reason = "the report is what the command is for")]
pub(super) fn run(file: &Path) -> ExitCode {
    match config::check(file) {
        Ok(config) => {
            println!("{}: {}", file.display(), good(&config));
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What is read off a file without a problem, for whoever opens the firewall as well.
fn good(config: &Config) -> String {
    let people: usize = config.tenants.iter().map(|tenant| tenant.people.len()).sum();
    let sound = match config.media.ports() {
        Some(ports) => format!("Sound goes over UDP, ports {ports}"),
        None => "Sound goes over UDP, free ports that the start prints".to_owned(),
    };
    let (tenants, listen) = (config.tenants.len(), config.listen);
    format!("good. Tenants: {tenants}. People: {people}. Listens on {listen}. {sound}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn the_ports_of_all_workers_are_named() {
        let sample = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/backline.toml"));
        let mut config = config::check(sample).unwrap();
        let told = good(&config);
        assert!(told.ends_with(" Sound goes over UDP, ports 40000-40001."), "{told}");
        config.media.port = 0;
        let told = good(&config);
        assert!(
            told.ends_with(" Sound goes over UDP, free ports that the start prints."),
            "{told}"
        );
    }
}
