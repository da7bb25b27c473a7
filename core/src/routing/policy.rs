//! May this listener hear that speaker? The one place that says so.
//!
//! [`may_hear`] is an exhaustive match over two positions; [`Interaction::routes`] folds it over
//! the parties that are connected. Absence is silence.

use super::{Edge, PartyId, Routes};
use crate::{
    id::PersonId,
    interaction::{Action, Interaction, Stage, SupervisorLeg},
    sorted::Set,
};

/// How many voices a connection can receive at once. Negotiated when it joins, so that no later
/// change shows in its description; a constant of the protocol.
pub const SLOTS: usize = 5;

/// Where a connected party stands in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// A customer who talks with the agent, or would if the agent were connected.
    Customer,
    /// A customer on hold, or whom nobody has answered yet.
    CustomerOnHold,
    /// The agent.
    Agent,
    /// A supervisor who is connected and does nothing.
    Idle,
    /// A supervisor in an action.
    Acting(Action),
}

/// Whether `listener` may hear `speaker` (requirements 2.1; ).
#[must_use]
pub const fn may_hear(listener: Position, speaker: Position) -> bool {
    use Action::{BargeIn, Coach, Monitor};
    use Position::{Acting, Agent, Customer, CustomerOnHold, Idle};
    match (listener, speaker) {
        // Hold cuts the customer off in both directions; the idle neither speak nor listen.
        (CustomerOnHold | Idle, _) | (_, CustomerOnHold | Idle) => false,
        // Who monitors is heard by nobody, who coaches by the agent only.
        (_, Acting(Monitor)) => false,
        (Agent, Acting(Coach)) => true,
        (Customer | Acting(_), Acting(Coach)) => false,
        // Who barges in is heard by everybody who takes part or listens.
        (Customer | Agent | Acting(_), Acting(BargeIn)) => true,
        // Agent and customer hear each other; whoever acts hears both.
        (Customer | Acting(_), Agent) | (Agent | Acting(_), Customer) => true,
        (Customer, Customer) | (Agent, Agent) => false,
    }
}

/// A connected party: where it stands and whether its microphone is open.
struct Present {
    party: PartyId,
    position: Position,
    muted: bool,
}

impl Interaction {
    /// Every edge that is to be enforced in this state.
    #[must_use]
    pub fn routes(&self) -> Routes {
        self.routes_with(None)
    }

    /// The same, if `person` did `action`.
    pub(crate) fn routes_if(&self, person: &PersonId, action: Action) -> Routes {
        self.routes_with(Some((person, action)))
    }

    fn routes_with(&self, instead: Option<(&PersonId, Action)>) -> Routes {
        if self.is_over() {
            return Routes::default();
        }
        let present = self.present(instead);
        let mut edges = Set::new();
        for listener in &present {
            for speaker in present.iter().filter(|speaker| speaker.party != listener.party) {
                if !speaker.muted && may_hear(listener.position, speaker.position) {
                    edges.insert(Edge::between(speaker.party.clone(), listener.party.clone()));
                }
            }
            if listener.position == Position::CustomerOnHold {
                edges.insert(Edge::treatment(listener.party.clone()));
            }
        }
        Routes(edges)
    }

    fn present(&self, instead: Option<(&PersonId, Action)>) -> Vec<Present> {
        let mut present = Vec::new();
        if self.customer.connection.is_up() {
            let position = match &self.stage {
                Stage::Talking(talk) if talk.hold.is_none() => Position::Customer,
                Stage::Talking(_)
                | Stage::Waiting
                | Stage::Ringing { .. }
                | Stage::Ended { .. } => Position::CustomerOnHold,
            };
            let muted = self.customer.muted;
            present.push(Present { party: PartyId::Customer, position, muted });
        }
        if let Some(talk) = self.talk().filter(|talk| talk.connection.is_up()) {
            let party = PartyId::Agent(talk.agent.person.clone());
            present.push(Present { party, position: Position::Agent, muted: talk.muted });
        }
        for (person, supervision) in &self.supervisors {
            let SupervisorLeg::Connected { stance, .. } = &supervision.leg else { continue };
            let action = match instead {
                Some((other, action)) if other == person => Some(action),
                Some(_) | None => stance.action(),
            };
            let position = action.map_or(Position::Idle, Position::Acting);
            let party = PartyId::Supervisor(person.clone());
            // With push to send a coach is heard only while Send is held down.
            let muted = position == Position::Acting(Action::Coach)
                && self.terms().coach_push_to_send
                && !supervision.send_held;
            present.push(Present { party, position, muted });
        }
        present
    }
}
