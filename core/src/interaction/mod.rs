//! One conversation: its parties, their connections, and the supervision of it.
//!
//! `decide`, `observe` and `lapse` read the state and conclude facts; only `apply` writes, and it
//! cannot fail. Who hears whom is derived by [`Interaction::routes`] and stored nowhere. What this
//! folder refuses to know: clocks, sockets, SDP, other interactions.

mod apply;
pub mod call;
mod capability;
mod command;
mod connection;
pub mod contact;
mod deadline;
mod decide;
mod example;
mod fact;
pub mod help;
mod lapse;
mod lens;
mod observe;
mod open;
mod projection;
mod refusal;
mod restate;
pub mod supervise;
mod text;

use std::sync::Arc;

pub use call::{
    CallCommand, CallFact, CallRefusal, Channel, EndReason, Key, Loss, MAX_OFFER_BYTES, Offer,
};
pub use capability::Capability;
pub use command::Command;
pub use connection::Connection;
pub use contact::{Contact, ContactCommand, ContactFact};
pub use deadline::{Deadline, DeadlineReason};
pub use fact::{Fact, Stamped};
pub use help::{HelpCommand, HelpFact, HelpRefusal, HelpRequest, RequestFact};
pub use lens::Lens;
pub use observe::Observation;
pub use open::{MAX_CONTACT_CHARS, NewCall, Seek};
pub use refusal::{Refusal, RefusalKind};
pub use supervise::{
    Action, Origin, Parting, Stance, StopReason, SuperviseCommand, SuperviseFact, SuperviseRefusal,
    Supervision, SupervisorLeg,
};
pub use text::MAX_TEXT_CHARS;

use crate::{
    id::{InteractionId, LegId, PersonId, TenantId, VisitorId},
    people::{Actor, FloorView, Grant, PersonCard},
    personal::Personal,
    routing::{PartyId, Routes},
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
    pub(crate) lens: Lens,
    pub(crate) id: InteractionId,
    pub(crate) tenant: TenantId,
    pub(crate) opened_at: Timestamp,
    pub(crate) channel: Channel,
    pub(crate) terms: Arc<Terms>,
    pub(crate) customer: Customer,
    pub(crate) stage: Stage,
    pub(crate) supervisors: Map<PersonId, Supervision>,
    pub(crate) enforced: Routes,
    pub(crate) help: Option<HelpRequest>,
    pub(crate) helpers: Map<PersonId, PersonCard>,
    pub(crate) contact: Option<Personal<Contact>>,
}

/// The one who called.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Customer {
    /// The browser that may act as this customer.
    pub visitor: VisitorId,
    /// Display name.
    pub name: Personal<String>,
    /// Number, when there is one.
    pub number: Option<Personal<String>>,
    /// The one agent who was asked for, if so.
    pub wants: Option<PersonId>,
    /// The media connection.
    pub connection: Connection,
    /// Whether the microphone is muted.
    pub muted: bool,
    /// Whether it was said that nobody is free.
    pub told: bool,
    /// Who let this call ring or declined it, and when.
    pub passed: Map<PersonId, Timestamp>,
}

/// How far the conversation is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Nobody rings yet, or any more.
    Waiting,
    /// An agent's panel rings.
    Ringing {
        /// Whose.
        agent: PersonCard,
        /// Since when.
        since: Timestamp,
        /// When the next one is tried.
        until: Timestamp,
    },
    /// Agent and customer talk.
    Talking(Talk),
    /// Over.
    Ended {
        /// When.
        at: Timestamp,
        /// Why.
        why: EndReason,
        /// Who had answered, if anybody.
        agent: Option<PersonCard>,
    },
}

/// An agent's part in an answered call.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Talk {
    /// Who answered.
    pub agent: PersonCard,
    /// When.
    pub since: Timestamp,
    /// The agent's media connection.
    pub connection: Connection,
    /// Whether the agent's microphone is muted.
    pub muted: bool,
    /// Since when the customer is on hold, if so.
    pub hold: Option<Timestamp>,
}

impl Interaction {
    /// Which one.
    #[must_use]
    pub const fn id(&self) -> InteractionId {
        self.id
    }

    /// Whose.
    #[must_use]
    pub const fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// Since when.
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

    /// The customer.
    #[must_use]
    pub const fn customer(&self) -> &Customer {
        &self.customer
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

    /// The agent who is rung or talks, or who had answered.
    #[must_use]
    pub const fn agent(&self) -> Option<&PersonCard> {
        match &self.stage {
            Stage::Waiting => None,
            Stage::Ringing { agent, .. } => Some(agent),
            Stage::Talking(talk) => Some(&talk.agent),
            Stage::Ended { agent, .. } => agent.as_ref(),
        }
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
    #[must_use]
    pub const fn supervisors(&self) -> &Map<PersonId, Supervision> {
        &self.supervisors
    }

    /// The edges that the media plane last confirmed: what a screen may draw.
    #[must_use]
    pub const fn enforced(&self) -> &Routes {
        &self.enforced
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
        self.connections().filter_map(|(party, link)| Some((party, link.leg()?))).collect()
    }

    /// Every party and its connection.
    pub(crate) fn connections(&self) -> impl Iterator<Item = (PartyId, &Connection)> {
        let customer = (!self.is_over()).then_some((PartyId::Customer, &self.customer.connection));
        let agent =
            self.talk().map(|talk| (PartyId::Agent(talk.agent.person.clone()), &talk.connection));
        let supervisors = self.supervisors.iter().map(|(person, supervision)| {
            (PartyId::Supervisor(person.clone()), supervision.leg.connection())
        });
        customer.into_iter().chain(agent).chain(supervisors)
    }

    /// The connection of `party`, while that is part of the conversation.
    #[must_use]
    pub fn connection(&self, party: &PartyId) -> Option<&Connection> {
        self.connections().find_map(|(other, link)| (other == *party).then_some(link))
    }
}

/// Whether `person` holds `grant`, as a rule.
fn require(cx: &Context<'_>, person: &PersonId, grant: Grant) -> Result<(), Refusal> {
    if cx.floor.may(person, grant) { Ok(()) } else { Err(Refusal::NotPermitted { grant }) }
}
