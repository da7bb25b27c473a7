//! Chromium and its driver, from the distribution; only tests need them.

use super::cache::Cache;
use super::{distribution, step};
use crate::process;
use crate::workspace;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// A browser and the driver that fits it.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
    pub(crate) version: String,
}

/// Without a window, without traffic of its own, and inside containers, too.
const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

impl Browser {
    /// A file with the capabilities that a test runner asks the driver for.
    pub(crate) fn capabilities(&self) -> Result<PathBuf> {
        let flags: Vec<String> = FLAGS.iter().map(|flag| format!("{flag:?}")).collect();
        let text = format!(
            "{{\"goog:chromeOptions\": {{\"binary\": {:?}, \"args\": [{}]}}}}\n",
            self.chromium.display().to_string(),
            flags.join(", ")
        );
        let path = workspace::target().join("webdriver.json");
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }
}

/// Finds both and checks that they fit; the error says what is wrong and what to do.
pub(crate) fn find() -> Result<Browser> {
    let chromium = chosen("BACKLINE_CHROMIUM", &["chromium", "chromium-browser", "google-chrome"])
        .context("Chromium is missing: install it (Debian: `apt-get install chromium`)")?;
    let driver = chosen("CHROMEDRIVER", &["chromedriver"]).context(
        "chromedriver is missing: install it (Debian: `apt-get install chromium-driver`)",
    )?;
    let browser_version = version_of(&chromium)?;
    let driver_version = version_of(&driver)?;
    if major(&browser_version) != major(&driver_version) {
        bail!(
            "{} is version {browser_version}, but {} is version {driver_version}; install two of \
             the same version, or name others with BACKLINE_CHROMIUM and CHROMEDRIVER",
            chromium.display(),
            driver.display()
        );
    }
    Ok(Browser { chromium, driver, version: browser_version })
}

/// Installs both when one is missing. Two that do not fit each other are left to the user.
pub(crate) fn ensure(cache: &Cache) -> Result<()> {
    if process::on_path("chromium").is_none() || process::on_path("chromedriver").is_none() {
        let Err(missing) = find() else {
            return Ok(());
        };
        step("Chromium and its driver", || {
            distribution::install(cache, &["chromium", "chromium-driver"])
                .context(missing.to_string())
        })?;
    }
    find().map(|_| ())
}

pub(super) fn chosen(variable: &str, names: &[&str]) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
        .or_else(|| names.iter().find_map(|name| process::on_path(name)))
}

/// The first word of the program's answer that looks like a version.
pub(super) fn version_of(program: &PathBuf) -> Result<String> {
    let answer = process::output(Command::new(program).arg("--version"))?;
    answer
        .split_whitespace()
        .find(|word| word.contains('.') && word.starts_with(|letter: char| letter.is_ascii_digit()))
        .map(str::to_owned)
        .with_context(|| format!("{} does not tell its version: {answer}", program.display()))
}

fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or(version)
}
