//! How a page looks: what is wrong with it, what has moved under its reader's eyes, and a photograph.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::Page;

const FAULTS: &str = include_str!("faults.js");

/// Notes each move of what was already painted, from the first one on.
const WATCH: &str = "window.moved = [];
    const say = (source) => {
        const { node, previousRect: from, currentRect: to } = source;
        const who = node ? (node.className || node.nodeName) : 'something gone';
        return `${who}: ${Math.round(from.x)},${Math.round(from.y)} to ${Math.round(to.x)},${Math.round(to.y)}`;
    };
    window.watch = new PerformanceObserver((seen) => seen.getEntries()
        .filter((entry) => !entry.hadRecentInput)
        .forEach((entry) => moved.push(...entry.sources.map(say))));
    watch.observe({ type: 'layout-shift', buffered: true });";

/// In which colours a page is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As most people see it by day.
    Light,
    /// As most people see it by night.
    Dark,
    /// In the few colours that the reader has chosen for everything.
    Forced,
}

impl Look {
    /// Every look.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::Forced];

    /// The look in one word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Forced => "forced",
        }
    }
}

impl Page {
    /// Has the person see everything like that.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn looks(&self, look: Look) -> Result<()> {
        let scheme = if look == Look::Dark { "dark" } else { "light" };
        let forced = if look == Look::Forced { "active" } else { "none" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "forced-colors", "value": forced },
        ]);
        let media = json!({ "features": features });
        self.driver().cdp().send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Has the person ask for less motion, or for none of that.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn moves_less(&self, less: bool) -> Result<()> {
        let value = if less { "reduce" } else { "no-preference" };
        let features = json!([{ "name": "prefers-reduced-motion", "value": value }]);
        let media = json!({ "features": features });
        self.driver().cdp().send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// What is wrong with how the page stands in its window: texts that are cut off, controls that
    /// lie over each other, outside, or too small to be hit.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn faults(&self) -> Result<Vec<String>> {
        self.value(FAULTS.trim_end(), Value::Null).await
    }

    /// What runs first in a page, for [`Page::moved`] to tell of it.
    #[must_use]
    pub const fn watch_moves() -> &'static str {
        WATCH
    }

    /// What has moved since the first paint without anybody's doing.
    ///
    /// # Errors
    /// When the page cannot be asked, or was not watched.
    pub async fn moved(&self) -> Result<Vec<String>> {
        // Two frames later the browser has told of everything that this one has painted.
        let painted =
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
            .then(() => moved)";
        self.value(painted, Value::Null).await.context("the page is not watched")
    }

    /// Keeps a photograph of the page under that name, in the folder of what tests leave.
    ///
    /// # Errors
    /// When there is none, or it cannot be kept.
    pub async fn photographs(&self, folder: &Path, name: &str) -> Result<()> {
        let picture = self.driver().screenshot_as_png().await?;
        ensure!(
            picture.starts_with(b"\x89PNG") && picture.len() > 2_000,
            "{name}: an empty picture"
        );
        fs::create_dir_all(folder)?;
        fs::write(folder.join(format!("{name}.png")), picture)
            .with_context(|| format!("{name} is not kept"))
    }
}
