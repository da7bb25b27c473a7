//! The words in which hearing is spoken of: parties, directed edges, sets of them, changes.
//!
//! Plain values, compared and ordered; no rule lives here.

use serde::{Deserialize, Serialize};

use crate::id::{InteractionId, LegId, PersonId};
use crate::sorted::{Map, Set};
use crate::wire::{record, tagged};

/// Somebody on an interaction. A party keeps its name when its connection changes.
///
/// Supervisors are named by person, never by a running number: a number would tell an agent that
/// somebody else is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", content = "person", rename_all = "snake_case")]
pub enum PartyId {
    /// The one who called.
    Customer,
    /// The front-line agent.
    Agent(PersonId),
    /// A person of the back line.
    Supervisor(PersonId),
}

/// Where sound comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "source", content = "party", rename_all = "snake_case")]
pub enum Speaker {
    /// A party's microphone.
    Party(PartyId),
    /// What somebody hears who waits or is on hold.
    HoldTreatment,
}

/// One directed permission: `listener` hears `speaker`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Edge {
    /// Who is heard.
    pub speaker: Speaker,
    /// Who hears.
    pub listener: PartyId,
}

/// Every edge there is. Absence means silence.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Routes(pub Set<Edge>);

/// Counts the route changes of one interaction; never leaves the server.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
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
}

/// An order to the media plane: from the table of `base` to that of `epoch`.
///
/// Closing comes before opening. When `base` is not the table the media plane has, it closes every
/// supervisor's edges and asks for the whole table.
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

impl PartyId {
    /// Whether this party is a supervisor, the only kind whose edges a fault closes wholesale.
    #[must_use]
    pub const fn is_supervisor(&self) -> bool {
        match self {
            Self::Supervisor(_) => true,
            Self::Customer | Self::Agent(_) => false,
        }
    }
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

    /// Whether this edge starts or ends at a supervisor.
    #[must_use]
    pub fn touches_supervisor(&self) -> bool {
        self.listener.is_supervisor() || self.speaker.party().is_some_and(PartyId::is_supervisor)
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

    /// The step from `self` to `next`, with each party's connection taken from `legs`. Edges whose
    /// party has no connection are left closed.
    #[must_use]
    pub fn change_to(
        &self,
        next: &Self,
        legs: &Map<PartyId, LegId>,
        (interaction, base, epoch): (InteractionId, Epoch, Epoch),
    ) -> RouteChange {
        let open = next.minus(self).into_iter().filter_map(|edge| {
            let listener_leg = *legs.get(&edge.listener)?;
            let speaker_leg = match edge.speaker.party() {
                Some(party) => Some(*legs.get(party)?),
                None => None,
            };
            Some(OpenEdge { edge, speaker_leg, listener_leg })
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
    "agent" Agent(it);
    "supervisor" Supervisor(it);
});

tagged!(Speaker by "source", "party" {
    "party" Party(it);
    "hold_treatment" HoldTreatment;
});

record!(Edge { speaker, listener });
