//! Interactions whose tasks have ended, and what becomes of one that ended by a fault of its own.

use std::sync::Arc;

use backline_core::{
    host::{CallHost, floor::FloorInput},
    id::InteractionId,
    protocol::{Record, ServerMessage},
};

use super::TenantTask;
use crate::session::message::TenantNews;

impl TenantTask {
    pub(super) fn gone(&mut self, interaction: InteractionId, panicked: bool) {
        let waited: Vec<_> = self.ordering.waiting_for(interaction);
        self.interactions.remove(&interaction);
        self.has_no_caller(interaction);
        for person in waited {
            self.settled(&person, interaction);
        }
        self.count_live();
        // Once: a fault that the record itself brings about would come again.
        if panicked && self.faulty.insert(interaction) {
            let (store, news) = (Arc::clone(&self.with.store), self.with.news.clone());
            let tenant = self.tenant.clone();
            tokio::spawn(async move {
                let records = store.interaction(&tenant, interaction).await.unwrap_or_default();
                let _ = news.send(TenantNews::Reread { interaction, records });
            });
        } else if panicked {
            self.give_up(interaction);
        }
    }

    /// An interaction that ended by a fault goes on from the record, as after a restart.
    pub(super) fn reread(&mut self, interaction: InteractionId, records: &[Record]) {
        match CallHost::replay(records) {
            Some(host) if !host.state().is_over() => {
                self.start(host, true);
            }
            Some(_) | None => self.give_up(interaction),
        }
    }

    /// Until the next restart, which reads the record again, it is as if it were over.
    fn give_up(&mut self, interaction: InteractionId) {
        tracing::error!(%interaction, "an interaction cannot go on");
        self.tell_floor(FloorInput::CallGone(interaction));
        self.registry.tell_all(ServerMessage::Withdrawn { interaction });
    }
}
