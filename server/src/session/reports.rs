//! The media plane's reports, each to the interaction it is about.
//!
//! Moved by interactions that begin and end, and by reports. An interaction is known here before it
//! gives its first order, and so before any report that follows from it. It refuses to know what the
//! reports say.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use backline_core::id::InteractionId;
use backline_media::Report;
use tokio::sync::mpsc;

use super::message::ToInteraction;

type Inboxes = HashMap<InteractionId, mpsc::UnboundedSender<ToInteraction>>;

/// Who is told of which reports.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reports(Arc<Mutex<Inboxes>>);

/// An interaction is told of its reports for as long as this lives.
#[derive(Debug)]
pub(crate) struct ReportsTaken {
    reports: Reports,
    interaction: InteractionId,
}

impl Reports {
    /// From here on the reports about an interaction go to this inbox.
    pub(crate) fn take(
        &self,
        interaction: InteractionId,
        inbox: mpsc::UnboundedSender<ToInteraction>,
    ) -> ReportsTaken {
        self.inboxes().insert(interaction, inbox);
        ReportsTaken { reports: self.clone(), interaction }
    }

    /// Runs until the media plane is gone.
    pub(crate) async fn run(self, mut reports: mpsc::UnboundedReceiver<Report>) {
        while let Some(report) = reports.recv().await {
            if let Some(inbox) = self.inboxes().get(&report.interaction()) {
                // Its task may have ended; its legs end with it.
                let _ = inbox.send(ToInteraction::Media(report));
            }
        }
    }

    fn inboxes(&self) -> MutexGuard<'_, Inboxes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ReportsTaken {
    fn drop(&mut self) {
        self.reports.inboxes().remove(&self.interaction);
    }
}
