//! What a tenant's task and its interactions' tasks are told.
//!
//! Plain values that go through inboxes; nothing here acts.

use std::sync::{Arc, atomic::AtomicUsize};

use backline_core::{
    floor::CallNote,
    id::{CommandId, InteractionId, PersonId, VisitorId},
    interaction::{Command, Lens, Observation},
    people::{Actor, FloorView, Identity},
    protocol::{Cursor, Record},
};
use backline_media::Report;
use tokio::sync::{mpsc, oneshot};

use super::{
    interaction::WriteOutcome,
    port::{Asker, CallRequest, ConnectedPage, ConnectionId, Greeting, Question, Receipt},
};
use crate::store::StoreError;

/// Where a tenant is told something: strangers wait in a line of their own, behind people.
#[derive(Debug, Clone)]
pub(crate) struct Inbox {
    people: mpsc::Sender<ToTenant>,
    visitors: mpsc::Sender<ToTenant>,
}

/// What waits in both lines.
#[derive(Debug)]
pub(crate) struct Waiting {
    people: mpsc::Receiver<ToTenant>,
    visitors: mpsc::Receiver<ToTenant>,
}

impl Inbox {
    /// One in each of whose lines so many can wait; and its other end.
    pub(crate) fn new(most: usize) -> (Self, Waiting) {
        let (people, of_people) = mpsc::channel(most);
        let (visitors, of_visitors) = mpsc::channel(most);
        (Self { people, visitors }, Waiting { people: of_people, visitors: of_visitors })
    }

    /// The line of whoever asks. What one asker says keeps its order.
    pub(crate) const fn of(&self, who: &Actor) -> &mpsc::Sender<ToTenant> {
        match who.identity {
            Identity::Visitor(_) => &self.visitors,
            Identity::Person(_) | Identity::Integration { .. } | Identity::Server => &self.people,
        }
    }

    /// Whether the task that took in what comes here has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.people.is_closed()
    }
}

impl Waiting {
    /// The next; nothing when nobody can say anything any more.
    pub(crate) async fn next(&mut self) -> Option<ToTenant> {
        tokio::select! {
            biased;
            told = self.people.recv() => told,
            told = self.visitors.recv() => told,
        }
    }
}

/// A command to an interaction, on its way.
#[derive(Debug)]
pub(crate) struct AskedCommand {
    /// Who asks.
    pub(crate) asker: Asker,
    /// Chosen by the asker.
    pub(crate) id: CommandId,
    /// The interaction.
    pub(crate) interaction: InteractionId,
    /// What it is to do.
    pub(crate) command: Command,
}

/// A customer's wish for a call, on its way.
#[derive(Debug)]
pub(crate) struct AskedCall {
    /// The customer.
    pub(crate) asker: Asker,
    /// Chosen by the asker.
    pub(crate) id: CommandId,
    /// Who calls whom.
    pub(crate) call: CallRequest,
}

/// What a tenant is told from outside.
#[derive(Debug)]
pub(crate) enum ToTenant {
    /// A page says hello.
    Arrive {
        /// The page.
        page: Arc<ConnectedPage>,
        /// What it says.
        greeting: Greeting,
        /// Whether it may stay.
        reply: oneshot::Sender<Arrival>,
    },
    /// A workspace has been told of the calls that exist for it, and is told so together with what
    /// follows.
    CaughtUp {
        /// The page.
        page: Arc<ConnectedPage>,
        /// The calls.
        interactions: Vec<InteractionId>,
    },
    /// A page is gone; after all that it has asked.
    Depart {
        /// The page.
        page: Arc<ConnectedPage>,
    },
    /// A person signed in, before any page of that sign-in says hello.
    SignedIn {
        /// Who.
        person: PersonId,
        /// Told when the floor knows.
        reply: oneshot::Sender<()>,
    },
    /// Somebody asks.
    Question {
        /// Whoever asks, and takes the answer.
        asker: Asker,
        /// The question.
        question: Question,
    },
    /// A customer calls who has no page here.
    Incoming {
        /// The customer.
        visitor: VisitorId,
        /// Who calls whom.
        call: CallRequest,
        /// The interaction, or nothing when it could not be recorded.
        reply: oneshot::Sender<Option<InteractionId>>,
    },
    /// Through which lens somebody sees an interaction.
    Lens {
        /// Whose.
        who: Actor,
        /// The interaction.
        interaction: InteractionId,
        /// Nothing when they do not see it, or when it is not live.
        reply: oneshot::Sender<Option<Lens>>,
    },
    /// Who its people are.
    People {
        /// As interactions see them.
        reply: oneshot::Sender<Arc<FloorView>>,
    },
}

/// The answer to a page's hello.
#[derive(Debug)]
pub(crate) enum Arrival {
    /// It has its subscriptions: each interaction that exists for this viewer says so, and the
    /// channel closes when all have been asked.
    Subscribed(mpsc::UnboundedReceiver<InteractionId>),
    /// The same page is open elsewhere.
    OpenElsewhere,
    /// Nobody of this tenant.
    Unknown,
}

/// What a tenant is told by its interactions and by what it started itself.
#[derive(Debug)]
pub(crate) enum TenantNews {
    /// An interaction has published.
    Changed {
        /// Where it stands now.
        note: Box<CallNote>,
        /// Who has just opened it.
        opened: Vec<PersonId>,
    },
    /// A command that goes one at a time has been answered.
    Settled {
        /// The person who asked.
        person: PersonId,
        /// The interaction that answered.
        interaction: InteractionId,
    },
    /// An interaction's task has ended.
    Gone {
        /// The interaction.
        interaction: InteractionId,
        /// Whether by a fault of its own.
        panicked: bool,
    },
    /// An interaction that ended by a fault was read from the record; nothing when that failed.
    Reread {
        /// The interaction.
        interaction: InteractionId,
        /// Its log.
        records: Vec<Record>,
    },
    /// Whether a connection for sound came up between a page and the server.
    SoundChecked {
        /// The page.
        page: Arc<ConnectedPage>,
        /// The page's question.
        id: CommandId,
        /// Whether it did.
        passed: bool,
    },
    /// The floor's facts are written, or not.
    FloorWritten {
        /// The host's number for the write.
        ticket: u64,
        /// Whether it succeeded.
        written: Result<(), StoreError>,
    },
    /// A call's first fact is written, or not.
    CallWritten {
        /// The call.
        interaction: InteractionId,
        /// Its first fact.
        first: Box<Record>,
        /// Whether it is on record.
        written: Result<(), StoreError>,
    },
}

/// What an interaction is told.
#[derive(Debug)]
pub(crate) enum ToInteraction {
    /// A page watches, from where it left off.
    Subscribe {
        /// The page.
        page: Arc<ConnectedPage>,
        /// What it holds.
        cursor: Option<Cursor>,
        /// Whether it says that its person had a part in it when it was last told of it.
        had_part: bool,
        /// Told if the interaction exists for this viewer, once it is up to date.
        subscribed: Option<mpsc::UnboundedSender<InteractionId>>,
    },
    /// A page is gone.
    Unsubscribe(ConnectionId),
    /// The program of a page says nothing any more.
    PageSilent(ConnectionId),
    /// Somebody asks.
    Command {
        /// Who, and what.
        asked: AskedCommand,
        /// Whether the tenant waits for the end of it.
        awaited: bool,
    },
    /// A page has a help request.
    Receipt {
        /// The person whose page it is.
        who: PersonId,
        /// Of what.
        receipt: Receipt,
    },
    /// A page of this agent rings.
    RingHeard {
        /// The agent.
        who: PersonId,
    },
    /// The customer asks for a call, and this is it.
    Announce(AskedCall),
    /// Through which lens somebody sees it.
    Lens {
        /// Whose.
        who: Actor,
        /// Nothing when they do not see it.
        reply: oneshot::Sender<Option<Lens>>,
    },
    /// Something was noticed.
    Observed(Observation),
    /// The media plane says.
    Media(Report),
    /// A write has ended.
    Written {
        /// The host's number for it.
        ticket: u64,
        /// How it ended.
        outcome: WriteOutcome,
    },
}

/// An interaction's inbox.
#[derive(Debug, Clone)]
pub(crate) struct InteractionHandle {
    /// Where to send.
    pub(crate) inbox: mpsc::UnboundedSender<ToInteraction>,
    /// Commands that wait for their answer.
    pub(crate) waiting: Arc<AtomicUsize>,
}
