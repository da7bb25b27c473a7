//! Who has ended what they do, read from what arrives and not from what the host makes of it: from
//! that step on nothing of theirs may be open, whatever the store does.

use std::collections::BTreeSet;

use backline_core::{
    host::call::CallInput,
    id::{CommandId, PersonId},
    interaction::{
        Action, CallCommand, Command, Fact, Interaction, Observation, SuperviseCommand,
        SuperviseFact,
    },
    people::{Actor, FloorView, Grant, Identity},
    protocol::Record,
    routing::{Edge, PartyId},
};

use crate::cast::{acme, customer};

#[derive(Debug, Default)]
pub(crate) struct Ends {
    ended: BTreeSet<PersonId>,
    unanswered: Vec<(Identity, CommandId)>,
    known: BTreeSet<(Identity, CommandId)>,
}

impl Ends {
    /// An input arrives in this state, under this floor.
    pub(crate) fn arrives(&mut self, state: &Interaction, floor: &FloorView, input: &CallInput) {
        match input {
            CallInput::Command { who, id, command } => {
                let name = (who.identity.clone(), *id);
                let new = self.known.insert(name.clone());
                if new && who.tenant == acme() && !self.waits_for_an_answer(&who.identity) {
                    self.asks(state, floor, (who, command));
                }
                self.unanswered.push(name);
            }
            CallInput::Observed(seen) => self.is_noticed(state, seen),
            CallInput::Applied { .. }
            | CallInput::TableWanted
            | CallInput::Stored { .. }
            | CallInput::StoreFailed { .. }
            | CallInput::Receipt { .. }
            | CallInput::Tick => {}
        }
        for (person, action) in acting(state) {
            let may = |grant| floor.may(&person, grant);
            let gone = !may(Grant::ViewInteractions) && !may(Grant::Help);
            let withdrawn = gone || !may(action.grant());
            if withdrawn && !self.waits_for_an_answer(&Identity::Person(person.clone())) {
                self.ended.insert(person);
            }
        }
    }

    /// Only who has nothing else under way: what they end is what is on record.
    fn asks(&mut self, state: &Interaction, floor: &FloorView, (who, command): (&Actor, &Command)) {
        if *command == Command::Call(CallCommand::HangUp) {
            let agent = state.agents_party().map(|(agent, _)| &agent.person);
            let is_agent = agent.is_some() && who.as_person() == agent;
            if *who == customer() || is_agent {
                self.ended.extend(acting(state).map(|(person, _)| person));
            }
        }
        let Some(person) = who.as_person() else { return };
        let Some((_, runs)) = acting(state).find(|(other, _)| other == person) else { return };
        let ends = *command == Command::Supervise(SuperviseCommand::Disconnect)
            || *command == Command::Supervise(SuperviseCommand::EndAction { action: runs });
        if ends && floor.may(person, Grant::ViewInteractions) {
            self.ended.insert(person.clone());
        }
    }

    fn is_noticed(&mut self, state: &Interaction, seen: &Observation) {
        let person = match seen {
            Observation::SocketClosed { party: PartyId::Person(person) }
            | Observation::Silent { party: PartyId::Person(person) }
            | Observation::Gone { party: PartyId::Person(person) }
            | Observation::Moved { supervisor: person } => Some(person.clone()),
            Observation::LegLost { leg } => {
                let legs = state.legs().into_iter();
                legs.filter(|(_, its)| its == leg).find_map(|(party, _)| match party {
                    PartyId::Person(person) => Some(person),
                    PartyId::Customer => None,
                })
            }
            Observation::SocketClosed { .. }
            | Observation::Silent { .. }
            | Observation::Gone { .. }
            | Observation::PageSilent { .. }
            | Observation::RingUnheard { .. }
            | Observation::LegConnected { .. }
            | Observation::Measured { .. }
            | Observation::Applied { .. }
            | Observation::TableLost
            | Observation::Received { .. }
            | Observation::TransferCompleted { .. }
            | Observation::PeopleMoved
            | Observation::Restarted => None,
        };
        self.ended
            .extend(acting(state).map(|(acts, _)| acts).filter(|p| Some(p) == person.as_ref()));
    }

    fn waits_for_an_answer(&self, who: &Identity) -> bool {
        self.unanswered.iter().any(|(asks, _)| asks == who)
    }

    pub(crate) fn replied(&mut self, who: &Identity, id: CommandId) {
        let place = self.unanswered.iter().position(|(asks, its)| asks == who && *its == id);
        self.unanswered.remove(place.expect("an answer to a question"));
    }

    /// The server died: what was under way is lost, and nothing is open.
    pub(crate) fn forget(&mut self) {
        self.ended.clear();
        self.unanswered.clear();
    }

    /// The end of what somebody does is on record.
    pub(crate) fn published(&mut self, records: &[Record]) {
        for record in records {
            if let Fact::Supervise(SuperviseFact::ActionEnded { supervisor, .. }) = &record.fact {
                self.ended.remove(supervisor);
            }
        }
    }

    pub(crate) fn is_nobody(&self) -> bool {
        self.ended.is_empty()
    }

    /// Whether this edge is somebody's whose action has ended.
    pub(crate) fn forbid(&self, edge: &Edge) -> bool {
        self.ended.iter().any(|person| edge.touches(&PartyId::Person(person.clone())))
    }
}

/// Whose action is on record, and which.
fn acting(state: &Interaction) -> impl Iterator<Item = (PersonId, Action)> {
    state.supervisors().filter_map(|own| Some((own.card.person.clone(), own.stance.action()?)))
}
