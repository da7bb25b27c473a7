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
        /// Who.
        who: Actor,
        /// The client-made id.
        id: CommandId,
        /// What.
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
        /// Which.
        ticket: u64,
    },
    /// The records of this ticket could not be written.
    StoreFailed {
        /// Which.
        ticket: u64,
    },
    /// A page has a help request, or its person has had it in view.
    Receipt {
        /// Whose page.
        who: PersonId,
        /// Which request.
        request: u32,
        /// In which stage.
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
        /// What.
        records: Vec<Record>,
    },
    /// These are facts now; the streams have grown.
    Published {
        /// What.
        records: Vec<Record>,
    },
    /// Answer a command.
    Reply {
        /// Whose.
        who: Actor,
        /// Which.
        id: CommandId,
        /// How.
        result: Result<(), Refusal>,
    },
    /// Bring up a media connection.
    Join {
        /// Whose.
        party: PartyId,
        /// Its name.
        leg: LegId,
        /// The browser's description.
        offer: Offer,
    },
    /// Take a media connection down.
    Leave {
        /// Which.
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
