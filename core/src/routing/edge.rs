//! The words in which hearing is spoken of: parties, directed edges, sets of them, changes.
//!
//! Plain values, compared and ordered; no rule lives here.

use std::fmt;

use crate::id::{InteractionId, LegId, PersonId};
use crate::sorted::{Map, Set};
use crate::wire::{record, tagged, wrapper};

/// Somebody on an interaction. A party keeps its name when its connection changes, and when its role
/// does.
///
/// People are named as such, never by a running number: a number would tell an agent that somebody
/// else is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyId {
    /// The one who called.
    Customer,
    /// Somebody of the tenant, in whichever role.
    Person(PersonId),
}

impl fmt::Display for PartyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Customer => out.write_str("customer"),
            Self::Person(person) => person.fmt(out),
        }
    }
}

/// Where sound comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Speaker {
    /// A party's microphone.
    Party(PartyId),
    /// What somebody hears who waits or is on hold.
    HoldTreatment,
}

/// One directed permission: `listener` hears `speaker`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// Who is heard.
    pub speaker: Speaker,
    /// Who hears.
    pub listener: PartyId,
}

impl fmt::Display for Edge {
    /// `ana hears customer`, by ids alone.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} hears ", self.listener)?;
        match &self.speaker {
            Speaker::Party(party) => party.fmt(out),
            Speaker::HoldTreatment => out.write_str("hold treatment"),
        }
    }
}

/// Every edge there is. Absence means silence.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Routes(pub Set<Edge>);

/// Counts the route changes of one interaction; never leaves the server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub u64);

/// An edge to open, with the connections that it was decided for: when either has changed since,
/// the media plane leaves it closed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OpenEdge {
    /// The edge.
    pub edge: Edge,
    /// The speaker's connection; `None` for hold treatment, which has none.
    pub speaker_leg: Option<LegId>,
    /// The listener's connection.
    pub listener_leg: LegId,
    /// What becomes of it when the media plane has lost its place.
    pub on_fault: OnFault,
}

/// What the media plane does with an edge when it cannot tell any more which table it is to enforce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnFault {
    /// It stays open: agent and customer go on talking.
    Stays,
    /// It closes: a supervisor speaks or listens on it.
    Closes,
}

/// A party's connection, as orders to the media plane need to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attached {
    /// The connection.
    pub leg: LegId,
    /// What becomes of its edges when the media plane has lost its place.
    pub on_fault: OnFault,
}

/// An order to the media plane: from the table of `base` to that of `epoch`.
///
/// Closing comes before opening. When `base` is not the table the media plane has, it closes every
/// edge that [`OnFault::Closes`] and asks for the whole table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RouteChange {
    /// The interaction whose table changes.
    pub interaction: InteractionId,
    /// The table this builds on.
    pub base: Epoch,
    /// The table this leads to.
    pub epoch: Epoch,
    /// Edges to close, first.
    pub close: Vec<Edge>,
    /// Edges to open, after that.
    pub open: Vec<OpenEdge>,
}

impl Speaker {
    /// The party that speaks, if it is one.
    #[must_use]
    pub const fn party(&self) -> Option<&PartyId> {
        match self {
            Self::Party(party) => Some(party),
            Self::HoldTreatment => None,
        }
    }
}

impl Edge {
    /// `listener` hears `speaker`.
    #[must_use]
    pub const fn between(speaker: PartyId, listener: PartyId) -> Self {
        Self { speaker: Speaker::Party(speaker), listener }
    }

    /// `listener` hears the hold treatment.
    #[must_use]
    pub const fn treatment(listener: PartyId) -> Self {
        Self { speaker: Speaker::HoldTreatment, listener }
    }

    /// Whether this edge starts or ends at `party`.
    #[must_use]
    pub fn touches(&self, party: &PartyId) -> bool {
        self.listener == *party || self.speaker.party() == Some(party)
    }
}

impl Routes {
    /// The edges of `self` that are not in `other`, in order.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Vec<Edge> {
        self.0.difference(&other.0).cloned().collect()
    }

    /// Whether `listener` hears `speaker`.
    #[must_use]
    pub fn hears(&self, listener: &PartyId, speaker: &PartyId) -> bool {
        self.0.contains(&Edge::between(speaker.clone(), listener.clone()))
    }

    /// The step from `self` to `next`, with each party's connection taken from `attached`. Edges
    /// whose party has no connection are left closed.
    #[must_use]
    pub fn change_to(
        &self,
        next: &Self,
        attached: &Map<PartyId, Attached>,
        (interaction, base, epoch): (InteractionId, Epoch, Epoch),
    ) -> RouteChange {
        let open = next.minus(self).into_iter().filter_map(|edge| {
            let listener = attached.get(&edge.listener)?;
            let (speaker_leg, speaks) = match edge.speaker.party() {
                Some(party) => attached.get(party).map(|own| (Some(own.leg), own.on_fault))?,
                None => (None, OnFault::Stays),
            };
            let on_fault = match (speaks, listener.on_fault) {
                (OnFault::Stays, OnFault::Stays) => OnFault::Stays,
                (OnFault::Closes, _) | (_, OnFault::Closes) => OnFault::Closes,
            };
            Some(OpenEdge { edge, speaker_leg, listener_leg: listener.leg, on_fault })
        });
        RouteChange { interaction, base, epoch, close: self.minus(next), open: open.collect() }
    }
}

impl FromIterator<Edge> for Routes {
    fn from_iter<I: IntoIterator<Item = Edge>>(edges: I) -> Self {
        Self(edges.into_iter().collect())
    }
}

tagged!(PartyId by "kind", "person" {
    "customer" Customer;
    "person" Person(it);
});

tagged!(Speaker by "source", "party" {
    "party" Party(it);
    "hold_treatment" HoldTreatment;
});

record!(Edge { speaker, listener });

wrapper!(Routes);

wrapper!(Epoch);
