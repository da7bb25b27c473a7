//! What was noticed rather than asked: the media plane's reports, closed sockets, restarts.
//!
//! Every loss concluded here closes edges; only [`Observation::Applied`] makes an action active,
//! and only with edges that are enforced already.

use std::collections::BTreeMap;

use super::{
    CallFact, Context, Fact, Interaction, Loss, Parting, Stance, StopReason, SuperviseFact,
};
use crate::{
    id::{LegId, PersonId},
    routing::{PartyId, Routes},
};

/// Something that happened to the interaction without anybody asking.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Observation {
    /// The media plane: this leg's handshake is done.
    LegConnected {
        /// Which.
        leg: LegId,
    },
    /// The media plane: this leg failed, or never came up.
    LegLost {
        /// Which.
        leg: LegId,
    },
    /// The media plane enforces exactly these edges.
    Applied {
        /// All of them.
        edges: Routes,
    },
    /// The media plane lost its place, and has closed every supervisor's edges.
    TableLost,
    /// The socket through which a party acts has closed.
    SocketClosed {
        /// Whose.
        party: PartyId,
    },
    /// From a party came neither datagram nor pong for as long as the terms allow.
    Silent {
        /// Who.
        party: PartyId,
    },
    /// A supervisor opened another interaction.
    Moved {
        /// Who.
        supervisor: PersonId,
    },
    /// The server came back, and with it no connection.
    Restarted,
    /// Pages have a help request, or people have had it in view; gathered.
    Received {
        /// Which request.
        request: u32,
        /// In which stage.
        stage: u32,
        /// Who, and whether they have had it in view.
        by: BTreeMap<PersonId, bool>,
    },
    /// A transfer of the call has completed; to whoever helps, or to somebody else.
    TransferCompleted {
        /// Whether the helper has the call.
        to_helper: bool,
    },
}

impl Interaction {
    /// What follows from something noticed; nothing, when it is about what is gone already.
    #[must_use]
    pub fn observe(&self, cx: &Context<'_>, seen: &Observation) -> Vec<Fact> {
        if self.is_over() {
            return Vec::new();
        }
        match seen {
            Observation::LegConnected { leg } => self
                .party_of(*leg)
                .filter(|party| self.connection(party).is_some_and(|link| !link.is_up()))
                .map(|party| Fact::Call(CallFact::LegConnected { party, leg: *leg }))
                .into_iter()
                .collect(),
            Observation::LegLost { leg } => match self.party_of(*leg) {
                Some(party) => self.lose(cx, &party, Loss::Media),
                None => Vec::new(),
            },
            Observation::Applied { edges } => self.applied(edges),
            Observation::TableLost => self
                .supervisors
                .keys()
                .flat_map(|p| self.stop(p, StopReason::NotConfirmed))
                .collect(),
            Observation::SocketClosed { party } => {
                if party.is_supervisor() && self.has_leg(party) {
                    self.lose(cx, party, Loss::Socket)
                } else {
                    Vec::new()
                }
            }
            Observation::Silent { party } => {
                if party.is_supervisor() && self.has_leg(party) {
                    self.lose(cx, party, Loss::Silence)
                } else {
                    Vec::new()
                }
            }
            Observation::Moved { supervisor } => {
                if self.supervisors.contains_key(supervisor) {
                    self.part_with(cx, supervisor, StopReason::Disconnected, Parting::Moved)
                } else {
                    Vec::new()
                }
            }
            Observation::Restarted => self.restart(cx),
            Observation::Received { request, stage, by } => {
                self.received(cx, (*request, *stage), by).into_iter().collect()
            }
            Observation::TransferCompleted { to_helper } => self.transferred(*to_helper),
        }
    }

    fn party_of(&self, leg: LegId) -> Option<PartyId> {
        self.legs().into_iter().find_map(|(party, its)| (its == leg).then_some(party))
    }

    fn has_leg(&self, party: &PartyId) -> bool {
        self.connection(party).is_some_and(|link| link.leg().is_some())
    }

    fn lose(&self, cx: &Context<'_>, party: &PartyId, why: Loss) -> Vec<Fact> {
        let (mut facts, grace) = match party {
            PartyId::Customer | PartyId::Agent(_) => (Vec::new(), self.terms.party_grace),
            PartyId::Supervisor(person) => {
                (self.stop(person, StopReason::ConnectionLost), self.grace_of(person))
            }
        };
        facts.push(Fact::Call(CallFact::LegLost {
            party: party.clone(),
            why,
            until: cx.at.plus(grace),
        }));
        facts
    }

    fn applied(&self, edges: &Routes) -> Vec<Fact> {
        let routes = self.routes();
        let mut facts = Vec::new();
        for (person, supervision) in &self.supervisors {
            let Stance::Requested { action, .. } = supervision.leg.stance() else { continue };
            let party = PartyId::Supervisor(person.clone());
            let confirmed = routes
                .0
                .iter()
                .filter(|edge| edge.touches(&party))
                .all(|edge| edges.0.contains(edge));
            if confirmed {
                facts.push(Fact::Supervise(SuperviseFact::ActionActive {
                    supervisor: supervision.card.clone(),
                    action: *action,
                    edges: edges.clone(),
                }));
            }
        }
        if facts.is_empty() && *edges != self.enforced {
            facts.push(Fact::Call(CallFact::HearingEnforced { edges: edges.clone() }));
        }
        facts
    }

    fn restart(&self, cx: &Context<'_>) -> Vec<Fact> {
        let mut facts: Vec<_> = self
            .supervisors
            .keys()
            .flat_map(|person| self.stop(person, StopReason::ServerRestarted))
            .collect();
        facts.push(Fact::Call(CallFact::ServerRestarted {
            parties_until: cx.at.plus(self.terms.party_grace),
            supervisors_until: cx.at.plus(self.terms.supervisor_grace),
        }));
        // The helper of a request is given longer than others.
        let helper = self.supervisors.keys().find(|person| self.is_helper(person));
        facts.extend(helper.map(|person| {
            Fact::Call(CallFact::LegLost {
                party: PartyId::Supervisor(person.clone()),
                why: Loss::Socket,
                until: cx.at.plus(self.terms.help.helper_grace),
            })
        }));
        facts
    }
}
