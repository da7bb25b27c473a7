//! What the host of a floor is given and what it asks to be done, as plain values.

use crate::{
    floor::{CallNote, FloorCommand, FloorObservation, FloorRefusal, ViewChange},
    id::{CommandId, InteractionId, PersonId},
    people::{Actor, Earlier},
    protocol::FloorRecord,
};

/// What comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    not(target_family = "wasm"),
    expect(clippy::large_enum_variant, reason = "most inputs are notes of calls, the largest")
)]
pub enum FloorInput {
    /// Somebody asks.
    Command {
        /// The author, as authenticated.
        who: Actor,
        /// The id that the author's page or machine made.
        id: CommandId,
        /// What is asked.
        command: FloorCommand,
    },
    /// Something was noticed. It is recorded before it holds, and tried again when it could not be.
    Observed(FloorObservation),
    /// A call tells where it stands. Nothing of it is recorded here: the call has recorded it.
    Call(CallNote),
    /// A call cannot go on and tells nothing more.
    CallGone(InteractionId),
    /// The page that a person works on wants to be rung by calls that ask for them by name only, or by
    /// all again.
    RingsByName {
        /// The person.
        person: PersonId,
        /// Whether by those only.
        only: bool,
    },
    /// An agent asked for help before this host was made.
    AskedBefore {
        /// The agent.
        agent: PersonId,
        /// The request, in short.
        request: Earlier,
    },
    /// The records of this ticket are durable.
    Stored {
        /// As in [`FloorOutput::Store`].
        ticket: u64,
    },
    /// Nothing of the records of this ticket could be written.
    StoreFailed {
        /// As in [`FloorOutput::Store`].
        ticket: u64,
    },
    /// Time has passed.
    Tick,
}

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FloorOutput {
    /// Write these, all or none, and report by ticket.
    Store {
        /// To report by; greater than every one before.
        ticket: u64,
        /// The records, numbered without a gap.
        records: Vec<FloorRecord>,
        /// Whether they begin a segment: a restatement of all that is known, so that a start needs
        /// to read nothing older.
        new_segment: bool,
    },
    /// Answer a command.
    Reply {
        /// The author of the command.
        who: Actor,
        /// Its id.
        id: CommandId,
        /// `Ok` when it is on record, or needed nothing.
        result: Result<(), FloorRefusal>,
    },
    /// [`super::FloorHost::view`] is different.
    Changed(ViewChange),
}
