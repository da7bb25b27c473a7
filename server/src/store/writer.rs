//! The one who writes.

use backline_core::{id::TenantId, sealed::Subject};
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

use super::{Batch, StoreError, StoreOptions};

type Done = oneshot::Sender<Result<(), StoreError>>;

#[derive(Debug)]
pub(super) enum Job {
    Append { batch: Batch, deadline: Instant, done: Done },
    Erase { tenant: TenantId, subject: Subject, deadline: Instant, done: Done },
    Checkpoint { deadline: Instant, done: Done },
    Probe { deadline: Instant, done: Done },
    Close { done: Done },
}

pub(super) async fn spawn(
    _options: StoreOptions,
    mut inbox: mpsc::Receiver<Job>,
) -> Result<(), StoreError> {
    tokio::spawn(async move {
        while let Some(job) = inbox.recv().await {
            let (Job::Append { done, .. }
            | Job::Erase { done, .. }
            | Job::Checkpoint { done, .. }
            | Job::Probe { done, .. }
            | Job::Close { done }) = job;
            done.send(Ok(())).ok();
        }
    });
    tokio::task::yield_now().await;
    Ok(())
}
