//! What agent and customer ask of the call, and anybody on it of their own connection.

use super::{
    CallCommand, CallFact, CallRefusal, Connection, EndReason, MAX_OFFER_BYTES, SOUND_WITHIN, sound,
};
use crate::{
    interaction::{Context, Fact, Interaction, Refusal, Stage, Talk, decide::Part, leaving},
    people::Grant,
    routing::PartyId,
    time::{Millis, Timestamp},
};

/// What `command` of somebody in that part would lead to.
pub(in crate::interaction) fn decide(
    call: &Interaction,
    cx: &Context<'_>,
    (part, command): (&Part, &CallCommand),
) -> Result<Vec<Fact>, Refusal> {
    match command {
        CallCommand::Answer => answer(call, cx, part),
        CallCommand::Decline => decline(call, part),
        CallCommand::Join { offer } if offer.0.len() > MAX_OFFER_BYTES => {
            Err(CallRefusal::OfferTooLong.into())
        }
        CallCommand::Join { .. } => join(call, cx, part),
        CallCommand::TellSound { microphone, speaker } => {
            sound::tell(call, part, (*microphone, *speaker))
        }
        CallCommand::Mute => mute(call, part, true),
        CallCommand::Unmute => mute(call, part, false),
        CallCommand::Hold => hold(call, part),
        CallCommand::Resume => resume(call, part),
        CallCommand::PressKey { .. } => press_key(call, part),
        CallCommand::HangUp => hang_up(call, part),
    }
}

fn answer(call: &Interaction, cx: &Context<'_>, part: &Part) -> Result<Vec<Fact>, Refusal> {
    let Part::Agent(_) = part else { return Err(Refusal::NotYours) };
    let Stage::Ringing { agent, .. } = &call.stage else {
        return Err(CallRefusal::NotRinging.into());
    };
    if !cx.floor.may(&agent.person, Grant::TakeCalls) {
        return Err(Refusal::NotPermitted { grant: Grant::TakeCalls });
    }
    // One microphone must not speak on two calls.
    if cx.floor.acts_elsewhere(&agent.person, call.id) {
        return Err(Refusal::ActionMustBeCompleted);
    }
    let until = cx.at.plus(call.terms.party_grace);
    Ok(vec![Fact::Call(CallFact::Answered { agent: agent.clone(), until })])
}

fn decline(call: &Interaction, part: &Part) -> Result<Vec<Fact>, Refusal> {
    let Part::Agent(_) = part else { return Err(Refusal::NotYours) };
    let Stage::Ringing { agent, .. } = &call.stage else {
        return Err(CallRefusal::NotRinging.into());
    };
    let agent = agent.person.clone();
    Ok(vec![Fact::Call(CallFact::AgentPassed { agent, declined: true })])
}

fn join(call: &Interaction, cx: &Context<'_>, part: &Part) -> Result<Vec<Fact>, Refusal> {
    let grace = call.terms.party_grace;
    let (party, grace, mut facts) = match part {
        Part::Customer => (PartyId::Customer, grace, Vec::new()),
        Part::Agent(person) => {
            talk(call)?;
            (PartyId::Person(person.clone()), grace, Vec::new())
        }
        Part::Supervisor(person) => {
            let stopped = leaving::interrupt(call, person)?;
            (PartyId::Person(person.clone()), leaving::grace_of(call, person), stopped)
        }
    };
    let until = up_by(call, cx, (&party, grace));
    let joining = CallFact::LegJoining { party, leg: cx.fresh_leg, until };
    facts.push(Fact::Call(joining));
    Ok(facts)
}

/// By when a party's connection has to be up. An offer that is repeated renews nothing, or a call
/// without sound would have no end: only what was up has its grace from the start.
fn up_by(call: &Interaction, cx: &Context<'_>, (party, grace): (&PartyId, Millis)) -> Timestamp {
    match call.party(party).map(|party| &party.connection) {
        Some(Connection::Awaited { until, .. }) => (*until).min(cx.at.plus(SOUND_WITHIN)),
        Some(Connection::Joining { until, .. } | Connection::Reattaching { until, .. }) => *until,
        Some(Connection::Connected { .. }) | None => cx.at.plus(grace),
    }
}

fn mute(call: &Interaction, part: &Part, to: bool) -> Result<Vec<Fact>, Refusal> {
    let party = speaks_for_itself(call, part)?;
    match (call.party(&party).is_some_and(|party| party.muted), to) {
        (true, true) => Err(CallRefusal::AlreadyMuted.into()),
        (false, false) => Err(CallRefusal::NotMuted.into()),
        (false, true) => Ok(vec![Fact::Call(CallFact::Muted { party })]),
        (true, false) => Ok(vec![Fact::Call(CallFact::Unmuted { party })]),
    }
}

fn hold(call: &Interaction, part: &Part) -> Result<Vec<Fact>, Refusal> {
    if agents_talk(call, part)?.holds(&PartyId::Customer) {
        Err(CallRefusal::AlreadyHeld.into())
    } else {
        Ok(vec![Fact::Call(CallFact::Held)])
    }
}

fn resume(call: &Interaction, part: &Part) -> Result<Vec<Fact>, Refusal> {
    if agents_talk(call, part)?.holds(&PartyId::Customer) {
        Ok(vec![Fact::Call(CallFact::Resumed)])
    } else {
        Err(CallRefusal::NotHeld.into())
    }
}

fn press_key(call: &Interaction, part: &Part) -> Result<Vec<Fact>, Refusal> {
    if let Part::Supervisor(_) = part {
        return Err(Refusal::NotYours);
    }
    let talk = talk(call)?;
    let party = speaks_for_itself(call, part)?;
    if talk.holds(&PartyId::Customer) {
        Err(CallRefusal::OnHold.into())
    } else if call.party(&party).is_some_and(|party| party.muted) {
        Err(CallRefusal::TonesMuted.into())
    } else if !call.is_up(&party) {
        Err(CallRefusal::NotConnected.into())
    } else {
        Ok(vec![Fact::Call(CallFact::KeyPressed { party })])
    }
}

fn hang_up(call: &Interaction, part: &Part) -> Result<Vec<Fact>, Refusal> {
    match part {
        Part::Customer => Ok(leaving::end(call, EndReason::CustomerHungUp)),
        Part::Agent(_) => {
            talk(call)?;
            Ok(leaving::end(call, EndReason::AgentHungUp))
        }
        Part::Supervisor(_) => Err(Refusal::NotYours),
    }
}

/// The party of an agent or a customer; an agent is one from the answer on.
fn speaks_for_itself(call: &Interaction, part: &Part) -> Result<PartyId, Refusal> {
    match part {
        Part::Customer => Ok(PartyId::Customer),
        Part::Agent(person) => talk(call).map(|_| PartyId::Person(person.clone())),
        Part::Supervisor(_) => Err(Refusal::NotYours),
    }
}

fn agents_talk<'a>(call: &'a Interaction, part: &Part) -> Result<&'a Talk, Refusal> {
    let Part::Agent(_) = part else { return Err(Refusal::NotYours) };
    talk(call)
}

fn talk(call: &Interaction) -> Result<&Talk, Refusal> {
    call.talk().ok_or(Refusal::Call(CallRefusal::NotAnswered))
}
