//! Packages of the distribution, installed with apt by those who may.

use super::cache::Cache;
use crate::process::{self, Quiet};
use anyhow::{Result, bail};
use std::process::Command;

/// Installs `packages`, as root or through a `sudo` that asks for no password. What is there stays:
/// where a package would take the place of another one, this fails.
pub(crate) fn install(cache: &Cache, packages: &[&str]) -> Result<()> {
    let wanted = packages.join(" ");
    if process::on_path("apt-get").is_none() {
        bail!("there is no apt-get here; install {wanted} with your system's package manager");
    }
    let Some(prefix) = elevation() else {
        bail!(
            "installing needs root; run `sudo apt-get install {wanted}`, then this command again"
        );
    };
    apt(cache, prefix, &["update"])?;
    let mut arguments = vec!["install", "--yes", "--no-remove", "--no-install-recommends"];
    arguments.extend_from_slice(packages);
    apt(cache, prefix, &arguments)
}

fn apt(cache: &Cache, prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let mut words = prefix.to_vec();
    words.extend_from_slice(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    words.extend_from_slice(arguments);
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    Quiet { label: "apt-get", log: cache.log("apt"), bound: None }.run(&mut command)
}

/// What to put before a command that needs root; nothing at all for root.
fn elevation() -> Option<&'static [&'static str]> {
    let user = process::output(Command::new("id").arg("-u")).ok()?;
    if user == "0" {
        return Some(&[]);
    }
    process::output(Command::new("sudo").args(["-n", "true"])).is_ok().then_some(&["sudo", "-n"])
}
