//! One conversation: its parties, their connections, and the supervision of it.
//!
//! [`Interaction::decide`], [`Interaction::observe`] and [`Interaction::lapse`] read the state and
//! conclude facts; only [`Interaction::apply`] writes, and it cannot fail. Who hears whom is derived
//! by [`Interaction::routes`] and stored nowhere. What happens in a feature stands in its slice:
//! [`call`], [`supervise`], [`help`], [`contact`]. What this folder refuses to know: clocks, sockets,
//! SDP, how the floor is kept, other interactions.

mod access;
mod apply;
pub mod call;
mod capability;
mod command;
pub mod contact;
mod deadline;
mod decide;
mod example;
mod fact;
pub mod help;
mod leaving;
mod lens;
mod observe;
mod party;
mod project;
mod refusal;
mod restate;
mod routes;
pub mod supervise;
mod text;

use std::{collections::BTreeSet, sync::Arc};

pub use call::{
    CallCommand, CallFact, CallRefusal, Channel, Connection, Customer, EndReason, Flow, GONE_AFTER,
    Key, Loss, MAX_CONTACT_CHARS, MAX_OFFER_BYTES, Missed, NewCall, Offer, PORTS_LINE,
    SOUND_WITHIN, STREAM_CLOCK, Seek, Signs, Sound, Stage, Talk,
};
pub use capability::Capability;
pub use command::Command;
pub use contact::{Contact, ContactCommand, ContactFact};
pub use deadline::{Deadline, DeadlineReason};
pub use fact::{Fact, Mark, Stamped, Told};
pub use help::{HelpCommand, HelpFact, HelpRefusal, HelpRequest, MAX_REQUESTS, RequestFact};
pub use lens::{Eyes, Lens};
pub use observe::{Observation, RING_HEARD_WITHIN};
pub use party::{Party, PartyRole, Supervisor};
pub use refusal::{Refusal, RefusalKind};
pub use supervise::{
    Action, Origin, Parting, Stance, StopReason, SuperviseCommand, SuperviseFact, SuperviseRefusal,
    Supervision,
};
pub use text::MAX_TEXT_CHARS;

use crate::{
    id::{InteractionId, LegId, PersonId, TenantId},
    people::{Actor, FloorView, Grant, PersonCard},
    personal::Personal,
    routing::{Attached, PartyId, Routes},
    sorted::Map,
    terms::Terms,
    time::Timestamp,
};

/// What every question to an interaction comes with: time, author, the floor, and a fresh id.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The instant of the question.
    pub at: Timestamp,
    /// Who asks.
    pub who: &'a Actor,
    /// People, their grants and what they are doing.
    pub floor: &'a FloorView,
    /// An id for a connection, should the answer need one.
    pub fresh_leg: LegId,
}

/// The state of one interaction, folded from its facts as seen through one lens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Interaction {
    lens: Lens,
    id: InteractionId,
    tenant: TenantId,
    opened_at: Timestamp,
    channel: Channel,
    terms: Arc<Terms>,
    customer: Customer,
    /// Everybody on it; nobody any more once it is over.
    parties: Map<PartyId, Party>,
    stage: Stage,
    enforced: Routes,
    help: Option<HelpRequest>,
    helpers: Map<PersonId, PersonCard>,
    contact: Option<Personal<Contact>>,
}

/// What is asked, what was noticed, what time has made due, what has happened.
impl Interaction {
    /// Folds a log that begins with [`CallFact::Opened`]; `None` when it does not.
    #[must_use]
    pub fn fold(lens: Lens, log: &[Stamped]) -> Option<Self> {
        apply::fold(lens, log)
    }

    /// What `command` would lead to.
    ///
    /// # Errors
    /// The rule that stands against it. Nothing has changed then.
    pub fn decide(&self, cx: &Context<'_>, command: &Command) -> Result<Vec<Fact>, Refusal> {
        decide::decide(self, cx, command)
    }

    /// What follows from something noticed; nothing, when it is about what is gone already.
    #[must_use]
    pub fn observe(&self, cx: &Context<'_>, seen: &Observation) -> Vec<Fact> {
        observe::observe(self, cx, seen)
    }

    /// The facts that time or the floor has made due. To be asked again after they are applied,
    /// until there are none.
    #[must_use]
    pub fn lapse(&self, cx: &Context<'_>) -> Vec<Fact> {
        deadline::lapse(self, cx)
    }

    /// The earliest deadline; `None` when time changes nothing.
    #[must_use]
    pub fn deadline(&self) -> Option<Deadline> {
        deadline::earliest(self)
    }

    /// Takes in what happened.
    pub fn apply(&mut self, stamped: &Stamped) {
        apply::apply(self, stamped);
    }

    /// The facts that stop every action that has lost one of these edges, and those of `doubted`.
    #[must_use]
    pub fn sever(&self, lost: &Routes, doubted: &BTreeSet<PersonId>) -> Vec<Fact> {
        leaving::sever(self, lost, doubted)
    }

    /// Whether the stage under way of a help request has come to its end by time.
    pub(crate) fn help_is_due(&self, at: Timestamp) -> bool {
        help::deadline(self).is_some_and(|deadline| deadline.at <= at)
    }
}

/// What can be seen of it, and by whom.
impl Interaction {
    /// Every edge that is to be enforced in this state.
    #[must_use]
    pub fn routes(&self) -> Routes {
        routes::routes(self, None)
    }

    /// The lens that this state is seen through.
    #[must_use]
    pub const fn lens(&self) -> Lens {
        self.lens
    }

    /// The lens of `who` on this interaction; `None` when it does not exist for them.
    ///
    /// Whoever is the agent on a call sees it as its agent, whatever else they may do elsewhere.
    #[must_use]
    pub fn lens_of(&self, who: &Actor, floor: &FloorView) -> Option<Lens> {
        lens::lens_of(self, who, floor)
    }

    /// This state as these eyes, or anybody's through a lens, see it.
    #[must_use]
    pub fn seen_by<'a>(&self, eyes: impl Into<Eyes<'a>>) -> Self {
        project::seen_by(self, eyes.into())
    }

    /// What `stamped`, which led from `before` to `self`, says to these eyes, or to anybody's through
    /// a lens; nothing when it changes nothing there.
    #[must_use]
    pub fn project<'a>(
        &self,
        before: &Self,
        stamped: &Stamped,
        eyes: impl Into<Eyes<'a>>,
    ) -> Vec<Stamped> {
        project::project(self, before, stamped, eyes.into())
    }

    /// The shortest facts that fold to this state.
    #[must_use]
    pub fn restate(&self) -> Vec<Stamped> {
        restate::restate(self)
    }

    /// A supervisor's controls on this interaction: those of an open one, and the answers to a
    /// request that asks them. None when there is nothing to do.
    #[must_use]
    pub fn capabilities(&self, cx: &Context<'_>) -> Vec<Capability> {
        capability::capabilities(self, cx)
    }

    /// Whom this interaction wants rung, while it waits with a connected customer.
    #[must_use]
    pub fn seeks(&self) -> Option<Seek> {
        call::seeks(self)
    }

    /// Whether the live help request asks `person`, whatever their status.
    #[must_use]
    pub fn asks(&self, person: &PersonId, floor: &FloorView) -> bool {
        help::asks(self, person, floor)
    }

    /// The live help request that `person` has taken and has not left.
    #[must_use]
    pub fn helps(&self, person: &PersonId) -> Option<&HelpRequest> {
        help::helps(self, person)
    }

    /// The *claimed by* list as `who` may see it: whoever may change it sees it, even one to whom
    /// the call does not exist otherwise; nothing to anybody else to whom it does not.
    #[must_use]
    pub fn helpers_for(&self, who: &Actor, floor: &FloorView) -> Option<Vec<&PersonCard>> {
        help::helpers_for(self, who, floor)
    }
}

/// What it is made of.
impl Interaction {
    /// Its name.
    #[must_use]
    pub const fn id(&self) -> InteractionId {
        self.id
    }

    /// The tenant that was called.
    #[must_use]
    pub const fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// When it was opened.
    #[must_use]
    pub const fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    /// Voice, chat or messaging.
    #[must_use]
    pub const fn channel(&self) -> Channel {
        self.channel
    }

    /// The tenant's choices when it was opened.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The one who called, whether still there or not.
    #[must_use]
    pub const fn customer(&self) -> &Customer {
        &self.customer
    }

    /// Everybody on it, by id; nobody once it is over.
    #[must_use]
    pub const fn parties(&self) -> &Map<PartyId, Party> {
        &self.parties
    }

    /// One of them.
    #[must_use]
    pub fn party(&self, party: &PartyId) -> Option<&Party> {
        self.parties.get(party)
    }

    /// Whether the connection of `party` is up.
    #[must_use]
    pub fn is_up(&self, party: &PartyId) -> bool {
        self.party(party).is_some_and(|party| party.connection.is_up())
    }

    /// Whether `party` had a connection that is lost, or is not on it any more.
    #[must_use]
    pub fn is_lost(&self, party: &PartyId) -> bool {
        self.party(party).is_none_or(|party| party.connection.is_lost())
    }

    /// How far it is.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The talk, while there is one.
    #[must_use]
    pub const fn talk(&self) -> Option<&Talk> {
        match &self.stage {
            Stage::Talking(talk) => Some(talk),
            Stage::Waiting | Stage::Ringing { .. } | Stage::Ended { .. } => None,
        }
    }

    /// Since when `party` is on hold, if so.
    #[must_use]
    pub fn held_since(&self, party: &PartyId) -> Option<Timestamp> {
        self.talk().and_then(|talk| talk.held.get(party)).copied()
    }

    /// The agent who is rung or talks, or who had answered.
    #[must_use]
    pub fn agent(&self) -> Option<&PersonCard> {
        match &self.stage {
            Stage::Waiting => None,
            Stage::Ringing { agent, .. } => Some(agent),
            Stage::Talking(_) => self.agents_party().map(|(card, _)| card),
            Stage::Ended { agent, .. } => agent.as_ref(),
        }
    }

    /// The agent who talks, as a party.
    #[must_use]
    pub fn agents_party(&self) -> Option<(&PersonCard, &Party)> {
        self.parties.values().find_map(|party| Some((party.role.agent()?, party)))
    }

    /// Whether it is over.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        match &self.stage {
            Stage::Ended { .. } => true,
            Stage::Waiting | Stage::Ringing { .. } | Stage::Talking(_) => false,
        }
    }

    /// Every supervisor who has it open, by person.
    pub fn supervisors(&self) -> impl Iterator<Item = Supervisor<'_>> {
        self.parties.values().filter_map(Party::supervisor)
    }

    /// `person` as a supervisor who has it open.
    #[must_use]
    pub fn supervisor(&self, person: &PersonId) -> Option<Supervisor<'_>> {
        self.parties.get(&PartyId::Person(person.clone()))?.supervisor()
    }

    /// The edges that the media plane last confirmed: what a screen may draw.
    #[must_use]
    pub const fn enforced(&self) -> &Routes {
        &self.enforced
    }

    /// The same without those along which no sound flows, as far as is known: what is heard.
    #[must_use]
    pub fn heard(&self) -> Routes {
        call::heard(self)
    }

    /// The last help request, live or ended.
    #[must_use]
    pub const fn help(&self) -> Option<&HelpRequest> {
        self.help.as_ref()
    }

    /// Who was put on the *claimed by* list, besides the helper of the request.
    #[must_use]
    pub const fn helpers(&self) -> &Map<PersonId, PersonCard> {
        &self.helpers
    }

    /// What is known of the customer.
    #[must_use]
    pub fn contact(&self) -> Option<&Contact> {
        self.contact.as_ref().and_then(Personal::open)
    }

    /// The media connection of each party that has one, connected or about to be.
    #[must_use]
    pub fn legs(&self) -> Map<PartyId, LegId> {
        self.attached().iter().map(|(id, own)| (id.clone(), own.leg)).collect()
    }

    /// The same, as orders to the media plane need to know it.
    #[must_use]
    pub fn attached(&self) -> Map<PartyId, Attached> {
        let own = |(id, party): (&PartyId, &Party)| {
            let leg = party.connection.leg()?;
            Some((id.clone(), Attached { leg, on_fault: party.role.on_fault() }))
        };
        self.parties.iter().filter_map(own).collect()
    }
}

/// Whether `person` holds `grant`, as a rule.
fn require(cx: &Context<'_>, person: &PersonId, grant: Grant) -> Result<(), Refusal> {
    if cx.floor.may(person, grant) { Ok(()) } else { Err(Refusal::NotPermitted { grant }) }
}
