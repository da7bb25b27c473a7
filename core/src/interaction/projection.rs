//! What a viewer may know: states and facts as seen through a lens.
//!
//! A supervisor who only listens does not exist through the lens of an agent or a customer: not by
//! name, not by a fact without visible effect, not by an edge, not by how long they have been
//! there. Folding projected facts gives the projected state; a property test holds that.

use std::sync::Arc;

use super::{
    CallFact, Connection, ContactFact, Fact, HelpFact, HelpRequest, Interaction, Lens, Origin,
    RequestFact, Stage, Stamped, StopReason, SuperviseFact, Supervision, SupervisorLeg,
    help::HelpState,
};
use crate::{
    id::{LegId, VisitorId},
    people::PersonCard,
    routing::{PartyId, Routes},
    terms::Terms,
};

const NO_LEG: LegId = LegId::from_u128(0);
const NO_VISITOR: VisitorId = VisitorId::from_u128(0);

impl Interaction {
    /// This state through `lens`.
    #[must_use]
    pub fn seen_by(&self, lens: Lens) -> Self {
        let mut seen = self.clone();
        seen.lens = lens;
        if lens == Lens::Server {
            return seen;
        }
        seen.customer.connection = seen.customer.connection.veiled();
        if let Stage::Talking(talk) = &mut seen.stage {
            talk.connection = talk.connection.veiled();
            talk.agent = lens.card(&talk.agent);
        }
        if lens != Lens::Customer {
            seen.customer.visitor = NO_VISITOR;
        }
        if !lens.sees_supervision() {
            seen.customer.passed.clear();
        }
        match lens {
            Lens::Server | Lens::Supervisor => {}
            Lens::Agent => seen.customer.told = false,
            Lens::Customer => seen.stage = self.stage_for_customer(seen.stage),
        }
        seen.supervisors = self
            .supervisors
            .iter()
            .filter_map(|(person, s)| Some((person.clone(), lens.supervision(s, &self.terms)?)))
            .collect();
        seen.enforced = self.enforced_for(lens);
        seen.help = self.help.as_ref().and_then(|help| lens.help(help));
        if !lens.sees_supervision() {
            seen.helpers.clear();
        }
        if lens == Lens::Customer {
            seen.contact = None;
            seen.terms = Arc::new(self.terms.for_customer());
        }
        seen
    }

    /// What `stamped`, which led from `before` to `self`, says through `lens`; nothing when it
    /// changes nothing there.
    #[must_use]
    pub fn project(&self, before: &Self, stamped: &Stamped, lens: Lens) -> Vec<Stamped> {
        let at = stamped.at;
        let facts = if lens == Lens::Server {
            vec![stamped.fact.clone()]
        } else {
            self.projected(before, &stamped.fact, lens)
        };
        facts.into_iter().map(|fact| Stamped { at, fact }).collect()
    }

    fn projected(&self, before: &Self, fact: &Fact, lens: Lens) -> Vec<Fact> {
        let all = lens.sees_supervision();
        let keep = |kept: bool| if kept { vec![fact.clone()] } else { Vec::new() };
        match fact {
            Fact::Call(CallFact::Opened { .. }) => vec![lens.opened(fact)],
            Fact::Call(CallFact::AgentRung { .. }) | Fact::Call(CallFact::AgentPassed { .. }) => {
                keep(lens != Lens::Customer)
            }
            Fact::Call(CallFact::PassForgotten { .. }) => keep(all),
            Fact::Call(CallFact::NobodyFreeTold) => keep(lens != Lens::Agent),
            Fact::Call(CallFact::Answered { agent, until }) => {
                vec![Fact::Call(CallFact::Answered { agent: lens.card(agent), until: *until })]
            }
            Fact::Call(CallFact::LegJoining { party, until, .. }) => {
                let veiled = Fact::Call(CallFact::LegJoining {
                    party: party.clone(),
                    leg: NO_LEG,
                    until: *until,
                });
                if all || !party.is_supervisor() { vec![veiled] } else { Vec::new() }
            }
            Fact::Call(CallFact::LegConnected { party, .. }) => {
                let veiled =
                    Fact::Call(CallFact::LegConnected { party: party.clone(), leg: NO_LEG });
                if all || !party.is_supervisor() { vec![veiled] } else { Vec::new() }
            }
            Fact::Call(CallFact::LegLost { party, .. }) => keep(all || !party.is_supervisor()),
            Fact::Call(CallFact::Muted { .. })
            | Fact::Call(CallFact::Unmuted { .. })
            | Fact::Call(CallFact::Held)
            | Fact::Call(CallFact::Resumed)
            | Fact::Call(CallFact::KeyPressed { .. })
            | Fact::Call(CallFact::ServerRestarted { .. })
            | Fact::Call(CallFact::Ended { .. }) => keep(true),
            Fact::Supervise(SuperviseFact::SupervisorOpened { .. })
            | Fact::Supervise(SuperviseFact::ActionRequested { .. })
            | Fact::Supervise(SuperviseFact::SupervisorLeft { .. }) => keep(all),
            Fact::Supervise(SuperviseFact::SendPressed { .. })
            | Fact::Supervise(SuperviseFact::SendReleased { .. })
            | Fact::Help(HelpFact::HelperAdded { .. })
            | Fact::Help(HelpFact::HelperRemoved { .. }) => keep(all),
            Fact::Supervise(SuperviseFact::NoteSent { .. })
            | Fact::Contact(ContactFact::Noted { .. }) => keep(lens != Lens::Customer),
            Fact::Help(HelpFact::Request { what, .. }) => keep(lens.shows_help(what)),
            Fact::Supervise(SuperviseFact::ActionActive { supervisor, action, .. }) => {
                if lens.shows(*action, &self.terms) {
                    let edges = self.enforced_for(lens);
                    let supervisor = lens.card(supervisor);
                    vec![Fact::Supervise(SuperviseFact::ActionActive {
                        supervisor,
                        action: *action,
                        edges,
                    })]
                } else {
                    self.hearing_changed(before, lens)
                }
            }
            Fact::Supervise(SuperviseFact::ActionEnded { .. }) if all => keep(true),
            Fact::Supervise(SuperviseFact::ActionEnded { supervisor, action, .. }) => {
                let seen = before.supervisors.get(supervisor);
                let seen = seen.is_some_and(|s| lens.supervision(s, &before.terms).is_some());
                // Why would tell whether the supervisor is still there, and does what is hidden.
                let (supervisor, action) = (supervisor.clone(), *action);
                let ended = Fact::Supervise(SuperviseFact::ActionEnded {
                    supervisor,
                    action,
                    why: StopReason::Completed,
                });
                if seen { vec![ended] } else { Vec::new() }
            }
            Fact::Call(CallFact::HearingEnforced { .. }) => self.hearing_changed(before, lens),
        }
    }

    fn hearing_changed(&self, before: &Self, lens: Lens) -> Vec<Fact> {
        let edges = self.enforced_for(lens);
        if edges == before.enforced_for(lens) {
            Vec::new()
        } else {
            vec![Fact::Call(CallFact::HearingEnforced { edges })]
        }
    }

    /// A customer is not told whose panel rings, nor who let it ring.
    fn stage_for_customer(&self, stage: Stage) -> Stage {
        match stage {
            Stage::Waiting | Stage::Ringing { .. } => Stage::Waiting,
            Stage::Talking(talk) => Stage::Talking(talk),
            Stage::Ended { at, why, agent } => {
                Stage::Ended { at, why, agent: agent.map(|agent| agent.without_number()) }
            }
        }
    }

    /// The enforced edges between parties that exist through `lens`.
    fn enforced_for(&self, lens: Lens) -> Routes {
        let exists = |party: &PartyId| match party {
            PartyId::Customer | PartyId::Agent(_) => true,
            PartyId::Supervisor(person) => self
                .supervisors
                .get(person)
                .is_some_and(|supervision| lens.supervision(supervision, &self.terms).is_some()),
        };
        self.enforced
            .0
            .iter()
            .filter(|edge| exists(&edge.listener) && edge.speaker.party().is_none_or(&exists))
            .cloned()
            .collect()
    }
}

impl Lens {
    const fn shows(self, action: super::Action, terms: &Terms) -> bool {
        match self {
            Self::Server | Self::Supervisor => true,
            Self::Agent => action.shown_to_agent(terms),
            Self::Customer => action.shown_to_customer(),
        }
    }

    fn card(self, card: &PersonCard) -> PersonCard {
        match self {
            Self::Server | Self::Supervisor | Self::Agent => card.clone(),
            Self::Customer => card.without_number(),
        }
    }

    /// A supervisor through this lens; `None` when there is none.
    fn supervision(self, supervision: &Supervision, terms: &Terms) -> Option<Supervision> {
        let stance = supervision.leg.stance();
        match self {
            Self::Server => Some(supervision.clone()),
            Self::Supervisor => {
                let mut seen = supervision.clone();
                match &mut seen.leg {
                    SupervisorLeg::Connecting(connection)
                    | SupervisorLeg::Connected { connection, .. } => {
                        *connection = connection.veiled();
                    }
                }
                Some(seen)
            }
            Self::Agent | Self::Customer => match stance {
                super::Stance::Active { action, since } if self.shows(*action, terms) => {
                    let connection = Connection::Connected { leg: NO_LEG, since: *since };
                    let leg = SupervisorLeg::Connected { connection, stance: stance.clone() };
                    let (card, origin) = (self.card(&supervision.card), Origin::default());
                    Some(Supervision { card, since: *since, leg, origin, send_held: false })
                }
                super::Stance::Active { .. }
                | super::Stance::Idle
                | super::Stance::Requested { .. } => None,
            },
        }
    }

    /// A help request through this lens: the customer knows of none, who has rejected is between
    /// helpers, and on whose page it is between the agent and the record.
    fn help(self, help: &HelpRequest) -> Option<HelpRequest> {
        let mut seen = help.clone();
        if let HelpState::Requested(run) = &mut seen.state {
            match self {
                Self::Server | Self::Customer => {}
                Self::Supervisor => {
                    run.delivered.clear();
                    run.seen.clear();
                }
                Self::Agent => run.rejected.clear(),
            }
        }
        (self != Self::Customer).then_some(seen)
    }

    /// Whether what happened to a help request exists through this lens.
    #[must_use]
    pub const fn shows_help(self, what: &RequestFact) -> bool {
        match (self, what) {
            (Self::Server, _) => true,
            (Self::Customer, _)
            | (Self::Supervisor, RequestFact::Received { .. })
            | (Self::Agent, RequestFact::Rejected { .. }) => false,
            (Self::Supervisor | Self::Agent, _) => true,
        }
    }

    fn opened(self, fact: &Fact) -> Fact {
        let mut seen = fact.clone();
        if let Fact::Call(CallFact::Opened { visitor, contact, terms, .. }) = &mut seen {
            if self == Self::Customer {
                *contact = None;
                **terms = terms.for_customer();
            } else {
                *visitor = NO_VISITOR;
            }
        }
        seen
    }
}
