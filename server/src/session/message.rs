//! What connections, tenants and interactions say to each other.
//!
//! Plain values that go through inboxes; nothing here acts.

use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize},
};

use backline_core::people::Profile;
use backline_core::{
    floor::FloorCommand,
    id::{CommandId, InteractionId, PersonId, TabId, VisitorId},
    interaction::{Command, Contact, Interaction, Observation},
    people::{Actor, FloorView},
    protocol::{Cursor, Page, Record},
    terms::Terms,
};
use backline_media::Report;
use tokio::sync::{mpsc, oneshot};

pub use super::interaction::Outcome;
use super::outbox::Outbox;
use crate::store::StoreError;

/// One connected page.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Counts connections.
    pub connection: ConnectionId,
    /// Who.
    pub who: Actor,
    /// Which page.
    pub page: Page,
    /// Which tab.
    pub tab: TabId,
    /// Where to send.
    pub outbox: Outbox,
    /// When anything last came from it, by the server's clock.
    pub heard: Arc<AtomicU64>,
}

/// Counts connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

impl ConnectionId {
    /// No page: somebody who asks over HTTP, one question at a time, and need not be there.
    pub const NO_PAGE: Self = Self(u64::MAX);
}

/// A command on its way.
#[derive(Debug, Clone)]
pub struct Asked {
    /// By whom.
    pub viewer: Viewer,
    /// Which.
    pub id: CommandId,
    /// On which interaction.
    pub interaction: InteractionId,
    /// What.
    pub command: Command,
}

/// That a help request is on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Which request.
    pub request: u32,
    /// In which stage.
    pub stage: u32,
    /// Whether it was in view.
    pub seen: bool,
}

/// What connections ask of a tenant.
#[derive(Debug)]
pub enum Ask {
    /// A page says hello.
    Arrive {
        /// Who.
        viewer: Viewer,
        /// For the greeting: the token of a visitor.
        token: Option<String>,
        /// Whether an older page of the same kind gives way.
        take_over: bool,
        /// What it holds.
        resume: Vec<Cursor>,
        /// Whether it may stay.
        reply: oneshot::Sender<Arrival>,
    },
    /// A page's socket is gone; after all that it has asked.
    Depart {
        /// Which.
        connection: ConnectionId,
    },
    /// A command to an interaction.
    Command(Asked),
    /// A command to the floor.
    Floor {
        /// By whom.
        viewer: Viewer,
        /// Which.
        id: CommandId,
        /// What.
        command: FloorCommand,
    },
    /// A page has a help request, or its person has had it in view.
    Receipt {
        /// Whose page.
        viewer: Viewer,
        /// On which interaction.
        interaction: InteractionId,
        /// Of what.
        receipt: Receipt,
    },
    /// A customer calls.
    Call {
        /// By whom.
        viewer: Viewer,
        /// Which.
        id: CommandId,
        /// What.
        call: CallRequest,
    },
    /// A customer calls who has no page here.
    Incoming {
        /// Who.
        visitor: VisitorId,
        /// What.
        call: CallRequest,
        /// The interaction, or nothing when it could not be recorded.
        reply: oneshot::Sender<Option<InteractionId>>,
    },
    /// Who its people are.
    People {
        /// As interactions see them.
        reply: oneshot::Sender<Arc<FloorView>>,
    },
    /// The configuration was read again.
    Configure {
        /// Everybody.
        people: Vec<Profile>,
        /// What holds for calls that come in from here on.
        terms: Terms,
    },
    /// The server is about to end: no new calls.
    Drain,
}

/// A customer's wish.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
pub struct CallRequest {
    /// Name, may be empty.
    pub name: String,
    /// Number.
    pub number: Option<String>,
    /// The one agent to ring.
    pub to: Option<PersonId>,
    /// What is known of the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

/// The answer to a page's hello.
#[derive(Debug)]
pub enum Arrival {
    /// It has its subscriptions: each interaction tells whether it exists for this viewer.
    Subscribed(mpsc::UnboundedReceiver<InteractionId>),
    /// The same page is open elsewhere.
    OpenElsewhere,
    /// Nobody of this tenant.
    Unknown,
}

/// What a tenant is told, by its interactions and by what it started itself.
#[derive(Debug)]
pub enum Note {
    /// An interaction has published; this is its state.
    Changed {
        /// The number of its last record.
        number: u64,
        /// The state.
        state: Arc<Interaction>,
        /// Who has just opened it.
        opened: Vec<PersonId>,
    },
    /// A command that goes one at a time has been answered.
    Settled {
        /// Whose.
        person: PersonId,
        /// Where.
        interaction: InteractionId,
    },
    /// An interaction's task has ended.
    Gone {
        /// Which.
        interaction: InteractionId,
        /// Whether by a fault of its own.
        panicked: bool,
    },
    /// An interaction that ended by a fault was read from the record; nothing when that failed.
    Reread {
        /// Which.
        interaction: InteractionId,
        /// Its log.
        records: Vec<Record>,
    },
    /// The floor's facts are written, or not.
    FloorWritten(Result<(), StoreError>),
    /// A call's first fact is written, or not.
    CallWritten {
        /// Which call.
        interaction: InteractionId,
        /// Its first fact.
        first: Box<Record>,
        /// Whether.
        written: Result<(), StoreError>,
    },
}

/// What an interaction is told.
#[derive(Debug)]
pub enum ToInteraction {
    /// A page watches, from where it left off.
    Subscribe {
        /// Who.
        viewer: Viewer,
        /// What it holds.
        cursor: Option<Cursor>,
        /// Told if the interaction exists for this viewer, once it is up to date.
        subscribed: Option<mpsc::UnboundedSender<InteractionId>>,
    },
    /// A page is gone.
    Unsubscribe(ConnectionId),
    /// Somebody asks.
    Command {
        /// What.
        asked: Asked,
        /// Whether the tenant waits for the end of it.
        gated: bool,
    },
    /// A page has a help request.
    Receipt {
        /// Whose page.
        who: PersonId,
        /// Of what.
        receipt: Receipt,
    },
    /// The command that opened it can be answered.
    Announce {
        /// To whom.
        outbox: Outbox,
        /// Which.
        id: CommandId,
    },
    /// Something was noticed.
    Observed(Observation),
    /// The media plane says.
    Media(Report),
    /// A write has ended.
    Written {
        /// Which.
        ticket: u64,
        /// How.
        outcome: Outcome,
    },
}

/// An interaction's inbox.
#[derive(Debug, Clone)]
pub struct InteractionHandle {
    /// Where to send.
    pub inbox: mpsc::UnboundedSender<ToInteraction>,
    /// Commands that wait for their answer.
    pub waiting: Arc<AtomicUsize>,
}
