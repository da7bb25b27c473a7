//! What a page weighs on its first load, compressed with brotli, and apart from the face that all
//! pages share.
//!
//! Node does the compressing: it is there for wasm-opt anyway, and a brotli crate would triple
//! the time that xtask takes to build.

use crate::process;
use crate::terminal::say;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The promise of the product for `/panel`, in bytes.
const LIMIT: u64 = 250 * 1024;
/// What a browser downloads for a page to work.
const KINDS: [&str; 3] = ["wasm", "js", "css"];
/// Leaves what it made beside each file, for the server to send.
const COMPRESS: &str = "const {readFileSync, writeFileSync} = require('fs'); \
    const {brotliCompressSync} = require('zlib'); \
    const compress = f => { \
        const small = brotliCompressSync(readFileSync(f)); \
        writeFileSync(f + '.br', small); \
        return small.length; \
    }; \
    console.log(process.argv.slice(1).map(compress).join(' '))";

/// Compresses the program in `folder` and prints its size; of `/panel`, more than the limit is an error.
pub(crate) fn compress(name: &str, folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    let sizes = process::output(Command::new("node").arg("-e").arg(COMPRESS).args(&files))?;
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for (file, size) in files.iter().zip(sizes.split(' ')) {
        let size: u64 = size.parse().context("node printed no sizes")?;
        let kind = file.extension().unwrap_or_default().to_string_lossy();
        *kinds.entry(kind.into_owned()).or_default() += size;
    }
    let total = kinds.values().sum();
    let parts: Vec<String> =
        kinds.iter().map(|(kind, size)| format!("{kind} {}", kib(*size))).collect();
    let parts = parts.join(", ");
    say(&format!("first load of /{name}: {} with brotli, face apart ({parts})", kib(total)));
    if name == "panel" && total > LIMIT {
        bail!(
            "/panel is over its limit of {}; see docs/building.md on what makes a page heavy",
            kib(LIMIT)
        );
    }
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

/// So many bytes, for people.
pub(crate) fn kib(bytes: u64) -> String {
    format!("{}.{} KiB", bytes / 1024, bytes % 1024 * 10 / 1024)
}
