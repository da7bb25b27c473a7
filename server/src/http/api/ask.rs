//! A command to an interaction, asked through the session's port, and its answer awaited.

use std::time::Duration;

use backline_core::{
    host::{CallHost, Repeat},
    id::{CommandId, InteractionId, LegId},
    interaction::{Command, Context, Refusal},
    people::{Actor, FloorView},
    protocol::Record,
};

use super::{problem::Problem, view::floor};
use crate::{
    app::App,
    session::port::{Answer, Question, TenantHandle, Unanswered},
};

/// How long an answer is awaited. The record itself answers within two seconds, and a connection is
/// closed that has no answer to its first request after five.
pub(super) const ANSWERED_WITHIN: Duration = Duration::from_secs(3);

/// What is asked.
pub(super) struct Instruction {
    pub(super) who: Actor,
    pub(super) id: CommandId,
    pub(super) interaction: InteractionId,
    pub(super) command: Command,
}

/// Asks, and waits for the answer: when this is `Ok`, it is on record.
pub(super) async fn ask(app: &App, asked: &Instruction) -> Result<(), Problem> {
    let tenant = app.sessions.tenant(&asked.who.tenant).ok_or(Refusal::NoSuchCall)?;
    // Without an answer nobody knows whether it was done; the same key finds out.
    let answer = tokio::time::timeout(ANSWERED_WITHIN, live(tenant, asked)).await;
    match answer.ok().flatten().ok_or_else(Problem::too_slow)? {
        Ok(()) => Ok(()),
        Err(Refusal::NoSuchCall) => past(app, tenant, asked).await,
        Err(refusal) => Err(refusal.into()),
    }
}

/// The answer, if there is one.
async fn live(tenant: &TenantHandle, asked: &Instruction) -> Option<Result<(), Refusal>> {
    let (id, interaction, command) = (asked.id, asked.interaction, asked.command.clone());
    let question = Question::Command { id, interaction, command };
    match tenant.ask_as_machine(asked.who.clone(), question).await {
        Ok(Answer::Done { .. }) => Some(Ok(())),
        Ok(Answer::Refused(refusal)) => Some(Err(refusal)),
        Err(Unanswered::NotAsked) => Some(Err(Refusal::NotRecorded)),
        Ok(Answer::FloorRefused(_)) | Err(Unanswered::Unknown) => None,
    }
}

/// A call that is not there any more: what was done on it is done, and for the rest the core says
/// what stands against it.
async fn past(app: &App, tenant: &TenantHandle, asked: &Instruction) -> Result<(), Problem> {
    let Instruction { who, id, interaction, command } = asked;
    let records = app.store.interaction(&who.tenant, *interaction).await?;
    let floor = floor(tenant).await?;
    Ok(told_by(&records, &floor, (who, *id), command)?)
}

fn told_by(
    records: &[Record],
    floor: &FloorView,
    (who, id): (&Actor, CommandId),
    command: &Command,
) -> Result<(), Refusal> {
    let host = CallHost::replay(records).ok_or(Refusal::NoSuchCall)?;
    match host.repeat(who, id, command) {
        Repeat::Done => return Ok(()),
        Repeat::Reused => return Err(Refusal::CommandReused),
        Repeat::New => {}
    }
    let at = records.last().map(|record| record.at).unwrap_or_default();
    let cx = Context { at, who, floor, fresh_leg: LegId::from_u128(0) };
    host.state().decide(&cx, command)?;
    // It is not over, and nobody is there to do it: a restart brings it back.
    Err(Refusal::NotRecorded)
}
