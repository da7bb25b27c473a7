//! Commands into facts, or a refusal with its sentence: who the author is on this interaction, then
//! the slice that the command belongs to. Reads only.
//!
//! Identity and tenant are checked here, so that no slice can forget them.

use super::{
    CallRefusal, Command, Context, Fact, Interaction, Lens, Refusal, SuperviseRefusal, call,
    contact, help, supervise,
};
use crate::{
    id::PersonId,
    people::{Actor, Identity},
    routing::PartyId,
};

/// The author's part in the interaction.
pub(super) enum Part {
    /// The one who called.
    Customer,
    /// The agent who is rung, talks, or had answered.
    Agent(PersonId),
    /// Somebody of the back line.
    Supervisor(PersonId),
}

impl Part {
    /// The party that the author is, or would be with a voice connection.
    pub(super) fn party(&self) -> PartyId {
        match self {
            Self::Customer => PartyId::Customer,
            Self::Agent(person) | Self::Supervisor(person) => PartyId::Person(person.clone()),
        }
    }

    /// What stands against whoever needs a voice connection and has none.
    pub(super) fn without_connection(&self) -> Refusal {
        match self {
            Self::Customer => Refusal::NoSuchCall,
            Self::Agent(_) => CallRefusal::NotAnswered.into(),
            Self::Supervisor(_) => SuperviseRefusal::NoVoiceConnection.into(),
        }
    }
}

pub(super) fn decide(
    state: &Interaction,
    cx: &Context<'_>,
    command: &Command,
) -> Result<Vec<Fact>, Refusal> {
    if command.is_operation() && help::is_operator(state, cx.who, cx.floor) {
        return operate(state, cx, command);
    }
    if let Identity::Integration { .. } = cx.who.identity {
        return on_behalf(state, cx, command);
    }
    let part = part(state, cx)?;
    if state.is_over() {
        return Err(Refusal::CallEnded);
    }
    match command {
        Command::Call(command) => call::decide(state, cx, (&part, command)),
        Command::Supervise(command) => match part {
            Part::Supervisor(person) => supervise::decide(state, cx, (&person, command)),
            Part::Agent(_) | Part::Customer => Err(Refusal::NotYours),
        },
        Command::Help(command) => help::decide(state, cx, (&part, command)),
        Command::Contact(_) => Err(Refusal::NotYours),
    }
}

/// What an administrator or a machine of the tenant's asks.
fn operate(state: &Interaction, cx: &Context<'_>, command: &Command) -> Result<Vec<Fact>, Refusal> {
    if state.is_over() {
        return Err(Refusal::CallEnded);
    }
    match command {
        Command::Help(command) => help::operate(state, cx, command),
        Command::Contact(command) => contact::decide(state, command),
        Command::Call(_) | Command::Supervise(_) => Err(Refusal::NotYours),
    }
}

/// A machine may do for somebody what that person may do about help, and nothing else.
fn on_behalf(
    state: &Interaction,
    cx: &Context<'_>,
    command: &Command,
) -> Result<Vec<Fact>, Refusal> {
    if state.lens_of(cx.who, cx.floor).is_none() {
        return Err(Refusal::NoSuchCall);
    }
    let about_help = matches!(command, Command::Help(command) if !command.is_operation());
    let Some(person) = cx.who.behind().filter(|_| about_help) else {
        return Err(Refusal::NotYours);
    };
    let who = Actor::person(cx.who.tenant.clone(), person.clone());
    decide(state, &Context { who: &who, ..*cx }, command)
}

fn part(state: &Interaction, cx: &Context<'_>) -> Result<Part, Refusal> {
    let me = cx.who.as_person().cloned();
    match (state.lens_of(cx.who, cx.floor), me) {
        (Some(Lens::Customer), _) => Ok(Part::Customer),
        (Some(Lens::Agent), Some(person)) => Ok(Part::Agent(person)),
        (Some(Lens::Supervisor | Lens::Helper), Some(person)) => Ok(Part::Supervisor(person)),
        (Some(Lens::Agent | Lens::Supervisor | Lens::Helper), None)
        | (Some(Lens::Server) | None, _) => Err(Refusal::NoSuchCall),
    }
}
