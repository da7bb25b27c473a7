//! What agent and customer ask of the call, and anybody on it of their own connection.

use super::{CallCommand, CallFact, CallRefusal, EndReason, MAX_OFFER_BYTES};
use crate::{
    interaction::{Context, Fact, Interaction, Refusal, Stage, Talk, decide::Part, leaving},
    people::Grant,
    routing::PartyId,
    time::Timestamp,
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
    let (party, until, mut facts) = match part {
        Part::Customer => speaks(call, cx, PartyId::Customer),
        Part::Agent(person) => {
            talk(call)?;
            speaks(call, cx, PartyId::Person(person.clone()))
        }
        Part::Supervisor(person) => {
            let stopped = leaving::interrupt(call, person)?;
            let until = cx.at.plus(leaving::grace_of(call, person));
            (PartyId::Person(person.clone()), until, stopped)
        }
    };
    let joining = CallFact::LegJoining { party, leg: cx.fresh_leg, until };
    facts.push(Fact::Call(joining));
    Ok(facts)
}

/// An agent or a customer who joins, until when, and what ends by it: nothing. To offer again does
/// not give more time, or a call without sound would have no end.
fn speaks(call: &Interaction, cx: &Context<'_>, id: PartyId) -> (PartyId, Timestamp, Vec<Fact>) {
    let until = call.party(&id).and_then(|party| party.connection.until());
    let until = until.unwrap_or_else(|| cx.at.plus(call.terms.party_grace));
    (id, until, Vec::new())
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
