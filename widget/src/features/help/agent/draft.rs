//! What an agent is about to ask: begun with the tenant's first reason, kept across a reload.
//!
//! What may be asked it does not know; the core says so about the command that it makes.

use backline_core::{
    id::ReasonId,
    interaction::{
        Command, HelpCommand,
        help::{HelpRequest, NewBrief, Severity},
    },
    terms::Reason,
};

/// The fields of the dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) reason: ReasonId,
    pub(super) comment: String,
    pub(super) severity: Severity,
}

impl Draft {
    /// The first reason with its own comment; none where the tenant has no reasons.
    pub(super) fn fresh(reasons: &[Reason]) -> Option<Self> {
        let first = reasons.first()?;
        let (reason, comment) = (first.id.clone(), first.comment.clone());
        Some(Self { reason, comment, severity: Severity::default() })
    }

    /// The same as was asked before.
    pub(super) fn again(help: &HelpRequest) -> Self {
        Self {
            reason: help.reason.clone(),
            comment: help.comment.text().to_owned(),
            severity: help.severity,
        }
    }

    /// Another reason. Its comment comes with it, unless something else was written meanwhile.
    pub(super) fn choose(&mut self, reasons: &[Reason], reason: ReasonId) {
        let own = |id: &ReasonId| {
            let found = reasons.iter().find(|reason| reason.id == *id);
            found.map_or("", |reason| reason.comment.as_str())
        };
        if self.comment.trim().is_empty() || self.comment == own(&self.reason) {
            self.comment = own(&reason).to_owned();
        }
        self.reason = reason;
    }

    /// What Submit asks.
    pub(super) fn command(&self) -> Command {
        Command::Help(HelpCommand::Request {
            reason: self.reason.clone(),
            comment: self.comment.clone(),
            severity: self.severity,
            brief: NewBrief::default(),
        })
    }

    /// As one text, to be kept.
    pub(super) fn kept(&self) -> String {
        [self.reason.as_str(), self.severity.label(), &self.comment].join("\n")
    }

    /// Out of a kept text; none when a reason of that name is not there any more.
    pub(super) fn read(text: &str, reasons: &[Reason]) -> Option<Self> {
        let mut lines = text.splitn(3, '\n');
        let (reason, severity, comment) = (lines.next()?, lines.next()?, lines.next()?);
        let reason = reasons.iter().find(|known| known.id.as_str() == reason)?.id.clone();
        let severity = Severity::ALL.into_iter().find(|known| known.label() == severity)?;
        Some(Self { reason, comment: comment.to_owned(), severity })
    }
}
