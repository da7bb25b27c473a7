//! The sentence beside the triangle: who hears the viewer, said from the enforced edges.
//!
//! Pure, and the same words on every page. It never says that somebody cannot hear on the ground
//! of a mode, only on the ground of the edges; what a mode should lead to is not known here.

use std::borrow::Cow;

use backline_core::{
    id::PersonId,
    interaction::{Action, Interaction, Party, Supervisor},
    legible::isolated,
    people::PersonCard,
    routing::{PartyId, Speaker},
};

use super::scene::{self, NO_VOICE, listed, voiceless};

const RECONNECTING: &str = "Reconnecting. Nobody hears you.";

/// What a supervisor reads. `linked` is whether the server can be asked at the moment.
#[must_use]
pub fn for_supervisor(state: &Interaction, me: &PersonId, linked: bool) -> String {
    if state.is_over() {
        return "This call has ended. Nobody hears you.".to_owned();
    }
    if !linked {
        return RECONNECTING.to_owned();
    }
    let party = PartyId::Person(me.clone());
    if let Some(again) = state.party(&party).and_then(Party::away) {
        return [begins(again), ". Nobody hears you."].concat();
    }
    let heard_by = names(state, &listeners(state, &party));
    let hears = speakers(state, &party);
    let mut said = vec![match heard_by.as_slice() {
        [] => "Nobody hears you.".to_owned(),
        [only] => format!("Only {only} hears you."),
        several => capitalised(format!("{} hear you.", listed(several))),
    }];
    let others: Vec<PartyId> = hears.iter().filter(|p| supervises(state, p)).cloned().collect();
    if !others.is_empty() {
        said.push(format!("You also hear {}.", listed(&names(state, &others))));
    } else if hears.is_empty() {
        said.push("You hear nobody.".to_owned());
    }
    said.extend(circumstances(state));
    said.extend(wanting(state, &party, true));
    said.join(" ")
}

/// What an agent reads on their own call; nothing while nobody hears anybody yet.
#[must_use]
pub fn for_agent(state: &Interaction, me: &PersonId, linked: bool) -> String {
    let own = state.agents_party().filter(|(agent, _)| agent.person == *me);
    let Some((_, own)) = own else { return String::new() };
    if !linked {
        return "Reconnecting.".to_owned();
    }
    if let Some(again) = own.away() {
        return [begins(again), "."].concat();
    }
    let party = PartyId::Person(me.clone());
    let held = on_hold(state);
    let mut said = Vec::new();
    for supervision in state.supervisors() {
        said.extend(told_of(state, &party, supervision));
    }
    if held {
        said.push("The customer is on hold.".to_owned());
    }
    if own.muted && listeners(state, &party).is_empty() {
        said.push("You are muted. Nobody hears you.".to_owned());
    }
    if own.is_voiceless() {
        said.push("Nobody hears you.".to_owned());
    }
    said.extend(wanting(state, &party, true));
    said.extend(wanting(state, &PartyId::Customer, false));
    if said.is_empty() && hear_each_other(state, &party) {
        let customer = state.customer().name.shown();
        let customer = if customer.is_empty() { "The customer".into() } else { customer };
        return [&*customer, " and you hear each other."].concat();
    }
    said.join(" ")
}

/// Whether customer and `party` hear each other.
fn hear_each_other(state: &Interaction, party: &PartyId) -> bool {
    let enforced = state.heard();
    enforced.hears(&PartyId::Customer, party) && enforced.hears(party, &PartyId::Customer)
}

/// What the agent `me` reads of a supervisor, of whom the agent knows at all.
fn told_of(state: &Interaction, me: &PartyId, supervision: Supervisor<'_>) -> Vec<String> {
    let supervisor = PartyId::Person(supervision.card.person.clone());
    let name = full_name(supervision.card);
    let does = match supervision.stance.active() {
        None => return Vec::new(),
        Some(Action::Monitor) if speakers(state, &supervisor).is_empty() => {
            return vec![format!("{name} is monitoring.")];
        }
        Some(Action::Monitor) => return vec![format!("{name} is listening to this call.")],
        Some(Action::Coach) => format!("{name} is coaching you."),
        Some(Action::BargeIn) => format!("{name} has joined."),
    };
    let first = name_of(state, &supervisor);
    let enforced = state.heard();
    let heard = if enforced.hears(&PartyId::Customer, &supervisor) {
        format!("The customer hears {first}.")
    } else if !enforced.hears(me, &supervisor) {
        let otherwise = || format!("{first} is not heard at the moment.");
        wanting(state, &supervisor, false).into_iter().next().unwrap_or_else(otherwise)
    } else if on_hold(state) {
        return vec![does];
    } else {
        format!("The customer cannot hear {first}.")
    };
    vec![does, heard]
}

/// What explains that somebody is not heard.
fn circumstances(state: &Interaction) -> Vec<String> {
    let Some((card, agent)) = state.agents_party() else { return Vec::new() };
    let name = name_of(state, &PartyId::Person(card.person.clone()));
    let mut said = Vec::new();
    if on_hold(state) {
        said.push("The customer is on hold.".to_owned());
    }
    if let Some(again) = agent.away() {
        said.push([&name, " is ", comes(again), "."].concat());
    } else if agent.muted {
        said.push(format!("{name} is muted."));
    }
    said.extend(wanting(state, &PartyId::Person(card.person.clone()), false));
    if let Some(customer) = state.party(&PartyId::Customer) {
        if let Some(again) = customer.away() {
            said.push(["The customer is ", comes(again), "."].concat());
        } else if customer.muted {
            said.push("The customer is muted.".to_owned());
        }
    }
    said.extend(wanting(state, &PartyId::Customer, false));
    said
}

/// What a party does that is not reached: a first connection comes, and does not come again.
const fn comes(again: bool) -> &'static str {
    if again { "reconnecting" } else { "connecting" }
}

/// The same at the beginning of a sentence.
const fn begins(again: bool) -> &'static str {
    if again { "Reconnecting" } else { "Connecting" }
}

/// What does not work of a party's sound.
fn wanting(state: &Interaction, party: &PartyId, you: bool) -> Vec<String> {
    let own = state.party(party);
    let no_voice = own.is_some_and(Party::is_voiceless);
    let name = || name_of(state, party);
    let mut said = Vec::new();
    if no_voice {
        said.push(if you { NO_VOICE.to_owned() } else { capitalised(voiceless(&name())) });
    }
    if let Some(own) = own.filter(|own| own.is_deaf()) {
        said.push(if you {
            scene::deaf(own).to_owned()
        } else {
            capitalised([&name(), " cannot hear."].concat())
        });
    }
    said
}

/// On hold, and no edge left that says otherwise.
fn on_hold(state: &Interaction) -> bool {
    let held = state.held_since(&PartyId::Customer).is_some();
    held && listeners(state, &PartyId::Customer).is_empty()
        && speakers(state, &PartyId::Customer).is_empty()
}

fn listeners(state: &Interaction, speaker: &PartyId) -> Vec<PartyId> {
    let heard = state.heard();
    let spoken = heard.0.iter().filter(|edge| edge.speaker.party() == Some(speaker));
    spoken.map(|edge| edge.listener.clone()).collect()
}

fn speakers(state: &Interaction, listener: &PartyId) -> Vec<PartyId> {
    let heard = state.heard();
    let edges = heard.0.iter().filter(|edge| edge.listener == *listener);
    edges
        .filter_map(|edge| match &edge.speaker {
            Speaker::Party(party) => Some(party.clone()),
            Speaker::HoldTreatment => None,
        })
        .collect()
}

/// The agent first, then the customer, then the rest.
fn names(state: &Interaction, parties: &[PartyId]) -> Vec<String> {
    let place = |party: &PartyId| match party {
        PartyId::Person(_) if supervises(state, party) => 2,
        PartyId::Person(_) => 0,
        PartyId::Customer => 1,
    };
    let mut parties = parties.to_vec();
    parties.sort_by_key(place);
    parties.iter().map(|party| name_of(state, party)).collect()
}

/// First names, or full ones where two people share the first.
fn name_of(state: &Interaction, party: &PartyId) -> String {
    let (card, otherwise) = match party {
        PartyId::Customer => return "the customer".to_owned(),
        PartyId::Person(person) => match state.supervisor(person) {
            Some(own) => (Some(own.card), "the supervisor"),
            None => (state.agent(), "the agent"),
        },
    };
    let Some(card) = card else { return otherwise.to_owned() };
    let Some(first) = card.name.text().split_whitespace().next() else {
        return otherwise.to_owned();
    };
    let people = state.agent().into_iter().chain(state.supervisors().map(|s| s.card));
    let alike = people.filter(|other| other.name.text().split_whitespace().next() == Some(first));
    isolated(if alike.count() > 1 { card.name.text() } else { first }).into_owned()
}

/// Whether a party is of the back line.
fn supervises(state: &Interaction, party: &PartyId) -> bool {
    state.party(party).is_some_and(|party| party.supervisor().is_some())
}

/// A supervisor's name at the beginning of a sentence.
#[must_use]
pub fn full_name(card: &PersonCard) -> Cow<'_, str> {
    let name = card.name.shown();
    if name.is_empty() { "A supervisor".into() } else { name }
}

/// A sentence begins with a capital; a person's name is left as the person writes it.
fn capitalised(sentence: String) -> String {
    match sentence.strip_prefix("the ") {
        Some(rest) => format!("The {rest}"),
        None => sentence,
    }
}
