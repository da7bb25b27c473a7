//! A page of Sofia's that nobody reads, for tests.

use std::sync::Arc;

use backline_core::{
    id::{PersonId, TabId, TenantId},
    people::Actor,
    protocol::{Page, SignIn},
};

use super::{ConnectedPage, ConnectionId, LastHeard, PageLink, SharedMessage};

#[derive(Debug)]
struct NobodyReads;

impl PageLink for NobodyReads {
    fn tell(&self, _: &SharedMessage) {}

    fn displaced(&self) {}
}

/// One of this kind, under the number of its connection.
pub(in crate::session) fn sofias(
    kind: Page,
    connection: u64,
    heard: Arc<LastHeard>,
) -> Arc<ConnectedPage> {
    let (tenant, person) = (TenantId::new("acme"), PersonId::new("sofia"));
    Arc::new(ConnectedPage {
        connection: ConnectionId(connection),
        who: Actor::person(tenant.unwrap(), person.unwrap()),
        kind,
        tab: TabId::from_u128(1),
        heard,
        sign_in: SignIn::ENDLESS.into(),
        link: Box::new(NobodyReads),
        rung_by_name: false,
        voice: None,
    })
}
