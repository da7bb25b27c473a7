//! What a customer reads about their call, from the customer's own projection.

use backline_core::{
    id::InteractionId,
    interaction::{EndReason, Interaction, Lens, Party, Stage},
    routing::PartyId,
    time::Timestamp,
};

use crate::{
    features::call::parted::parted,
    picture::{NO_VOICE, deaf, voiceless},
    runtime::{Model, PageStanding, VoiceLine},
};

/// The customer's call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CustomerCall {
    pub(crate) id: InteractionId,
    pub(crate) over: bool,
    /// Since when agent and customer talk.
    pub(crate) talking_since: Option<Timestamp>,
    pub(crate) muted: bool,
    /// How it stands.
    pub(crate) state: String,
    /// Who else has joined.
    pub(crate) joined: Vec<String>,
}

impl CustomerCall {
    /// The call that lives, else the last one that ended.
    pub(crate) fn of(model: &Model) -> Option<Self> {
        let own = model.replica.interactions().filter(|call| call.lens() == Lens::Customer);
        let call = own.max_by_key(|call| (!call.is_over(), call.opened_at()))?;
        let joined = call.supervisors().map(|s| s.card.name.shown().into_owned());
        Some(Self {
            id: call.id(),
            over: call.is_over(),
            talking_since: call.talk().map(|talk| talk.since),
            muted: call.party(&PartyId::Customer).is_some_and(|own| own.muted)
                || model.replica.is_muted_alone(call.id()),
            state: state(call, model),
            joined: joined.collect(),
        })
    }
}

/// Why no new call can be made, if so.
pub(crate) fn call_obstacle(model: &Model) -> Option<String> {
    model.replica.would_call().err().map(|obstacle| obstacle.to_string())
}

fn state(call: &Interaction, model: &Model) -> String {
    let customer = call.customer();
    let reached = call.party(&PartyId::Customer).is_some_and(Party::is_reached);
    let sound = model.media.line == VoiceLine::Up && reached;
    let own = match call.stage() {
        Stage::Ended { why, .. } => return ["Call ended.", ended(*why)].concat(),
        Stage::Waiting | Stage::Ringing { .. } | Stage::Talking(_)
            if model.replica.has_left_alone(call.id()) =>
        {
            "You have hung up."
        }
        Stage::Waiting | Stage::Ringing { .. } | Stage::Talking(_)
            if model.media.line == VoiceLine::NoWay =>
        {
            "Your network lets no sound through."
        }
        Stage::Waiting | Stage::Ringing { .. } | Stage::Talking(_)
            if model.standing() != PageStanding::Live =>
        {
            "Reconnecting."
        }
        Stage::Waiting | Stage::Ringing { .. } if !sound => "Connecting.",
        Stage::Waiting if customer.told => {
            "Nobody has answered yet. You keep your place, and can hang up at any time."
        }
        Stage::Waiting | Stage::Ringing { .. } => "Waiting for somebody to answer.",
        Stage::Talking(_) if !sound => {
            let away = call.party(&PartyId::Customer).and_then(Party::away);
            if away == Some(false) { "Connecting your sound." } else { "Reconnecting your sound." }
        }
        Stage::Talking(talk) => return talking(call, talk.holds(&PartyId::Customer)),
    };
    own.to_owned()
}

fn talking(call: &Interaction, held: bool) -> String {
    let (name, up, lost) =
        call.agents_party().map_or(("".into(), false, false), |(agent, party)| {
            (agent.name.shown(), party.is_reached(), party.away() == Some(true))
        });
    match (up, held) {
        (false, _) if lost => [&*name, "'s connection was lost. It may come back."].concat(),
        (false, _) => [&*name, "'s connection is coming up."].concat(),
        (true, true) => [&*name, " has put you on hold."].concat(),
        (true, false) => ["You are talking to ", &name, ".", &wanting(call, &name)].concat(),
    }
}

/// What does not work of the sound of a talk, on either side.
fn wanting(call: &Interaction, name: &str) -> String {
    let (own, agent) = (call.party(&PartyId::Customer), call.agents_party().map(|(_, it)| it));
    let mut said = String::new();
    if own.is_some_and(|own| own.muted) {
        said.push_str(" You are muted.");
    }
    if own.is_some_and(Party::is_voiceless) {
        said.extend([" ", NO_VOICE, " Nobody hears you."]);
    }
    if let Some(own) = own.filter(|own| own.is_deaf()) {
        said.extend([" ", deaf(own)]);
    }
    if agent.is_some_and(Party::is_voiceless) {
        said.extend([" ", &voiceless(name)]);
    }
    if agent.is_some_and(Party::is_deaf) {
        said.extend([" ", name, " cannot hear."]);
    }
    said
}

/// Why a call has ended, as its customer reads it.
const fn ended(why: EndReason) -> &'static str {
    match why {
        EndReason::CustomerHungUp => " You hung up.",
        EndReason::AgentHungUp => " The other side hung up.",
        EndReason::CustomerLost => " Your connection was lost.",
        EndReason::CustomerUnheard => " Your network let no sound through.",
        EndReason::AgentUnheard | EndReason::AgentLost => " The other side's connection was lost.",
    }
}

/// What is read without a call that goes on: what became of the last one, or what to do.
pub(crate) fn at_rest(model: &Model, last: Option<&CustomerCall>) -> String {
    parted(model, ended).unwrap_or_else(|| {
        let otherwise = || "Not in a call. Press Call to talk to somebody.".to_owned();
        last.map_or_else(otherwise, |last| last.state.clone())
    })
}
