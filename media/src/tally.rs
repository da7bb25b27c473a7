//! What left the socket, counted where it left, whatever the routes say.
//!
//! The tag of a packet's source travels with the packet, not with the edge: a packet that went
//! where no edge leads would be counted all the same, and that is what a privacy test reads.

use backline_core::{
    id::LegId,
    routing::{PartyId, Speaker},
};

/// Packets that left for one leg from one source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Departure {
    /// Whose sound.
    pub speaker: Speaker,
    /// To whom.
    pub listener: PartyId,
    /// Over which of that party's legs.
    pub leg: LegId,
    /// How many RTP packets.
    pub packets: u64,
}

/// What an engine has counted since it was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Datagrams that came in.
    pub received: u64,
    /// Datagrams that went out.
    pub sent: u64,
    /// RTP packets forwarded from one leg to another.
    pub forwarded: u64,
    /// Datagrams of no known kind.
    pub malformed: u64,
    /// Datagrams from an address that no leg has proved to be its own.
    pub strangers: u64,
    /// Connectivity checks that named no leg or did not know its password.
    pub unauthenticated: u64,
    /// Datagrams of a known address that its connection would not take.
    pub unacceptable: u64,
    /// Panics that ended a leg.
    pub panics: u64,
    /// Legs that exist.
    pub legs: u64,
}

impl Counters {
    /// The sum of two engines' counts.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            received: self.received + other.received,
            sent: self.sent + other.sent,
            forwarded: self.forwarded + other.forwarded,
            malformed: self.malformed + other.malformed,
            strangers: self.strangers + other.strangers,
            unauthenticated: self.unauthenticated + other.unauthenticated,
            unacceptable: self.unacceptable + other.unacceptable,
            panics: self.panics + other.panics,
            legs: self.legs + other.legs,
        }
    }
}
