//! What a supervisor may do on an interaction.
//!
//! One action at a time, one coach, one barge, any number of monitors. A request is
//! only a request: [`SuperviseFact::ActionActive`] follows when the media plane has confirmed it.

use super::{Action, Stance, StopReason, SuperviseCommand, SuperviseFact, SuperviseRefusal, note};
use crate::{
    id::PersonId,
    interaction::{
        CallRefusal, Context, Fact, Interaction, Refusal, access, leaving, require, routes,
    },
    routing::{PartyId, SLOTS},
    sorted::Map,
};

/// What `command` of a supervisor would lead to.
pub(in crate::interaction) fn decide(
    call: &Interaction,
    cx: &Context<'_>,
    (person, command): (&PersonId, &SuperviseCommand),
) -> Result<Vec<Fact>, Refusal> {
    match command {
        SuperviseCommand::OpenInteraction => open_interaction(call, cx, person),
        SuperviseCommand::TakeAction { action } => take_action(call, cx, person, *action),
        SuperviseCommand::EndAction { action } => end_action(call, person, *action),
        SuperviseCommand::SwitchTo { action } => switch_to(call, cx, person, *action),
        SuperviseCommand::Disconnect => leaving::disconnect(call, cx, person),
        SuperviseCommand::SendNote { text } => note::send(call, cx, person, text),
        SuperviseCommand::PressSend => note::hold(call, person, true),
        SuperviseCommand::ReleaseSend => note::hold(call, person, false),
    }
}

fn open_interaction(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
) -> Result<Vec<Fact>, Refusal> {
    let origin = access::origin(call, cx, person)?;
    if call.supervisor(person).is_some() {
        return Err(SuperviseRefusal::AlreadyOpen.into());
    }
    if call.talk().is_none() {
        return Err(CallRefusal::NotAnswered.into());
    }
    if cx.floor.acts_elsewhere(person, call.id) {
        return Err(Refusal::ActionMustBeCompleted);
    }
    let supervisor = cx.floor.card(person).ok_or(Refusal::NoSuchCall)?;
    let until = cx.at.plus(leaving::grace_of(call, person));
    let opened = Fact::Supervise(SuperviseFact::SupervisorOpened { supervisor, until, origin });
    Ok(access::returns(call, person).into_iter().chain([opened]).collect())
}

fn take_action(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
    action: Action,
) -> Result<Vec<Fact>, Refusal> {
    require(cx, person, action.grant())?;
    let stance = stance(call, person)?;
    access::origin(call, cx, person)?;
    match stance {
        Stance::Idle => {}
        Stance::Requested { .. } | Stance::Active { .. } => {
            return Err(Refusal::ActionMustBeCompleted);
        }
    }
    request(call, cx, person, action).map(|fact| vec![fact])
}

fn end_action(call: &Interaction, person: &PersonId, action: Action) -> Result<Vec<Fact>, Refusal> {
    let stance = stance(call, person)?;
    if stance.action() != Some(action) {
        return Err(SuperviseRefusal::ActionNotRunning { action }.into());
    }
    Ok(leaving::stop(call, person, StopReason::Completed))
}

fn switch_to(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
    action: Action,
) -> Result<Vec<Fact>, Refusal> {
    if !call.terms.allow_switch {
        return Err(SuperviseRefusal::SwitchNotEnabled.into());
    }
    require(cx, person, action.grant())?;
    let stance = stance(call, person)?;
    access::origin(call, cx, person)?;
    match stance {
        Stance::Idle => Err(SuperviseRefusal::NoActionRunning.into()),
        Stance::Requested { .. } => Err(Refusal::ActionMustBeCompleted),
        Stance::Active { action: running, .. } if *running == action => {
            Err(Refusal::ActionMustBeCompleted)
        }
        Stance::Active { .. } => {
            let request = request(call, cx, person, action)?;
            let mut facts = leaving::stop(call, person, StopReason::Switched);
            facts.push(request);
            Ok(facts)
        }
    }
}

fn request(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
    action: Action,
) -> Result<Fact, Refusal> {
    // One microphone must not speak on two calls.
    if cx.floor.talks_elsewhere(person, call.id) {
        return Err(Refusal::ActionMustBeCompleted);
    }
    match action {
        Action::Monitor => {}
        Action::Coach => {
            if !call.agents_party().is_some_and(|(_, agent)| agent.connection.is_up()) {
                return Err(SuperviseRefusal::AgentNotConnected.into());
            }
            if let Some(by) = another(call, person, action) {
                return Err(SuperviseRefusal::CoachTaken { by }.into());
            }
        }
        Action::BargeIn => {
            if let Some(by) = another(call, person, action) {
                return Err(SuperviseRefusal::BargeInTaken { by }.into());
            }
        }
    }
    if !fits(call, person, action) {
        return Err(SuperviseRefusal::TooManyVoices.into());
    }
    let until = cx.at.plus(call.terms.confirm_within);
    Ok(Fact::Supervise(SuperviseFact::ActionRequested {
        supervisor: person.clone(),
        action,
        until,
    }))
}

/// The stance of a supervisor whose voice connection is up.
fn stance<'a>(call: &'a Interaction, person: &PersonId) -> Result<&'a Stance, Refusal> {
    match call.supervisor(person) {
        None => Err(SuperviseRefusal::NoVoiceConnection.into()),
        Some(own) if !own.connection.is_up() => {
            Err(SuperviseRefusal::VoiceConnectionPending.into())
        }
        Some(own) => Ok(own.stance),
    }
}

/// The name of another supervisor who does `action` or has asked for it.
fn another(call: &Interaction, person: &PersonId, action: Action) -> Option<String> {
    let mut others = call.supervisors().filter(|other| other.card.person != *person);
    others
        .find(|other| other.stance.action() == Some(action))
        .map(|other| other.card.name.shown().into_owned())
}

/// Whether nobody would have to hear more voices than a connection has slots.
fn fits(call: &Interaction, person: &PersonId, action: Action) -> bool {
    // Too few to fill the slots, whoever of them speaks.
    if call.parties.len() <= SLOTS {
        return true;
    }
    let routes = routes::routes(call, Some((person, action)));
    let mut heard = Map::<&PartyId, usize>::new();
    for edge in &routes.0 {
        let voices = heard.get(&&edge.listener).map_or(0, |voices| *voices) + 1;
        heard.insert(&edge.listener, voices);
    }
    heard.values().all(|voices| *voices <= SLOTS)
}
