//! A state back into the shortest facts that rebuild it, for a viewer who missed too many.
//!
//! Folding them through the same lens gives the same state; a property test holds that.

use super::{
    CallFact, Connection, Fact, HelpFact, Interaction, Loss, Stage, Stamped, Stance, SuperviseFact,
    Supervision,
};
use crate::{routing::PartyId, time::Timestamp};

impl Interaction {
    /// The facts that fold to this state.
    #[must_use]
    pub fn restate(&self) -> Vec<Stamped> {
        let mut log = Restated(Vec::new());
        log.opened(self);
        log.stage(self);
        if let Some(help) = &self.help {
            log.0.extend(help.restate());
        }
        for supervision in self.supervisors.values() {
            log.supervision(self, supervision);
        }
        for (at, card) in self.helpers.values().map(|card| (self.opened_at, card)) {
            log.push(at, Fact::Help(HelpFact::HelperAdded { helper: card.clone() }));
        }
        if !self.is_over() && !self.enforced.0.is_empty() {
            log.push(
                self.opened_at,
                Fact::Call(CallFact::HearingEnforced { edges: self.enforced.clone() }),
            );
        }
        log.0
    }
}

struct Restated(Vec<Stamped>);

impl Restated {
    fn push(&mut self, at: Timestamp, fact: Fact) {
        self.0.push(Stamped { at, fact });
    }

    fn opened(&mut self, state: &Interaction) {
        let customer = &state.customer;
        self.push(
            state.opened_at,
            Fact::Call(CallFact::Opened {
                id: state.id,
                tenant: state.tenant.clone(),
                channel: state.channel,
                visitor: customer.visitor,
                name: customer.name.clone(),
                number: customer.number.clone(),
                wants: customer.wants.clone(),
                contact: state.contact.clone(),
                terms: Box::new((*state.terms).clone()),
            }),
        );
        let first = Connection::Awaited {
            since: state.opened_at,
            until: state.opened_at.plus(state.terms.party_grace),
        };
        self.connection(&PartyId::Customer, &customer.connection, &first);
        for (agent, at) in &customer.passed {
            self.push(
                *at,
                Fact::Call(CallFact::AgentPassed { agent: agent.clone(), declined: false }),
            );
        }
        if customer.told {
            self.push(state.opened_at, Fact::Call(CallFact::NobodyFreeTold));
        }
        if customer.muted {
            self.push(state.opened_at, Fact::Call(CallFact::Muted { party: PartyId::Customer }));
        }
    }

    fn stage(&mut self, state: &Interaction) {
        match &state.stage {
            Stage::Waiting => {}
            Stage::Ringing { agent, since, until } => {
                self.push(
                    *since,
                    Fact::Call(CallFact::AgentRung { agent: agent.clone(), until: *until }),
                );
            }
            Stage::Talking(talk) => {
                let until = talk.since.plus(state.terms.party_grace);
                self.push(
                    talk.since,
                    Fact::Call(CallFact::Answered { agent: talk.agent.clone(), until }),
                );
                let party = PartyId::Agent(talk.agent.person.clone());
                let first = Connection::Awaited { since: talk.since, until };
                self.connection(&party, &talk.connection, &first);
                if talk.muted {
                    self.push(talk.since, Fact::Call(CallFact::Muted { party }));
                }
                if let Some(at) = talk.hold {
                    self.push(at, Fact::Call(CallFact::Held));
                }
            }
            Stage::Ended { at, why, agent } => {
                if let Some(agent) = agent {
                    let until = *at;
                    self.push(*at, Fact::Call(CallFact::Answered { agent: agent.clone(), until }));
                }
                self.push(*at, Fact::Call(CallFact::Ended { why: *why }));
            }
        }
    }

    fn supervision(&mut self, state: &Interaction, supervision: &Supervision) {
        let Supervision { card, since, leg, origin, send_held } = supervision;
        let party = PartyId::Supervisor(card.person.clone());
        if !state.lens.sees_supervision() {
            if let Stance::Active { action, since } = leg.stance() {
                let edges = state.enforced.clone();
                let (supervisor, action) = (card.clone(), *action);
                self.push(
                    *since,
                    Fact::Supervise(SuperviseFact::ActionActive { supervisor, action, edges }),
                );
            }
            return;
        }
        let until = match leg.connection() {
            Connection::Awaited { until, .. } => *until,
            Connection::Joining { .. }
            | Connection::Connected { .. }
            | Connection::Reattaching { .. } => since.plus(state.terms.supervisor_grace),
        };
        let (supervisor, origin) = (card.clone(), *origin);
        self.push(
            *since,
            Fact::Supervise(SuperviseFact::SupervisorOpened { supervisor, until, origin }),
        );
        self.connection(&party, leg.connection(), &Connection::Awaited { since: *since, until });
        match leg.stance() {
            Stance::Idle => {}
            Stance::Requested { action, since, until } => {
                let supervisor = card.person.clone();
                let (action, until) = (*action, *until);
                self.push(
                    *since,
                    Fact::Supervise(SuperviseFact::ActionRequested { supervisor, action, until }),
                );
            }
            Stance::Active { action, since } => {
                let edges = state.enforced.clone();
                let (supervisor, action) = (card.clone(), *action);
                self.push(
                    *since,
                    Fact::Supervise(SuperviseFact::ActionActive { supervisor, action, edges }),
                );
                if *send_held {
                    self.push(
                        *since,
                        Fact::Supervise(SuperviseFact::SendPressed {
                            supervisor: card.person.clone(),
                        }),
                    );
                }
            }
        }
    }

    fn connection(&mut self, party: &PartyId, connection: &Connection, first: &Connection) {
        if connection == first {
            return;
        }
        let party = party.clone();
        match connection {
            Connection::Awaited { .. } => {}
            Connection::Joining { leg, since, until } => {
                self.push(
                    *since,
                    Fact::Call(CallFact::LegJoining { party, leg: *leg, until: *until }),
                );
            }
            Connection::Connected { leg, since } => {
                self.push(*since, Fact::Call(CallFact::LegConnected { party, leg: *leg }));
            }
            Connection::Reattaching { since, until } => {
                let why = Loss::Media;
                self.push(*since, Fact::Call(CallFact::LegLost { party, why, until: *until }));
            }
        }
    }
}
