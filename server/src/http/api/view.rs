//! Interactions and help requests as somebody may see them, out of the record: the same whether they
//! are live or over.

use std::sync::Arc;

use super::{problem::Problem, shape::HelpRequestView};
use crate::{app::App, session::port::TenantHandle, store::index::HelpRow};
use backline_core::{
    host::CallHost,
    id::{InteractionId, TenantId},
    interaction::{HelpRefusal, Refusal, Stamped, help::Listed},
    people::{Actor, FloorView},
    protocol::Record,
    view,
};

/// An interaction as it is on record, and the people as they are at the moment.
pub(super) struct Past {
    pub(super) host: CallHost,
    pub(super) floor: Arc<FloorView>,
}

impl Past {
    /// An interaction of the tenant's of `who`, who may not be meant to see it.
    pub(super) async fn of(
        app: &App,
        who: &Actor,
        interaction: InteractionId,
    ) -> Result<Self, Problem> {
        let tenant = app.sessions.tenant(&who.tenant).ok_or(Refusal::NoSuchCall)?;
        let records = app.store.interaction(&who.tenant, interaction).await?;
        let host = CallHost::replay(&records).ok_or(Refusal::NoSuchCall)?;
        Ok(Self { host, floor: floor(tenant).await? })
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
    let lens = match tenant.lens(who, request.0).await {
        Some(lens) => Some(lens),
        // Who asked or helped reads of a request also when the call is not theirs any more.
        None => {
            let (listed, floor) = (listed(&who.tenant, &log.row), floor(tenant).await?);
            if listed.is_for(who, &floor) {
                Some(listed.lens(who, &floor))
            } else {
                // A later agent of a call that is over: all of it says who that is.
                let past = Past::of(app, who, request.0).await?;
                past.host.state().lens_of(who, &past.floor)
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
    let past = Past::of(app, who, interaction).await?;
    match past.host.state().lens_of(who, &past.floor) {
        Some(_) => Err(Refusal::Help(HelpRefusal::NoSuchRequest).into()),
        None => Ok(None),
    }
}

async fn floor(tenant: &TenantHandle) -> Result<Arc<FloorView>, Problem> {
    tenant.people().await.ok_or_else(Problem::not_read)
}

/// What tells who may read of it.
pub(super) const fn listed<'r>(tenant: &'r TenantId, row: &'r HelpRow) -> Listed<'r> {
    Listed { tenant, agent: &row.agent, helper: row.helper.as_ref(), scope: row.scope }
}
