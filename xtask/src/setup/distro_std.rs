//! The standard library for WebAssembly, built from Debian's `rust-src` of the same version.
//!
//! apt works in folders of its own here: the system's sources and packages stay as they are.

use super::cache::Cache;
use super::wasm_target::{TARGET, library_folder, sysroot};
use crate::process::{self, Quiet};
use crate::workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Several versions of `rust-src` stand side by side in this suite.
const SUITE: &str = "trixie-backports";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
/// The empty crate whose only purpose is to have the library built beside it.
const EMPTY: &str = "backline_empty";

/// Builds the library and copies it into the toolchain.
pub(crate) fn build(cache: &Cache) -> Result<()> {
    let scratch = cache.scratch("wasm-std")?;
    let link = sysroot()?.join("lib/rustlib/src/rust/library");
    let linked = !link.join("Cargo.lock").exists();
    if linked {
        let library = fetch_sources(cache, &scratch)?;
        place_link(&library, &link)?;
    }
    let compiled = compile(cache, &scratch);
    if linked {
        remove_link(&link)?;
    }
    copy_libraries(&compiled?)?;
    fs::remove_dir_all(&scratch)?;
    Ok(())
}

fn fetch_sources(cache: &Cache, scratch: &Path) -> Result<PathBuf> {
    for needed in ["apt-get", "dpkg"] {
        if process::on_path(needed).is_none() {
            bail!("{needed} is missing: this way is for Debian and its descendants");
        }
    }
    if !Path::new(KEYRING).exists() {
        bail!("{KEYRING} is missing: install the package debian-archive-keyring");
    }
    let apt = PrivateApt::new(scratch)?;
    let release = compiler_release()?;
    quiet(cache, apt.command("apt-get").arg("update"))?;
    let listed = process::output(apt.command("apt-cache").args(["madison", "rust-src"]))?;
    let version = version_for(&listed, &release).with_context(|| {
        format!("{SUITE} has no rust-src of version {release}; it has:\n{listed}")
    })?;
    let package = format!("rust-src={version}");
    quiet(cache, apt.command("apt-get").args(["download", &package]))?;
    let archive = files_ending(scratch, ".deb").pop().context("apt-get downloaded nothing")?;
    let unpacked = scratch.join("unpacked");
    quiet(cache, Command::new("dpkg").arg("-x").arg(archive).arg(&unpacked))?;
    let library = unpacked.join(format!("usr/src/rustc-{release}/library"));
    if !library.join("Cargo.lock").exists() {
        bail!("the package has no {}", library.display());
    }
    Ok(library)
}

fn place_link(library: &Path, link: &Path) -> Result<()> {
    if let Some(folder) = link.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot write into the toolchain at {}", folder.display()))?;
    }
    if link.is_symlink() {
        fs::remove_file(link)?;
    }
    std::os::unix::fs::symlink(library, link)
        .with_context(|| format!("cannot write into the toolchain at {}", link.display()))
}

/// Removes the link, and the folders above it that were made for it.
fn remove_link(link: &Path) -> Result<()> {
    fs::remove_file(link)?;
    for folder in link.ancestors().skip(1).take(2) {
        if fs::read_dir(folder)?.next().is_none() {
            fs::remove_dir(folder)?;
        }
    }
    Ok(())
}

/// Without embedded bitcode, link-time optimisation of the pages fails; without `test`, no test
/// can be built for the target.
fn compile(cache: &Cache, scratch: &Path) -> Result<PathBuf> {
    let package = scratch.join("empty");
    fs::create_dir_all(package.join("src"))?;
    fs::write(
        package.join("Cargo.toml"),
        format!("[package]\nname = \"{EMPTY}\"\nedition = \"2024\"\n\n[workspace]\n"),
    )?;
    fs::write(package.join("src/lib.rs"), "#![no_std]\n")?;
    let target = scratch.join("target");
    let mut command = Command::new("cargo");
    command
        .args(["build", "--release", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort,test")
        .current_dir(&package)
        .env("RUSTUP_TOOLCHAIN", toolchain()?)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", &target);
    quiet(cache, &mut command)?;
    Ok(target.join(TARGET).join("release/deps"))
}

fn copy_libraries(compiled: &Path) -> Result<()> {
    let into = library_folder()?;
    fs::create_dir_all(&into)
        .with_context(|| format!("cannot write into the toolchain at {}", into.display()))?;
    for library in files_ending(compiled, ".rlib") {
        let name = library.file_name().context("a library without a name")?;
        if !name.to_string_lossy().contains(EMPTY) {
            fs::copy(&library, into.join(name))?;
        }
    }
    Ok(())
}

/// The folder of a toolchain serves as its name, also where the working folder selects another.
fn toolchain() -> Result<PathBuf> {
    sysroot()
}

/// `1.95.0`, as the package's version begins.
fn compiler_release() -> Result<String> {
    let answer = process::output(Command::new("rustc").arg("-vV").current_dir(workspace::root()))?;
    answer
        .lines()
        .find_map(|line| line.strip_prefix("release: "))
        .map(str::to_owned)
        .context("rustc does not tell its release")
}

/// The second column of the first line whose version is exactly `release`.
fn version_for(listed: &str, release: &str) -> Option<String> {
    listed
        .lines()
        .filter_map(|line| line.split('|').nth(1).map(str::trim))
        .find(|version| version.split('+').next() == Some(release))
        .map(str::to_owned)
}

fn files_ending(folder: &Path, ending: &str) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect()
}

fn quiet(cache: &Cache, command: &mut Command) -> Result<()> {
    Quiet { label: "standard library", log: cache.log("wasm-std"), bound: None }.run(command)
}

/// apt with lists and state of its own, in a scratch folder.
struct PrivateApt {
    folder: PathBuf,
}

impl PrivateApt {
    fn new(folder: &Path) -> Result<Self> {
        for part in ["state/lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(folder.join(part))?;
        }
        let source =
            format!("deb [signed-by={KEYRING}] http://deb.debian.org/debian {SUITE} main\n");
        fs::write(folder.join("sources.list"), source)?;
        Ok(Self { folder: folder.to_path_buf() })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let folder = self.folder.display();
        for option in [
            format!("Dir::Etc::sourcelist={folder}/sources.list"),
            "Dir::Etc::sourceparts=-".to_owned(),
            "Dir::Etc::preferencesparts=-".to_owned(),
            format!("Dir::State={folder}/state"),
            "Dir::State::status=/dev/null".to_owned(),
            format!("Dir::Cache={folder}/cache"),
            // The scratch folder may lie where apt's own user cannot write.
            "APT::Sandbox::User=".to_owned(),
        ] {
            command.arg("-o").arg(option);
        }
        command.current_dir(&self.folder);
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_package_is_the_one_of_the_compilers_own_version() {
        let listed = " rust-src | 1.96.1+dfsg1-2~bpo13+1 | http://deb.debian.org x\n rust-src | 1.95.0+dfsg1-2~bpo13+1 | http://deb.debian.org x\n";
        assert_eq!(version_for(listed, "1.95.0"), Some("1.95.0+dfsg1-2~bpo13+1".to_owned()));
        assert_eq!(version_for(listed, "1.95"), None);
    }
}
