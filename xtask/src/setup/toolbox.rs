//! The tools that were found or set up, and commands that see them first.

use super::browser::{self, Browser};
use super::cache::Cache;
use super::firefox::{self, Firefox};
use super::{Needs, axe, binaryen, cargo_tool, esbuild, face};
use crate::workspace;
use anyhow::{Context, Result};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the commands work with.
pub(crate) struct Toolbox {
    path: OsString,
    browser: Option<Browser>,
    firefox: Option<Firefox>,
    axe: Option<PathBuf>,
    face: Option<PathBuf>,
}

impl Toolbox {
    pub(crate) fn find(cache: &Cache, needs: Needs) -> Result<Self> {
        let mut folders = Vec::new();
        for tool in cargo_tool::all(needs)? {
            folders.push(tool.folder(cache));
        }
        if needs >= Needs::Pages {
            folders.push(binaryen::find(cache)?.context("wasm-opt is missing after set-up")?);
            folders.push(esbuild::find(cache).context("esbuild is missing after set-up")?);
        }
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let (browser, firefox) = match needs {
            Needs::Target | Needs::Pages => (None, None),
            Needs::Browser => (Some(browser::find()?), firefox::find()?),
        };
        let (axe, face) = (axe::find(cache), face::find(cache));
        Ok(Self { path: env::join_paths(folders)?, browser, firefox, axe, face })
    }

    /// The browser, if the command needs one.
    pub(crate) fn browser(&self) -> Option<&Browser> {
        self.browser.as_ref()
    }

    /// The face that pages are set in.
    pub(crate) fn face(&self) -> Option<&Path> {
        self.face.as_deref()
    }

    /// A command in the workspace that finds the project's tools before any others.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(workspace::root()).env("PATH", &self.path);
        if let Some(browser) = &self.browser {
            command
                .env("CHROMEDRIVER", &browser.driver)
                .env("BACKLINE_CHROMIUM", &browser.chromium);
        }
        if let Some(firefox) = &self.firefox {
            command.env("BACKLINE_FIREFOX", &firefox.program);
        }
        if let Some(axe) = &self.axe {
            command.env("BACKLINE_AXE", axe);
        }
        command
    }
}
