//! What was noticed rather than asked: the media plane's reports, closed sockets, restarts.
//!
//! Every loss concluded here closes edges; only [`Observation::Applied`] makes an action active,
//! and only with edges that are enforced already.

use std::collections::BTreeMap;

use super::{
    CallFact, Context, Fact, Flow, Interaction, Loss, Parting, Party, PartyRole, Stage, Stance,
    StopReason, SuperviseFact, call, help, leaving,
};
use crate::{
    id::{LegId, PersonId},
    routing::{PartyId, Routes},
    time::Millis,
};

/// How long the pages of an agent may take to say that they ring.
pub const RING_HEARD_WITHIN: Millis = Millis::seconds(2);

/// Something that happened to the interaction without anybody asking.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Observation {
    /// The media plane: this leg's handshake is done.
    LegConnected {
        /// The connection that is up.
        leg: LegId,
    },
    /// The media plane: this leg failed, or never came up.
    LegLost {
        /// The connection that is lost.
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
        /// The party that acted through it.
        party: PartyId,
    },
    /// From a supervisor came neither a datagram nor a word of a page for as long as the terms allow.
    Silent {
        /// The supervisor who is silent.
        party: PartyId,
    },
    /// The media plane: what comes in from a connection.
    Measured {
        /// The connection.
        leg: LegId,
        /// What comes in from it.
        flow: Flow,
    },
    /// From an agent or a customer came neither a datagram nor a word of a page for
    /// [`super::GONE_AFTER`].
    Gone {
        /// The party that is gone.
        party: PartyId,
    },
    /// The program of the page through which a party hears says nothing any more: a browser that has
    /// frozen it plays nothing. It says so itself when it plays again.
    PageSilent {
        /// The party that hears through it.
        party: PartyId,
    },
    /// No page of the agent whom the call rings has said within [`RING_HEARD_WITHIN`] that it rings.
    RingUnheard {
        /// The agent.
        agent: PersonId,
    },
    /// A supervisor opened another interaction.
    Moved {
        /// The supervisor who moved.
        supervisor: PersonId,
    },
    /// The server came back, and with it no connection.
    Restarted,
    /// Pages have a help request, or people have had it in view; gathered.
    Received {
        /// The number of the request on its interaction.
        request: u32,
        /// The number of the stage that it was in.
        stage: u32,
        /// Who, and whether they have had it in view.
        by: BTreeMap<PersonId, bool>,
    },
    /// Somebody of the tenant came, went or is not heard of.
    PeopleMoved,
    /// A transfer of the call has completed; to whoever helps, or to somebody else.
    TransferCompleted {
        /// Whether the helper has the call.
        to_helper: bool,
    },
}

/// What follows from something noticed.
pub(super) fn observe(state: &Interaction, cx: &Context<'_>, seen: &Observation) -> Vec<Fact> {
    if state.is_over() {
        return Vec::new();
    }
    match seen {
        Observation::LegConnected { leg } => connected(state, *leg).into_iter().collect(),
        Observation::LegLost { leg } => match party_of(state, *leg) {
            Some((id, party)) => lose(state, cx, (id, party), Loss::Media),
            None => Vec::new(),
        },
        Observation::Applied { edges } => applied(state, edges),
        Observation::TableLost => {
            let people = state.supervisors().map(|own| &own.card.person);
            people.flat_map(|it| leaving::stop(state, it, StopReason::NotConfirmed)).collect()
        }
        Observation::SocketClosed { party } => unattended(state, cx, party, Loss::Socket),
        Observation::Silent { party } => unattended(state, cx, party, Loss::Silence),
        Observation::Measured { leg, flow } => {
            call::measured(state, *leg, *flow).into_iter().collect()
        }
        Observation::Gone { party } => gone(state, cx, party),
        Observation::PageSilent { party } => call::falls_deaf(state, party).into_iter().collect(),
        Observation::RingUnheard { agent } => ring_unheard(state, agent).into_iter().collect(),
        Observation::Moved { supervisor } => match state.supervisor(supervisor) {
            Some(_) => {
                let (reason, how) = (StopReason::Disconnected, Parting::Moved);
                leaving::part_with(state, cx, supervisor, reason, how)
            }
            None => Vec::new(),
        },
        Observation::Restarted => restart(state, cx),
        Observation::Received { request, stage, by } => {
            help::received(state, cx, (*request, *stage), by).into_iter().collect()
        }
        Observation::PeopleMoved => help::receivers_moved(state, cx).into_iter().collect(),
        Observation::TransferCompleted { to_helper } => help::transferred(state, *to_helper),
    }
}

fn party_of(state: &Interaction, leg: LegId) -> Option<(&PartyId, &Party)> {
    state.parties().iter().find(|(_, party)| party.connection.leg() == Some(leg))
}

fn connected(state: &Interaction, leg: LegId) -> Option<Fact> {
    let (id, _) = party_of(state, leg).filter(|(_, party)| !party.connection.is_up())?;
    Some(Fact::Call(CallFact::LegConnected { party: id.clone(), leg }))
}

/// A page that is gone, or says nothing, takes a supervisor's connection with it, and that of a
/// customer who only waits; agent and customer go on talking without their pages.
fn unattended(state: &Interaction, cx: &Context<'_>, id: &PartyId, why: Loss) -> Vec<Fact> {
    let Some(party) = state.party(id).filter(|party| party.connection.leg().is_some()) else {
        return Vec::new();
    };
    match &party.role {
        PartyRole::Supervisor(_) => lose(state, cx, (id, party), why),
        PartyRole::Customer if why == Loss::Socket && state.talk().is_none() => {
            lose(state, cx, (id, party), why)
        }
        PartyRole::Customer | PartyRole::Agent(_) => Vec::new(),
    }
}

/// Somebody of whom neither page nor connection gives a sign is not there, whatever the media plane
/// still hopes for.
fn gone(state: &Interaction, cx: &Context<'_>, id: &PartyId) -> Vec<Fact> {
    match state.party(id).filter(|party| party.connection.leg().is_some()) {
        Some(party) => lose(state, cx, (id, party), Loss::Silence),
        None => Vec::new(),
    }
}

fn ring_unheard(state: &Interaction, agent: &PersonId) -> Option<Fact> {
    match state.stage() {
        Stage::Ringing { agent: rung, .. } if rung.person == *agent => {
            Some(Fact::Call(CallFact::AgentNotReached { agent: agent.clone() }))
        }
        Stage::Ringing { .. } | Stage::Waiting | Stage::Talking(_) | Stage::Ended { .. } => None,
    }
}

fn lose(
    state: &Interaction,
    cx: &Context<'_>,
    (id, party): (&PartyId, &Party),
    why: Loss,
) -> Vec<Fact> {
    let (mut facts, grace) = match party.supervisor() {
        None => (Vec::new(), state.terms().party_grace),
        Some(own) => {
            let person = &own.card.person;
            let stopped = leaving::stop(state, person, StopReason::ConnectionLost);
            (stopped, leaving::grace_of(state, person))
        }
    };
    // What never came up, or was coming up again, has the time that it had.
    let until = party.connection.until().unwrap_or_else(|| cx.at.plus(grace));
    let lost = CallFact::LegLost { party: id.clone(), why, until };
    facts.push(Fact::Call(lost));
    facts
}

fn applied(state: &Interaction, edges: &Routes) -> Vec<Fact> {
    let routes = state.routes();
    let mut facts = Vec::new();
    for own in state.supervisors() {
        let Stance::Requested { action, .. } = own.stance else { continue };
        let party = PartyId::Person(own.card.person.clone());
        let mut wanted = routes.0.iter().filter(|edge| edge.touches(&party));
        if wanted.all(|edge| edges.0.contains(edge)) {
            facts.push(Fact::Supervise(SuperviseFact::ActionActive {
                supervisor: own.card.clone(),
                action: *action,
                edges: edges.clone(),
            }));
        }
    }
    if facts.is_empty() && edges != state.enforced() {
        facts.push(Fact::Call(CallFact::HearingEnforced { edges: edges.clone() }));
    }
    facts
}

fn restart(state: &Interaction, cx: &Context<'_>) -> Vec<Fact> {
    let terms = state.terms();
    let people = || state.supervisors().map(|own| &own.card.person);
    let mut facts: Vec<_> = people()
        .flat_map(|person| leaving::stop(state, person, StopReason::ServerRestarted))
        .collect();
    facts.push(Fact::Call(CallFact::ServerRestarted {
        parties_until: cx.at.plus(terms.party_grace),
        supervisors_until: cx.at.plus(terms.supervisor_grace),
    }));
    // The helper of a request is given longer than others.
    let helper = people().find(|person| help::is_helper(state, person));
    facts.extend(helper.map(|person| {
        Fact::Call(CallFact::LegLost {
            party: PartyId::Person(person.clone()),
            why: Loss::Socket,
            until: cx.at.plus(terms.help.helper_grace),
        })
    }));
    facts
}
