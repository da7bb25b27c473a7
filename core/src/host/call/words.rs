//! What a host is given and what it asks to be done, as plain values.

use crate::{
    id::{CommandId, LegId, PersonId},
    interaction::{Command, Observation, Offer, Refusal},
    people::Actor,
    protocol::Record,
    routing::{Epoch, OpenEdge, PartyId, RouteChange, Routes},
};

/// What comes in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CallInput {
    /// Somebody asks.
    Command {
        /// The author, as the connection was authenticated.
        who: Actor,
        /// The client-made id.
        id: CommandId,
        /// The command.
        command: Command,
    },
    /// Something was noticed.
    Observed(Observation),
    /// The media plane enforces this table.
    Applied {
        /// Of which change.
        epoch: Epoch,
        /// All edges.
        edges: Routes,
    },
    /// The media plane lost its place and asks for the whole table.
    TableWanted,
    /// The records of this ticket are durable.
    Stored {
        /// The ticket of the write that succeeded.
        ticket: u64,
    },
    /// The records of this ticket could not be written.
    StoreFailed {
        /// The ticket of the write that failed.
        ticket: u64,
    },
    /// A page has a help request, or its person has had it in view.
    Receipt {
        /// Whose page.
        who: PersonId,
        /// The number of the request on its interaction.
        request: u32,
        /// The number of the stage that it was in.
        stage: u32,
        /// Whether it was in view.
        seen: bool,
    },
    /// Time has passed, or the floor is different.
    Tick,
}

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CallOutput {
    /// Write these, all or none, and report by ticket.
    Store {
        /// To report by.
        ticket: u64,
        /// The records to store, in order.
        records: Vec<Record>,
    },
    /// These are facts now; the streams have grown.
    Published {
        /// The records to publish, in order.
        records: Vec<Record>,
    },
    /// Answer a command.
    Reply {
        /// The author of the command.
        who: Actor,
        /// The id of the command.
        id: CommandId,
        /// Done, or the rule that stands against it.
        result: Result<(), Refusal>,
    },
    /// Bring up a media connection.
    Join {
        /// The party whose connection it is.
        party: PartyId,
        /// Its name.
        leg: LegId,
        /// The browser's description.
        offer: Offer,
    },
    /// Take a media connection down.
    Leave {
        /// The connection to close.
        leg: LegId,
    },
    /// Change what is forwarded.
    Change(RouteChange),
    /// Here is the whole table.
    Table {
        /// Its epoch.
        epoch: Epoch,
        /// Every edge.
        edges: Vec<OpenEdge>,
    },
}
