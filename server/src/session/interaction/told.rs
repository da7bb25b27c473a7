//! What an interaction tells its tenant: where it stands, when that concerns the tenant's people.
//!
//! Moved by what the interaction publishes. Most of what is published changes nothing for the
//! floor, and is not told.

use backline_core::{
    floor::CallNote,
    host::CallHost,
    interaction::{Fact, SuperviseFact},
    protocol::Record,
};
use tokio::sync::mpsc;

use crate::session::message::TenantNews;

/// What was told last.
#[derive(Default)]
pub(super) struct ToldTenant(Option<CallNote>);

impl ToldTenant {
    /// Tells where a call stands after these records, and who has opened it with them.
    pub(super) fn tell(
        &mut self,
        host: &CallHost,
        records: &[Record],
        news: &mpsc::UnboundedSender<TenantNews>,
    ) {
        let note = CallNote::of(host.next_number().saturating_sub(1), host.state());
        let opened: Vec<_> = records
            .iter()
            .filter_map(|record| {
                let Fact::Supervise(SuperviseFact::SupervisorOpened { supervisor, .. }) =
                    &record.fact
                else {
                    return None;
                };
                Some(supervisor.person.clone())
            })
            .collect();
        let is_known = self.0.as_ref().is_some_and(|told| told.agrees_with(&note));
        if !is_known || !opened.is_empty() {
            self.0 = Some(note.clone());
            let note = Box::new(note);
            let _ = news.send(TenantNews::Changed { note, opened });
        }
    }
}
