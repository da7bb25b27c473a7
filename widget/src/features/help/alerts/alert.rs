//! A help request as the alerts need it, and its mark in the document.

use std::{fmt, str::FromStr};

use backline_core::{
    id::InteractionId,
    interaction::help::Severity,
    legible::isolated,
    replica::{Asked, Replica},
    time::{Millis, Timestamp},
};

/// The attributes of whatever shows a request: who has had such an element in view has seen it.
pub(crate) const MARKS: [&str; 3] = ["data-interaction", "data-request", "data-stage"];

/// One stage of one request, which is what one is called to at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    /// The interaction.
    pub(crate) interaction: InteractionId,
    /// The number of the request.
    pub(crate) request: u32,
    /// The number of the stage.
    pub(crate) stage: u32,
}

/// A popup that was put away, for as long as that stage lasts: a request that is opened again runs
/// through a stage of the same number, and pops up anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Away {
    mark: Mark,
    since: Timestamp,
}

/// A help request that asks this page's person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alert {
    pub(crate) mark: Mark,
    /// Since when the stage is under way.
    pub(crate) since: Timestamp,
    pub(crate) severity: Severity,
    /// Who asks.
    pub(crate) agent: String,
    /// The reason for which help is asked, as people read it.
    pub(crate) reason: String,
    /// Whether this person can take it.
    pub(crate) claimable: bool,
    /// *Display "Notify Agent" popup*.
    pub(crate) pops_up: bool,
    /// *Display native browser notification*.
    pub(crate) notifies: bool,
    /// How long a page is left untouched before it counts as not in use.
    pub(crate) untouched_after: Millis,
}

impl Alert {
    /// Every one, the pressing first.
    pub(crate) fn all(replica: &Replica) -> Vec<Self> {
        replica.asked().iter().filter_map(Self::of).collect()
    }

    fn of(asked: &Asked<'_>) -> Option<Self> {
        let (call, help) = (asked.interaction, asked.help);
        let terms = &call.terms().help;
        let (interaction, request, run) = (call.id(), help.number, help.run()?);
        Some(Self {
            mark: Mark { interaction, request, stage: run.stage },
            since: run.since,
            severity: help.severity,
            agent: call.agent().map(|agent| agent.name.shown().into_owned()).unwrap_or_default(),
            reason: isolated(&help.label).into_owned(),
            claimable: asked.refusal.is_none(),
            pops_up: terms.popup.shown,
            notifies: terms.browser_notification,
            untouched_after: terms.untouched_after,
        })
    }

    /// Its popup, put away.
    pub(crate) const fn away(&self) -> Away {
        Away { mark: self.mark, since: self.since }
    }
}

impl Mark {
    /// What an element with these values of [`MARKS`] shows.
    pub(crate) fn read(values: &[String; 3]) -> Option<Self> {
        values.join("/").parse().ok()
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.interaction, self.request, self.stage)
    }
}

impl fmt::Display for Away {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.mark, self.since.0)
    }
}

impl FromStr for Away {
    type Err = NoMark;

    fn from_str(text: &str) -> Result<Self, NoMark> {
        let (mark, since) = text.rsplit_once('/').ok_or(NoMark)?;
        Ok(Self { mark: mark.parse()?, since: Timestamp(since.parse().map_err(|_| NoMark)?) })
    }
}

/// The text is no mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoMark;

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
