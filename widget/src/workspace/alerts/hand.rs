//! A raised hand as the alerts need it, and its mark in the document.

use std::{fmt, str::FromStr};

use backline_core::{
    id::InteractionId,
    interaction::help::Severity,
    replica::{Asked, Replica},
    time::Millis,
};

/// The attributes of whatever shows a request: who has had such an element in view has seen it.
pub(super) const MARKS: [&str; 3] = ["data-interaction", "data-request", "data-stage"];

/// One stage of one request, which is what one is called to at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    /// On which interaction.
    pub(super) interaction: InteractionId,
    /// Which request.
    pub(super) request: u32,
    /// Which stage.
    pub(super) stage: u32,
}

/// A raised hand that asks this page's person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hand {
    pub(super) mark: Mark,
    pub(super) severity: Severity,
    /// Who raised it.
    pub(super) agent: String,
    /// Why.
    pub(super) reason: String,
    /// Whether this person can take it.
    pub(super) claimable: bool,
    /// *Display "Notify Agent" popup*.
    pub(super) pops_up: bool,
    /// *Display native browser notification*.
    pub(super) notifies: bool,
    /// How long a page is left untouched before it counts as not in use.
    pub(super) untouched_after: Millis,
}

impl Hand {
    /// Every one, the pressing first.
    pub(super) fn all(replica: &Replica) -> Vec<Self> {
        replica.asked().iter().filter_map(Self::of).collect()
    }

    fn of(asked: &Asked<'_>) -> Option<Self> {
        let (call, help) = (asked.interaction, asked.help);
        let terms = &call.terms().help;
        let (interaction, request) = (call.id(), help.number);
        Some(Self {
            mark: Mark { interaction, request, stage: help.run()?.stage },
            severity: help.severity,
            agent: call.agent().map(|agent| agent.name.text().to_owned()).unwrap_or_default(),
            reason: help.label.clone(),
            claimable: asked.refusal.is_none(),
            pops_up: terms.popup.shown,
            notifies: terms.browser_notification,
            untouched_after: terms.untouched_after,
        })
    }
}

impl Mark {
    /// What an element with these values of [`MARKS`] shows.
    pub(super) fn read(values: &[String; 3]) -> Option<Self> {
        values.join("/").parse().ok()
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.interaction, self.request, self.stage)
    }
}

/// The text is no mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoMark;

impl FromStr for Mark {
    type Err = NoMark;

    fn from_str(text: &str) -> Result<Self, NoMark> {
        let mut parts = text.split('/');
        let mut part = || parts.next().ok_or(NoMark);
        let (interaction, request, stage) = (part()?, part()?, part()?);
        if parts.next().is_some() {
            return Err(NoMark);
        }
        Ok(Self {
            interaction: interaction.parse().map_err(|_| NoMark)?,
            request: request.parse().map_err(|_| NoMark)?,
            stage: stage.parse().map_err(|_| NoMark)?,
        })
    }
}
