//! The media plane's reports, each to the interaction it is about.
//!
//! Moved by registrations and reports; a registration is always taken in before a report that
//! follows from it. It refuses to know what the reports say.

use std::collections::HashMap;

use backline_core::id::InteractionId;
use backline_media::Report;
use tokio::sync::mpsc;

use super::message::ToInteraction;

/// Who is to be told about an interaction.
#[derive(Debug)]
pub(crate) enum Registration {
    /// This inbox.
    Add(InteractionId, mpsc::UnboundedSender<ToInteraction>),
    /// Nobody any more.
    Remove(InteractionId),
}

/// Runs until the media plane is gone.
pub(crate) async fn run(
    mut registrations: mpsc::UnboundedReceiver<Registration>,
    mut reports: mpsc::UnboundedReceiver<Report>,
) {
    let mut inboxes = HashMap::new();
    loop {
        tokio::select! {
            biased;
            registration = registrations.recv() => match registration {
                Some(Registration::Add(interaction, inbox)) => {
                    inboxes.insert(interaction, inbox);
                }
                Some(Registration::Remove(interaction)) => {
                    inboxes.remove(&interaction);
                }
                None => return,
            },
            report = reports.recv() => match report {
                Some(report) => {
                    if let Some(inbox) = inboxes.get(&report.interaction()) {
                        // Its task may have ended; its legs end with it.
                        let _ = inbox.send(ToInteraction::Media(report));
                    }
                }
                None => return,
            },
        }
    }
}
