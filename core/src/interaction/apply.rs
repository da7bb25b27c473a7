//! Facts into state. Total: a fact that does not fit changes nothing, because it has happened and
//! cannot be refused any more.

use std::sync::Arc;

use super::{
    Action, CallFact, Connection, ContactFact, Customer, EndReason, Fact, HelpFact, Interaction,
    Lens, Origin, Stage, Stamped, Stance, StopReason, SuperviseFact, Supervision, SupervisorLeg,
    Talk,
};
use crate::{
    id::{LegId, PersonId},
    people::PersonCard,
    routing::{PartyId, Routes},
    sorted::Map,
    time::Timestamp,
};

impl Interaction {
    /// Folds a log that begins with [`Fact::Call(CallFact::Opened)`]; `None` when it does not.
    #[must_use]
    pub fn fold(lens: Lens, log: &[Stamped]) -> Option<Self> {
        let (first, rest) = log.split_first()?;
        let mut state = Self::opened(lens, first)?;
        for stamped in rest {
            state.apply(stamped);
        }
        Some(state)
    }

    fn opened(lens: Lens, first: &Stamped) -> Option<Self> {
        let Fact::Call(CallFact::Opened {
            id,
            tenant,
            channel,
            visitor,
            name,
            number,
            wants,
            contact,
            terms,
        }) = &first.fact
        else {
            return None;
        };
        Some(Self {
            lens,
            id: *id,
            tenant: tenant.clone(),
            opened_at: first.at,
            channel: *channel,
            customer: Customer {
                visitor: *visitor,
                name: name.clone(),
                number: number.clone(),
                wants: wants.clone(),
                connection: Connection::Awaited {
                    since: first.at,
                    until: first.at.plus(terms.party_grace),
                },
                muted: false,
                told: false,
                passed: Map::new(),
            },
            terms: Arc::new((**terms).clone()),
            stage: Stage::Waiting,
            supervisors: Map::new(),
            enforced: Routes::default(),
            help: None,
            helpers: Map::new(),
            contact: contact.clone(),
        })
    }

    /// Takes in what happened.
    pub fn apply(&mut self, stamped: &Stamped) {
        let at = stamped.at;
        match &stamped.fact {
            Fact::Call(CallFact::Opened { .. })
            | Fact::Call(CallFact::KeyPressed { .. })
            | Fact::Supervise(SuperviseFact::NoteSent { .. }) => {}
            Fact::Call(CallFact::AgentRung { agent, until }) => {
                self.stage = Stage::Ringing { agent: agent.clone(), since: at, until: *until };
            }
            Fact::Call(CallFact::AgentPassed { agent, .. }) => {
                if self.lens.sees_supervision() {
                    self.customer.passed.insert(agent.clone(), at);
                }
                self.stage = Stage::Waiting;
            }
            Fact::Call(CallFact::PassForgotten { agent }) => {
                self.customer.passed.remove(agent);
            }
            Fact::Call(CallFact::NobodyFreeTold) => self.customer.told = true,
            Fact::Call(CallFact::Answered { agent, until }) => self.answered(at, agent, *until),
            Fact::Call(CallFact::LegJoining { party, leg, until }) => {
                let joining = Connection::Joining { leg: *leg, since: at, until: *until };
                self.set_connection(party, joining);
            }
            Fact::Call(CallFact::LegConnected { party, leg }) => {
                self.set_connection(party, Connection::Connected { leg: *leg, since: at });
            }
            Fact::Call(CallFact::LegLost { party, until, .. }) => {
                self.set_connection(party, Connection::Reattaching { since: at, until: *until });
            }
            Fact::Call(CallFact::Muted { party }) => self.set_muted(party, true),
            Fact::Call(CallFact::Unmuted { party }) => self.set_muted(party, false),
            Fact::Call(CallFact::Held) => self.set_hold(Some(at)),
            Fact::Call(CallFact::Resumed) => self.set_hold(None),
            Fact::Supervise(SuperviseFact::SupervisorOpened { supervisor, until, origin }) => {
                self.supervisor_opened(at, supervisor, (*until, *origin));
            }
            Fact::Supervise(SuperviseFact::ActionRequested { supervisor, action, until }) => {
                let asked = Stance::Requested { action: *action, since: at, until: *until };
                self.set_stance(supervisor, asked);
            }
            Fact::Supervise(SuperviseFact::ActionActive { supervisor, action, edges }) => {
                self.action_active(at, supervisor, *action);
                self.enforced = edges.clone();
            }
            Fact::Supervise(SuperviseFact::ActionEnded { supervisor, why, .. }) => {
                self.action_ended(supervisor, *why)
            }
            Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor, .. }) => {
                self.supervisors.remove(supervisor);
                self.silence(&PartyId::Supervisor(supervisor.clone()));
            }
            Fact::Help(HelpFact::Request { request, what }) => {
                self.take_in_help(at, *request, what)
            }
            Fact::Supervise(SuperviseFact::SendPressed { supervisor }) => {
                self.set_send_held(supervisor, true)
            }
            Fact::Supervise(SuperviseFact::SendReleased { supervisor }) => {
                self.set_send_held(supervisor, false)
            }
            Fact::Help(HelpFact::HelperAdded { helper }) => self.list_helper(helper),
            Fact::Help(HelpFact::HelperRemoved { helper }) => drop(self.helpers.remove(helper)),
            Fact::Contact(ContactFact::Noted { contact }) => self.contact = Some(contact.clone()),
            Fact::Call(CallFact::HearingEnforced { edges }) => self.enforced = edges.clone(),
            Fact::Call(CallFact::ServerRestarted { parties_until, supervisors_until }) => {
                self.restarted(at, *parties_until, *supervisors_until);
            }
            Fact::Call(CallFact::Ended { why }) => self.ended(at, *why),
        }
    }

    fn answered(&mut self, at: Timestamp, agent: &PersonCard, until: Timestamp) {
        self.customer.passed.clear();
        self.stage = Stage::Talking(Talk {
            agent: agent.clone(),
            since: at,
            connection: Connection::Awaited { since: at, until },
            muted: false,
            hold: None,
        });
    }

    fn supervisor_opened(
        &mut self,
        at: Timestamp,
        supervisor: &PersonCard,
        (until, origin): (Timestamp, Origin),
    ) {
        let leg = SupervisorLeg::Connecting(Connection::Awaited { since: at, until });
        let card = supervisor.clone();
        let supervision = Supervision { card, since: at, leg, origin, send_held: false };
        self.supervisors.insert(supervisor.person.clone(), supervision);
    }

    /// Through the lens of an agent or a customer a supervisor comes into being here.
    fn action_active(&mut self, at: Timestamp, supervisor: &PersonCard, action: Action) {
        let stance = Stance::Active { action, since: at };
        if self.supervisors.contains_key(&supervisor.person) {
            self.set_stance(&supervisor.person, stance);
        } else if !self.lens.sees_supervision() {
            let connection = Connection::Connected { leg: LegId::from_u128(0), since: at };
            let leg = SupervisorLeg::Connected { connection, stance };
            let (card, origin) = (supervisor.clone(), Origin::default());
            let supervision = Supervision { card, since: at, leg, origin, send_held: false };
            self.supervisors.insert(supervisor.person.clone(), supervision);
        }
    }

    /// Through the lens of an agent or a customer the supervisor ceases to be; in a switch the
    /// edges that both actions share never close.
    fn action_ended(&mut self, supervisor: &PersonId, why: StopReason) {
        let party = PartyId::Supervisor(supervisor.clone());
        if !self.lens.sees_supervision() {
            self.supervisors.remove(supervisor);
            self.silence(&party);
            return;
        }
        self.set_stance(supervisor, Stance::Idle);
        if why != StopReason::Switched {
            self.silence(&party);
        }
    }

    fn restarted(&mut self, at: Timestamp, parties: Timestamp, supervisors: Timestamp) {
        let lost = |until| Connection::Reattaching { since: at, until };
        self.enforced = Routes::default();
        if self.is_over() {
            return;
        }
        self.customer.connection = lost(parties);
        if let Stage::Talking(talk) = &mut self.stage {
            talk.connection = lost(parties);
        }
        for supervision in self.supervisors.values_mut() {
            supervision.send_held = false;
            supervision.leg = SupervisorLeg::Connecting(lost(supervisors));
        }
    }

    fn ended(&mut self, at: Timestamp, why: EndReason) {
        let agent = self.talk().map(|talk| talk.agent.clone());
        self.stage = Stage::Ended { at, why, agent };
        self.customer.passed.clear();
        self.supervisors.clear();
        self.helpers.clear();
        self.enforced = Routes::default();
    }

    fn set_connection(&mut self, party: &PartyId, connection: Connection) {
        if !connection.is_up() {
            self.silence(party);
        }
        match party {
            PartyId::Customer => self.customer.connection = connection,
            PartyId::Agent(_) => {
                if let Stage::Talking(talk) = &mut self.stage {
                    talk.connection = connection;
                }
            }
            PartyId::Supervisor(person) => {
                if let Some(supervision) = self.supervisors.get_mut(person) {
                    supervision.send_held = false;
                    supervision.leg = if connection.is_up() {
                        SupervisorLeg::Connected { connection, stance: Stance::Idle }
                    } else {
                        SupervisorLeg::Connecting(connection)
                    };
                }
            }
        }
    }

    fn set_stance(&mut self, person: &PersonId, new: Stance) {
        if let Some(Supervision {
            leg: SupervisorLeg::Connected { stance, .. }, send_held, ..
        }) = self.supervisors.get_mut(person)
        {
            *stance = new;
            *send_held = false;
        }
    }

    fn list_helper(&mut self, helper: &PersonCard) {
        self.helpers.insert(helper.person.clone(), helper.clone());
    }

    fn set_send_held(&mut self, person: &PersonId, to: bool) {
        if let Some(supervision) = self.supervisors.get_mut(person) {
            supervision.send_held = to;
        }
    }

    fn set_muted(&mut self, party: &PartyId, to: bool) {
        match party {
            PartyId::Customer => self.customer.muted = to,
            PartyId::Agent(_) => {
                if let Stage::Talking(talk) = &mut self.stage {
                    talk.muted = to;
                }
            }
            PartyId::Supervisor(_) => {}
        }
    }

    fn set_hold(&mut self, to: Option<Timestamp>) {
        if let Stage::Talking(talk) = &mut self.stage {
            talk.hold = to;
        }
    }

    /// Forgets every enforced edge of a party; the media plane has closed them.
    fn silence(&mut self, party: &PartyId) {
        self.enforced.0.retain(|edge| !edge.touches(party));
    }
}
