//! A call that is over, told once more to a page that had a part in it and was away when it ended.
//!
//! It has no task any more: it is read from the record, through the lens of who asks. One call for
//! each greeting, and a record that does not answer holds no page up for long.

use std::{sync::Arc, time::Duration};

use backline_core::{
    host::CallHost,
    id::{InteractionId, TenantId},
    people::FloorView,
    protocol::Cursor,
    view::Subscription,
};
use tokio::{sync::mpsc, task::spawn_blocking, time::timeout};

use crate::session::{interaction::Surroundings, port::ConnectedPage};

/// How long a page waits for it before it is told all else.
const READ_WITHIN: Duration = Duration::from_secs(2);

/// What it takes to read one.
pub(super) struct Past<'t> {
    pub(super) with: &'t Surroundings,
    pub(super) tenant: &'t TenantId,
    pub(super) floor: Arc<FloorView>,
}

impl Past<'_> {
    /// Tells `page` what it lacks of a call. It is up to date when `subscribed` is dropped.
    pub(super) fn tell(
        self,
        page: &Arc<ConnectedPage>,
        (interaction, cursor): (InteractionId, Option<Cursor>),
        subscribed: mpsc::UnboundedSender<InteractionId>,
    ) {
        let (store, tenant) = (Arc::clone(&self.with.store), self.tenant.clone());
        let (page, floor, now) = (Arc::clone(page), self.floor, self.with.clock.now());
        tokio::spawn(async move {
            let read = timeout(READ_WITHIN, store.interaction(&tenant, interaction)).await;
            // What is not there, or cannot be read, is not told.
            let Ok(Ok(records)) = read else { return };
            let Ok(replayed) = spawn_blocking(move || CallHost::replay(&records)).await else {
                return;
            };
            let Some(host) = replayed.filter(|host| host.state().is_over()) else { return };
            let mut place = Subscription::new(page.who.clone(), cursor);
            for message in place.catch_up(now, &floor, &host) {
                page.tell(message);
            }
            drop(subscribed);
        });
    }
}
