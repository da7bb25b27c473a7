//! A command to an interaction, by the way that every command goes, and its answer awaited.

use std::{sync::Arc, time::Duration};

use backline_core::{
    host::CallHost,
    id::{CommandId, InteractionId, LegId, TabId},
    interaction::{Command, Context, Refusal},
    people::{Actor, FloorView},
    protocol::{Page, Record, ServerMessage, decode_server, fingerprint},
};
use uuid::Uuid;

use super::problem::Problem;
use crate::{
    app::App,
    session::{
        TenantHandle,
        message::{Ask, Asked, ConnectionId, Viewer},
        outbox::{Frame, outbox},
    },
};

/// How long an answer is awaited. The record itself answers within two seconds, and a connection is
/// closed that has no answer to its first request after five.
const WITHIN: Duration = Duration::from_secs(3);

/// What is asked.
pub(super) struct Order {
    pub(super) who: Actor,
    pub(super) id: CommandId,
    pub(super) interaction: InteractionId,
    pub(super) command: Command,
}

/// Asks, and waits for the answer: when this is `Ok`, it is on record.
pub(super) async fn ask(app: &App, order: &Order) -> Result<(), Problem> {
    let tenant = app.sessions.tenant(&order.who.tenant).ok_or(Refusal::NoSuchCall)?;
    // Without an answer nobody knows whether it was done; the same key finds out.
    let answer = tokio::time::timeout(WITHIN, live(tenant, order)).await;
    match answer.ok().flatten().ok_or_else(Problem::too_slow)? {
        Ok(()) => Ok(()),
        Err(Refusal::NoSuchCall) => past(app, tenant, order).await,
        Err(refusal) => Err(refusal.into()),
    }
}

/// The answer, if there is one.
async fn live(tenant: &TenantHandle, order: &Order) -> Option<Result<(), Refusal>> {
    let (outbox, mut outgoing) = outbox();
    let viewer = Viewer {
        connection: ConnectionId::NO_PAGE,
        who: order.who.clone(),
        page: Page::Workspace,
        tab: TabId(Uuid::nil()),
        outbox,
        heard: Arc::default(),
    };
    let (id, interaction, command) = (order.id, order.interaction, order.command.clone());
    let asked = Ask::Command(Asked { viewer, id, interaction, command });
    if tenant.asks.send(asked).await.is_err() {
        return Some(Err(Refusal::NotRecorded));
    }
    let Some(Frame::Text(text)) = outgoing.next().await else { return None };
    Some(answer(decode_server(&text).ok()?))
}

fn answer(message: ServerMessage) -> Result<(), Refusal> {
    if let ServerMessage::Refused { refusal, .. } = message { Err(refusal) } else { Ok(()) }
}

/// A call that is not there any more: what was done on it is done, and for the rest the core says
/// what stands against it.
async fn past(app: &App, tenant: &TenantHandle, order: &Order) -> Result<(), Problem> {
    let Order { who, id, interaction, command } = order;
    let records = app.store.interaction(&who.tenant, *interaction).await?;
    let floor = tenant.people().await.ok_or_else(Problem::not_read)?;
    Ok(told_by(&records, &floor, (who, *id), command)?)
}

fn told_by(
    records: &[Record],
    floor: &FloorView,
    (who, id): (&Actor, CommandId),
    command: &Command,
) -> Result<(), Refusal> {
    let own = records.iter().filter(|record| record.by == who.identity);
    let mut causes = own.filter_map(|record| record.cause);
    if let Some(known) = causes.find(|cause| cause.command == id) {
        let same = known.fingerprint == fingerprint(command);
        return if same { Ok(()) } else { Err(Refusal::CommandReused) };
    }
    let host = CallHost::replay(records).ok_or(Refusal::NoSuchCall)?;
    let at = records.last().map(|record| record.at).unwrap_or_default();
    let cx = Context { at, who, floor, fresh_leg: LegId::from_u128(0) };
    host.state().decide(&cx, command)?;
    // It is not over, and nobody is there to do it: a restart brings it back.
    Err(Refusal::NotRecorded)
}
