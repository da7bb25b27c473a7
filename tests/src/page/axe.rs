//! Barriers in a page, as axe-core finds them by the rules of WCAG 2.2, levels A and AA, in both
//! colour schemes.

use std::{env, fmt, fs, sync::LazyLock};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Page;

/// The colour schemes that a person may prefer.
pub const SCHEMES: [&str; 2] = ["light", "dark"];

/// Rules of these levels. The size of targets is a rule of 2.2 that axe-core leaves out unasked.
/// A page in a frame is looked at by itself.
const RUN: &str = "axe.run(document, {
    iframes: false,
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'] },
    rules: { 'target-size': { enabled: true } },
    resultTypes: ['violations', 'passes'],
}).then(({ violations, passes }) => ({
    passed: passes.map(({ id }) => id),
    violations: violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
        ({ rule: id, place: target.flat().join(' '), why: failureSummary }))),
}))";

static SCRIPT: LazyLock<Result<String, String>> = LazyLock::new(|| {
    let path = env::var_os("BACKLINE_AXE").filter(|path| !path.is_empty());
    let path = path.ok_or("axe-core is not there; `cargo xtask test` brings it")?;
    fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))
});

/// A place in a page that keeps somebody out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Barrier {
    /// axe-core's name of the rule.
    pub rule: String,
    /// Where, as a CSS selector.
    pub place: String,
    /// What is wrong, and what would put it right.
    pub why: String,
}

#[derive(Deserialize)]
struct Found {
    passed: Vec<String>,
    violations: Vec<Barrier>,
}

impl Page {
    /// What is in somebody's way on the page as it stands, in light and in dark.
    ///
    /// # Errors
    /// When the page cannot be looked at, or axe-core found nothing to look at.
    pub async fn axe(&self) -> Result<Vec<Barrier>> {
        let script = SCRIPT.as_ref().map_err(|why| anyhow::anyhow!("{why}"))?;
        let mut barriers = Vec::new();
        for scheme in SCHEMES {
            self.prefers(scheme).await?;
            // Run by the driver: the page's own policy forbids scripts that are not the page's.
            let script = format!("if (!window.axe) {{ {script} }}");
            self.driver().execute(script, Vec::new()).await.context("axe-core does not load")?;
            let found: Found = self.value(RUN, Value::Null).await?;
            ensure!(
                found.passed.iter().any(|rule| rule == "color-contrast"),
                "axe-core saw no text: {:?}",
                found.passed
            );
            barriers.extend(found.violations.into_iter().map(|found| found.in_scheme(scheme)));
        }
        Ok(barriers)
    }

    /// Has the person prefer this colour scheme.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn prefers(&self, scheme: &str) -> Result<()> {
        let feature = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        let media = json!({ "features": feature });
        self.driver().cdp().send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }
}

impl Barrier {
    fn in_scheme(self, scheme: &str) -> Self {
        Self { place: format!("{} ({scheme})", self.place), ..self }
    }
}

impl fmt::Display for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: {}", self.rule, self.place, self.why)
    }
}
