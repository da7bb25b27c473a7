//! Facts about supervision into state. Total: what does not fit changes nothing.

use super::{Action, Stance, StopReason, SuperviseFact, Supervision};
use crate::{
    id::PersonId,
    interaction::{
        Connection, Interaction, Origin, Party, PartyRole, Sound, apply::silence, call::party,
        project::NO_LEG,
    },
    people::PersonCard,
    routing::PartyId,
    time::Timestamp,
};

/// Takes in what happened.
pub(in crate::interaction) fn apply(state: &mut Interaction, at: Timestamp, fact: &SuperviseFact) {
    match fact {
        SuperviseFact::NoteSent { .. } => {}
        SuperviseFact::SupervisorOpened { supervisor, until, origin } => {
            let (card, id) = (supervisor.clone(), party_of(&supervisor.person));
            let own = Supervision { card, stance: Stance::Idle, origin: *origin, send_held: false };
            state.parties.insert(id, party(at, *until, PartyRole::Supervisor(own)));
        }
        SuperviseFact::ActionRequested { supervisor, action, until } => {
            let asked = Stance::Requested { action: *action, since: at, until: *until };
            take(state, supervisor, asked);
        }
        SuperviseFact::ActionActive { supervisor, action, edges } => {
            active(state, at, (supervisor, *action));
            state.enforced = edges.clone();
        }
        SuperviseFact::ActionEnded { supervisor, why, .. } => ended(state, supervisor, *why),
        SuperviseFact::SupervisorLeft { supervisor, .. } => leave(state, supervisor),
        SuperviseFact::SendPressed { supervisor } => hold_send(state, supervisor, true),
        SuperviseFact::SendReleased { supervisor } => hold_send(state, supervisor, false),
    }
}

fn party_of(person: &PersonId) -> PartyId {
    PartyId::Person(person.clone())
}

/// Where only what is heard is visible, a supervisor comes into being here.
fn active(state: &mut Interaction, at: Timestamp, (supervisor, action): (&PersonCard, Action)) {
    let stance = Stance::Active { action, since: at };
    if state.supervisor(&supervisor.person).is_some() {
        take(state, &supervisor.person, stance);
    } else if !state.lens.sees_supervision() {
        let connection = Connection::Connected { leg: NO_LEG, since: at };
        let (card, origin) = (supervisor.clone(), Origin::default());
        let role = PartyRole::Supervisor(Supervision { card, stance, origin, send_held: false });
        let (muted, sound) = (false, Sound::default());
        let shown = Party { since: at, connection, muted, sound, role };
        state.parties.insert(party_of(&supervisor.person), shown);
    }
}

/// Where only what is heard is visible, the supervisor ceases to be; in a switch the edges that both
/// actions share never close.
fn ended(state: &mut Interaction, supervisor: &PersonId, why: StopReason) {
    if !state.supervisor(supervisor).is_some_and(|own| state.has_all_of(own)) {
        return leave(state, supervisor);
    }
    take(state, supervisor, Stance::Idle);
    if why != StopReason::Switched {
        silence(state, &party_of(supervisor));
    }
}

fn leave(state: &mut Interaction, supervisor: &PersonId) {
    let id = party_of(supervisor);
    if state.supervisor(supervisor).is_some() {
        state.parties.remove(&id);
        silence(state, &id);
    }
}

/// An action exists only on a connection that is up.
fn take(state: &mut Interaction, supervisor: &PersonId, stance: Stance) {
    let Some(party) = state.parties.get_mut(&party_of(supervisor)) else { return };
    if party.connection.is_up() {
        party.takes(stance);
    }
}

fn hold_send(state: &mut Interaction, supervisor: &PersonId, to: bool) {
    let party = state.parties.get_mut(&party_of(supervisor));
    if let Some(own) = party.and_then(Party::supervision_mut) {
        own.send_held = to;
    }
}
