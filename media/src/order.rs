//! What is asked of the media plane and what it says: orders and reports, plain values.
//!
//! Every one names its interaction, so that a pool can find the worker and a dispatcher the
//! session. No rule lives here.

use backline_core::{
    id::{InteractionId, LegId},
    routing::{Epoch, OpenEdge, PartyId, RouteChange, Routes},
};

use super::{SLOTS, clip::Clip};

/// An order to the media plane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Bring a browser in. Answered by [`Report::Joined`] or [`Report::JoinRefused`], later by
    /// [`Report::Connected`]. A leg that the party already had is closed in the same step
    /// ([`Report::Lost`] with [`LossReason::Replaced`]).
    Join {
        /// The interaction to join.
        interaction: InteractionId,
        /// Who joins.
        party: PartyId,
        /// The name of this connection, never used before.
        leg: LegId,
        /// The browser's SDP offer, of the shape that the module's documentation gives.
        offer: String,
    },
    /// Bring in a leg inside the server: it speaks from a recording, over and over, and listens to
    /// nothing. Answered by [`Report::Connected`] at once.
    JoinRecorded {
        /// The interaction to join.
        interaction: InteractionId,
        /// Whom the leg stands for.
        party: PartyId,
        /// The name of this connection, never used before.
        leg: LegId,
        /// What it says.
        clip: Clip,
    },
    /// Close a leg and every edge from and to it. Not answered; a leg that does not exist is fine.
    Leave {
        /// The interaction it is on.
        interaction: InteractionId,
        /// The leg.
        leg: LegId,
    },
    /// Change the edges of an interaction. Answered by [`Report::Applied`], also when it only
    /// closes, or by [`Report::TableWanted`].
    Change(RouteChange),
    /// Replace all edges of an interaction, whatever they were. Answered by [`Report::Applied`].
    Table {
        /// The interaction.
        interaction: InteractionId,
        /// The epoch that this table is.
        epoch: Epoch,
        /// Every edge.
        edges: Vec<OpenEdge>,
    },
    /// Close everything of an interaction and forget its table and its counts.
    Forget {
        /// The interaction.
        interaction: InteractionId,
    },
}

/// What the media plane says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// A browser may connect: here is the answer to its offer.
    Joined {
        /// The interaction.
        interaction: InteractionId,
        /// The leg.
        leg: LegId,
        /// The SDP answer.
        answer: String,
    },
    /// A browser was refused. The leg does not exist.
    JoinRefused {
        /// The interaction.
        interaction: InteractionId,
        /// The leg that was not made.
        leg: LegId,
        /// Why, in a sentence for whoever made the offer.
        why: JoinError,
    },
    /// Audio can flow to and from this leg.
    Connected {
        /// The interaction.
        interaction: InteractionId,
        /// The leg.
        leg: LegId,
    },
    /// A leg is gone, with every edge from and to it.
    Lost {
        /// The interaction.
        interaction: InteractionId,
        /// The leg.
        leg: LegId,
        /// What the loss came from.
        why: LossReason,
    },
    /// Nothing authentic has come from a connected leg for the silence limit. Its edges stay.
    Silent {
        /// The interaction.
        interaction: InteractionId,
        /// The leg.
        leg: LegId,
    },
    /// A leg reported silent is back.
    Heard {
        /// The interaction.
        interaction: InteractionId,
        /// The leg.
        leg: LegId,
    },
    /// Whether a voice comes from a connected leg. The first report says that none has come for the
    /// limit; it may come again for a leg whose first edge has opened meanwhile, and does when something
    /// else comes from a leg from which nothing came.
    Voice {
        /// The interaction.
        interaction: InteractionId,
        /// The leg.
        leg: LegId,
        /// Whether packets of it come.
        flows: bool,
        /// Whether nothing else has come since either: it is not the microphone then.
        alone: bool,
    },
    /// Whether what is sent to a connected leg arrives there. The first report says that nothing does,
    /// though datagrams come from it: it has answered no connectivity check for the limit.
    Arrival {
        /// The interaction.
        interaction: InteractionId,
        /// The leg.
        leg: LegId,
        /// Whether it answers.
        arrives: bool,
    },
    /// The table that is enforced from here on.
    Applied {
        /// The interaction.
        interaction: InteractionId,
        /// The table's epoch.
        epoch: Epoch,
        /// Every edge that is open. An edge that was ordered for a leg that is not the party's
        /// current one is not among them.
        edges: Routes,
    },
    /// A change did not build on the table in force: every edge that
    /// [closes on a fault](backline_core::routing::OnFault::Closes) has been closed, and an
    /// [`Order::Table`] is wanted.
    TableWanted {
        /// The interaction.
        interaction: InteractionId,
        /// The epoch in force.
        epoch: Epoch,
    },
}

/// Why a leg is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossReason {
    /// The browser closed the connection.
    Closed,
    /// Its connectivity checks stopped.
    Unreachable,
    /// It was offered but never came up.
    NeverConnected,
    /// The secure channel could not be set up or broke.
    Insecure,
    /// The same party joined again.
    Replaced,
    /// The code that serves this leg panicked.
    Panicked,
}

/// Why an offer was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// Larger than any browser's offer of this shape.
    #[error("The offer is {bytes} bytes long. Send one of at most {limit}.")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// Not SDP, or a line of it cannot be read.
    #[error("Line {line} of the offer cannot be read. Send the SDP of createOffer unchanged.")]
    Unreadable {
        /// Which line, counted from 1.
        line: usize,
    },
    /// Something else than audio is offered.
    #[error("The offer has a {kind} line. Offer audio only.")]
    NotAudio {
        /// What kind of line, as the offer names it.
        kind: String,
    },
    /// The wrong number of audio lines.
    #[error(
        "The offer has {found} audio lines. Offer {SLOTS}, the first sendrecv, the others recvonly."
    )]
    Lines {
        /// How many.
        found: usize,
    },
    /// A line of the wrong direction.
    #[error(
        "Audio line {line} has the wrong direction. The first is sendrecv, the others recvonly."
    )]
    Direction {
        /// Which audio line, counted from 1.
        line: usize,
    },
    /// Opus is not offered, or not under one payload type.
    #[error("Audio line {line} lacks opus/48000/2. Offer it under one payload type for all lines.")]
    NoOpus {
        /// Which audio line, counted from 1.
        line: usize,
    },
    /// Something that every browser sends is not there.
    #[error("The offer lacks {what}. Send the SDP of createOffer unchanged, with max-bundle.")]
    Lacking {
        /// What is missing.
        what: &'static str,
    },
    /// This leg exists: a leg joins once.
    #[error("This connection was offered before. Make a new one.")]
    Taken,
    /// The connection could not be set up for a reason of the server's own.
    #[error("The connection could not be set up. Try again.")]
    Failed,
}

impl Order {
    /// The interaction it is about.
    #[must_use]
    pub const fn interaction(&self) -> InteractionId {
        match self {
            Self::Join { interaction, .. }
            | Self::JoinRecorded { interaction, .. }
            | Self::Leave { interaction, .. }
            | Self::Table { interaction, .. }
            | Self::Forget { interaction } => *interaction,
            Self::Change(change) => change.interaction,
        }
    }
}

impl Report {
    /// The interaction it is about.
    #[must_use]
    pub const fn interaction(&self) -> InteractionId {
        match self {
            Self::Joined { interaction, .. }
            | Self::JoinRefused { interaction, .. }
            | Self::Connected { interaction, .. }
            | Self::Lost { interaction, .. }
            | Self::Silent { interaction, .. }
            | Self::Heard { interaction, .. }
            | Self::Voice { interaction, .. }
            | Self::Arrival { interaction, .. }
            | Self::Applied { interaction, .. }
            | Self::TableWanted { interaction, .. } => *interaction,
        }
    }
}
