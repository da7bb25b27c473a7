//! Who is heard by whom in a state: the routing's policy, folded over the parties.

use super::{Action, Interaction, Party, PartyRole, Stage, Stance};
use crate::{
    id::PersonId,
    routing::{Edge, PartyId, Position, Routes, may_hear},
    sorted::Set,
};

/// A connected party: where it stands and whether it can be heard.
struct Present<'a> {
    party: &'a PartyId,
    position: Position,
    silent: bool,
}

/// Every edge that is to be enforced. `instead` asks what if that person did that action.
pub(super) fn routes(call: &Interaction, instead: Option<(&PersonId, Action)>) -> Routes {
    let up = call.parties.iter().filter(|(_, party)| party.connection.is_up());
    let present: Vec<_> = up.map(|(id, party)| present(call, (id, party), instead)).collect();
    let mut edges = Set::new();
    for listener in &present {
        for speaker in present.iter().filter(|speaker| speaker.party != listener.party) {
            if !speaker.silent && may_hear(listener.position, speaker.position) {
                edges.insert(Edge::between(speaker.party.clone(), listener.party.clone()));
            }
        }
        if listener.position == Position::Held {
            edges.insert(Edge::treatment(listener.party.clone()));
        }
    }
    Routes(edges)
}

fn present<'a>(
    call: &Interaction,
    (id, party): (&'a PartyId, &Party),
    instead: Option<(&PersonId, Action)>,
) -> Present<'a> {
    let position = match &party.role {
        PartyRole::Customer if !talks(call, id) => Position::Held,
        PartyRole::Customer => Position::Customer,
        PartyRole::Agent(_) if !talks(call, id) => Position::Held,
        PartyRole::Agent(_) => Position::Agent,
        PartyRole::Supervisor(own) => match instead {
            Some((person, action)) if own.card.person == *person => acting(action),
            Some(_) | None => match &own.stance {
                Stance::Idle => Position::Idle,
                Stance::Requested { action, .. } | Stance::Active { action, .. } => acting(*action),
            },
        },
    };
    let waits = position == Position::Coaching && party.waits_for_send(&call.terms);
    Present { party: id, position, silent: party.muted || waits }
}

/// Whether a party that speaks for itself is in the talk: answered, and not on hold.
fn talks(call: &Interaction, party: &PartyId) -> bool {
    match &call.stage {
        Stage::Talking(talk) => !talk.holds(party),
        Stage::Waiting | Stage::Ringing { .. } | Stage::Ended { .. } => false,
    }
}

const fn acting(action: Action) -> Position {
    match action {
        Action::Monitor => Position::Monitoring,
        Action::Coach => Position::Coaching,
        Action::BargeIn => Position::BargingIn,
    }
}
