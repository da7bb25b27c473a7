//! No page may import a module `env`: that is what a forgotten C or operating-system dependency
//! looks like, and the browser refuses it only when the page is loaded.

use super::pages;
use crate::terminal::say;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;

const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const IMPORT_SECTION: u8 = 2;

/// Reads the import section of every page's WebAssembly.
pub(crate) fn check() -> Result<()> {
    for program in pages::PROGRAMS {
        let folder = pages::dist(program);
        let mut seen = 0;
        for entry in
            fs::read_dir(&folder).with_context(|| format!("{} is missing", folder.display()))?
        {
            let path = entry?.path();
            if path.extension().is_some_and(|kind| kind == "wasm") {
                seen += 1;
                let bytes = fs::read(&path)?;
                let modules = imported_modules(&bytes)
                    .with_context(|| format!("{} is not WebAssembly", path.display()))?;
                if modules.contains("env") {
                    bail!("{} imports from a module `env`", path.display());
                }
                say(&format!("{program} imports only from {modules:?}"));
            }
        }
        if seen == 0 {
            bail!("{} holds no WebAssembly", folder.display());
        }
    }
    Ok(())
}

/// The names of the modules that a WebAssembly file imports from.
fn imported_modules(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let mut reader = Reader(bytes.strip_prefix(HEADER)?);
    let mut modules = BTreeSet::new();
    while !reader.0.is_empty() {
        let section = reader.byte()?;
        let length = reader.number()?;
        let mut content = Reader(reader.take(length)?);
        if section == IMPORT_SECTION {
            for _ in 0..content.number()? {
                modules.insert(content.name()?);
                content.name()?;
                content.skip_description()?;
            }
        }
    }
    Some(modules)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// An unsigned LEB128 number.
    fn number(&mut self) -> Option<usize> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn name(&mut self) -> Option<String> {
        let length = self.number()?;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }

    fn skip_limits(&mut self) -> Option<()> {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 == 1 {
            self.number()?;
        }
        Some(())
    }

    fn skip_description(&mut self) -> Option<()> {
        match self.byte()? {
            0 => self.number().map(|_| ()),
            1 => {
                self.byte()?;
                self.skip_limits()
            }
            2 => self.skip_limits(),
            3 => self.take(2).map(|_| ()),
            4 => self.take(2).map(|_| ()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_imported_module_is_found_whatever_it_exports() {
        let mut bytes = HEADER.to_vec();
        // A type section to skip, then a function `env.f` and a memory `wbg.m` with a maximum.
        bytes.extend([1, 4, 1, 0x60, 0, 0]);
        bytes.extend([2, 17, 2]);
        bytes.extend(b"\x03env\x01f\x00\x00");
        bytes.extend(b"\x03wbg\x01m\x02\x00\x01");
        assert_eq!(imported_modules(&bytes), None, "the memory lacks its limits");

        bytes.truncate(HEADER.len() + 6);
        bytes.extend([2, 19, 2]);
        bytes.extend(b"\x03env\x01f\x00\x00");
        bytes.extend(b"\x03wbg\x01m\x02\x01\x01\x02");
        let modules = imported_modules(&bytes);
        assert_eq!(modules, Some(BTreeSet::from(["env".to_owned(), "wbg".to_owned()])));
    }
}
