//! The write of an interaction: one at a time, on a task of its own, for it may hang and its
//! interaction must not.
//!
//! Its outcome comes through the interaction's inbox, and what waits for one waits here. It refuses to
//! know what is written.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, resume_unwind},
    sync::Arc,
};

use backline_core::host::call::CallInput;
use futures_util::FutureExt as _;
use tokio::{sync::mpsc, task::JoinHandle};

use super::InteractionTask;
use crate::{
    session::message::ToInteraction,
    store::{Batch, Store, StoreError},
};

/// What became of a write; the outer error is a panic.
pub(crate) type WriteOutcome = Result<Result<(), StoreError>, Box<dyn Any + Send>>;

/// The write under way, if there is one.
#[derive(Default)]
pub(super) struct Writing(Option<JoinHandle<()>>);

impl Writing {
    /// Begins one, whose outcome goes to `inbox`.
    pub(super) fn begin(
        &mut self,
        store: Arc<dyn Store>,
        (ticket, batch): (u64, Batch),
        inbox: mpsc::UnboundedSender<ToInteraction>,
    ) {
        self.0 = Some(tokio::spawn(async move {
            let write = async { store.append(batch).await };
            let outcome = AssertUnwindSafe(write).catch_unwind().await;
            // Its interaction may have ended by a fault meanwhile.
            let _ = inbox.send(ToInteraction::Written { ticket, outcome });
        }));
    }

    /// Its outcome was taken in.
    pub(super) fn end(&mut self) {
        self.0 = None;
    }

    pub(super) const fn is_under_way(&self) -> bool {
        self.0.is_some()
    }

    /// Waits for the end of it: whoever reads the record after that finds all that was written.
    pub(super) async fn is_over(&mut self) {
        if let Some(task) = self.0.take() {
            let _ = task.await;
        }
    }
}

impl InteractionTask {
    /// Until it is on record that the server has restarted, nobody is shown a connection of before:
    /// whatever else comes waits for its turn.
    pub(super) async fn let_nobody_see_what_was(&mut self) {
        let mut waiting = Vec::new();
        while self.writing.is_under_way() {
            match self.inbox.recv().await {
                Some(told @ ToInteraction::Written { .. }) => self.take_in(told),
                Some(told) => waiting.push(told),
                None => return,
            }
        }
        waiting.into_iter().for_each(|told| self.take_in(told));
    }

    pub(super) fn written(&mut self, ticket: u64, outcome: WriteOutcome) {
        self.writing.end();
        match outcome {
            Ok(Ok(())) => self.feed(CallInput::Stored { ticket }),
            Ok(Err(why)) => {
                if !matches!(why, StoreError::Closed) {
                    tracing::error!(interaction = %self.id(), %why, "facts were not recorded");
                }
                self.feed(CallInput::StoreFailed { ticket });
            }
            // What is on record is not known here any more.
            Err(panic) => resume_unwind(panic),
        }
    }
}
