//! Interactions and help requests as somebody may see them, out of the record: the same whether they
//! are live or over, and read without the rest of their calls.

use std::sync::Arc;

use super::{ask::ANSWERED_WITHIN, problem::Problem, shape::HelpRequestView};
use crate::{app::App, session::port::TenantHandle, store::index::HelpRow};
use backline_core::{
    id::{InteractionId, TenantId},
    interaction::{HelpRefusal, Interaction, Lens, Refusal, Stamped, help::Listed},
    people::{Actor, FloorView},
    protocol::Record,
    view,
};
use tokio::time::timeout;

/// An interaction, as far as it says who sees it and who helps on it, and the people as they are at the
/// moment.
pub(super) struct Outline {
    pub(super) call: Interaction,
    pub(super) floor: Arc<FloorView>,
}

impl Outline {
    /// That of an interaction of the tenant's of `who`, who may not be meant to see it.
    pub(super) async fn of(
        app: &App,
        who: &Actor,
        interaction: InteractionId,
    ) -> Result<Self, Problem> {
        let tenant = app.sessions.tenant(&who.tenant).ok_or(Refusal::NoSuchCall)?;
        let records = app.store.who_helps(&who.tenant, interaction).await?;
        let log: Vec<Stamped> = records.iter().map(Record::stamped).collect();
        let call = Interaction::fold(Lens::Server, &log).ok_or(Refusal::NoSuchCall)?;
        Ok(Self { call, floor: floor(tenant).await? })
    }
}

/// A request with what happened to it, as `who` sees it; nothing when the call does not exist for
/// them and the request is in no list of theirs. What else happened on the call is not read.
pub(super) async fn request(
    app: &App,
    who: &Actor,
    request: (InteractionId, u32),
) -> Result<Option<HelpRequestView>, Problem> {
    let tenant = app.sessions.tenant(&who.tenant).ok_or(Refusal::NoSuchCall)?;
    let Some(log) = app.store.help_log(&who.tenant, request).await? else {
        return no_request(app, who, request.0).await;
    };
    let lens = timeout(ANSWERED_WITHIN, tenant.lens(who, request.0)).await;
    let lens = match lens.map_err(|_| Problem::not_read())? {
        Some(lens) => Some(lens),
        // Who asked or helped reads of a request also when the call is not theirs any more.
        None => {
            let (listed, floor) = (listed(&who.tenant, &log.row), floor(tenant).await?);
            if listed.is_for(who, &floor) {
                Some(listed.lens(who, &floor))
            } else {
                // A later agent of a call that is over.
                let outline = Outline::of(app, who, request.0).await?;
                outline.call.lens_of(who, &outline.floor)
            }
        }
    };
    let Some(lens) = lens else { return Ok(None) };
    let facts: Vec<Stamped> = log.records.iter().map(Record::stamped).collect();
    let now = app.sessions.clock().now();
    let view = view::request::of(&facts, request.1, lens)
        .and_then(|(call, told)| HelpRequestView::new(&call, call.help()?, (&told, now)));
    Ok(Some(view.ok_or(Refusal::Help(HelpRefusal::NoSuchRequest))?))
}

/// Whoever may see the call is told that it has no such request; for others there is no call.
async fn no_request<T>(
    app: &App,
    who: &Actor,
    interaction: InteractionId,
) -> Result<Option<T>, Problem> {
    let outline = Outline::of(app, who, interaction).await?;
    match outline.call.lens_of(who, &outline.floor) {
        Some(_) => Err(Refusal::Help(HelpRefusal::NoSuchRequest).into()),
        None => Ok(None),
    }
}

/// The people of a tenant, or that whoever asks tries again: one that begins again may have to wait for
/// the record.
pub(super) async fn floor(tenant: &TenantHandle) -> Result<Arc<FloorView>, Problem> {
    let people = timeout(ANSWERED_WITHIN, tenant.people()).await;
    people.ok().flatten().ok_or_else(Problem::not_read)
}

/// What tells who may read of it.
pub(super) const fn listed<'r>(tenant: &'r TenantId, row: &'r HelpRow) -> Listed<'r> {
    Listed { tenant, agent: &row.agent, helper: row.helper.as_ref(), scope: row.scope }
}
