//! An interaction as somebody may see it, out of the record: the same whether it is live or over.

use std::sync::Arc;

use super::{problem::Problem, shape::HelpRequestView};
use crate::{app::App, store::index::HelpRow};
use backline_core::{
    host::CallHost,
    id::{CommandId, InteractionId, TenantId},
    interaction::{
        Fact, HelpFact, HelpRefusal, Interaction, Lens, Refusal, RequestFact, Stamped, help::Listed,
    },
    people::{Actor, FloorView},
    protocol::Record,
    time::Timestamp,
};

/// An interaction as it is on record, and the people as they are at the moment.
pub(super) struct Past {
    records: Vec<Record>,
    pub(super) host: CallHost,
    pub(super) floor: Arc<FloorView>,
    now: Timestamp,
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
        let floor = tenant.people().await.ok_or_else(Problem::not_read)?;
        Ok(Self { records, host, floor, now: app.sessions.clock().now() })
    }

    /// A request with what happened to it, as `who` sees it; nothing when the call does not exist for
    /// them and the request is in no list of theirs.
    pub(super) async fn request(
        &self,
        app: &App,
        who: &Actor,
        number: u32,
    ) -> Result<Option<HelpRequestView>, Problem> {
        let lens = match self.host.state().lens_of(who, &self.floor) {
            Some(lens) => Some(lens),
            None => self.listed_lens(app, who, number).await?,
        };
        let Some(lens) = lens else { return Ok(None) };
        let view = self.view(lens, number).ok_or(Refusal::Help(HelpRefusal::NoSuchRequest))?;
        Ok(Some(view))
    }

    /// Who asked or helped reads of a request also when the call is not theirs any more.
    async fn listed_lens(
        &self,
        app: &App,
        who: &Actor,
        number: u32,
    ) -> Result<Option<Lens>, Problem> {
        let request = (self.host.state().id(), number);
        let Some(row) = app.store.help_request(&who.tenant, request).await? else {
            return Ok(None);
        };
        let listed = listed(&who.tenant, &row);
        Ok(listed.is_for(who, &self.floor).then(|| listed.lens(who, &self.floor)))
    }

    fn view(&self, lens: Lens, number: u32) -> Option<HelpRequestView> {
        let stream = self.host.stream(lens);
        let next = |stamped: &Stamped| {
            matches!(&stamped.fact, Fact::Help(HelpFact::Request { request, what: RequestFact::Requested { .. } })
                if *request > number)
        };
        // Where the next one begins, this one stands as it always will.
        let end = stream.iter().position(next).unwrap_or(stream.len());
        let until = stream.get(..end)?;
        let state = Interaction::fold(lens, until)?;
        let help = state.help().filter(|help| help.number == number)?;
        HelpRequestView::new(&state, help, (stream, self.now))
    }

    /// The number of the request that a command has raised.
    pub(super) fn raised_by(&self, who: &Actor, id: CommandId) -> Option<u32> {
        let own = self.records.iter().filter(|record| {
            record.by == who.identity && record.cause.is_some_and(|cause| cause.command == id)
        });
        let raised = |record: &Record| {
            let Fact::Help(HelpFact::Request { request, what: RequestFact::Requested { .. } }) =
                &record.fact
            else {
                return None;
            };
            Some(*request)
        };
        own.filter_map(raised).next()
    }
}

/// What tells who may read of it.
pub(super) const fn listed<'r>(tenant: &'r TenantId, row: &'r HelpRow) -> Listed<'r> {
    Listed { tenant, agent: &row.agent, helper: row.helper.as_ref(), scope: row.scope }
}
