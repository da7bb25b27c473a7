//! Commands into facts, or a refusal with its sentence. Reads only.
//!
//! Identity, tenant and grants are checked here, so that no handler can forget them.

use super::{
    CallCommand, CallFact, CallRefusal, Command, Context, EndReason, Fact, Interaction, Lens,
    MAX_OFFER_BYTES, Parting, Refusal, Stage, StopReason, SuperviseRefusal, Talk, contact,
};
use crate::{
    id::PersonId,
    people::{Actor, Grant, Identity},
    routing::PartyId,
};

/// The author's part in the interaction.
enum Part {
    Customer,
    Agent,
    Supervisor(PersonId),
}

impl Interaction {
    /// What `command` would lead to.
    ///
    /// # Errors
    /// The rule that stands against it. Nothing has changed then.
    pub fn decide(&self, cx: &Context<'_>, command: &Command) -> Result<Vec<Fact>, Refusal> {
        if command.is_operation() && self.is_operator(cx.who, cx.floor) {
            return self.operate(cx, command);
        }
        if let Identity::Integration { .. } = cx.who.identity {
            return self.on_behalf(cx, command);
        }
        let part = self.part(cx)?;
        if self.is_over() {
            return Err(Refusal::CallEnded);
        }
        match command {
            Command::Call(command) => self.on_call(cx, &part, command),
            Command::Supervise(command) => match part {
                Part::Supervisor(person) => self.supervise(cx, &person, command),
                Part::Agent | Part::Customer => Err(Refusal::NotYours),
            },
            Command::Help(command) => match part {
                Part::Agent => self.agents_help(cx, command),
                Part::Supervisor(person) => self.helpers_help(cx, &person, command),
                Part::Customer => Err(Refusal::NotYours),
            },
            Command::Contact(_) => Err(Refusal::NotYours),
        }
    }

    /// What an administrator or a machine of the tenant's asks.
    fn operate(&self, cx: &Context<'_>, command: &Command) -> Result<Vec<Fact>, Refusal> {
        if self.is_over() {
            return Err(Refusal::CallEnded);
        }
        match command {
            Command::Help(command) => self.operate_help(cx, command),
            Command::Contact(command) => contact::decide(self, command),
            Command::Call(_) | Command::Supervise(_) => Err(Refusal::NotYours),
        }
    }

    fn on_call(
        &self,
        cx: &Context<'_>,
        part: &Part,
        command: &CallCommand,
    ) -> Result<Vec<Fact>, Refusal> {
        match command {
            CallCommand::Answer => self.answer(cx, part),
            CallCommand::Decline => self.decline(part),
            CallCommand::Join { offer } if offer.0.len() > MAX_OFFER_BYTES => {
                Err(CallRefusal::OfferTooLong.into())
            }
            CallCommand::Join { .. } => self.join(cx, part),
            CallCommand::Mute => self.mute(part, true),
            CallCommand::Unmute => self.mute(part, false),
            CallCommand::Hold => self.hold(part),
            CallCommand::Resume => self.resume(part),
            CallCommand::PressKey { .. } => self.press_key(part),
            CallCommand::HangUp => self.hang_up(part),
        }
    }

    /// A machine may do for somebody what that person may do about help, and nothing else.
    fn on_behalf(&self, cx: &Context<'_>, command: &Command) -> Result<Vec<Fact>, Refusal> {
        if self.lens_of(cx.who, cx.floor).is_none() {
            return Err(Refusal::NoSuchCall);
        }
        let about_help = matches!(command, Command::Help(command) if !command.is_operation());
        let Some(person) = cx.who.behind().filter(|_| about_help) else {
            return Err(Refusal::NotYours);
        };
        let who = Actor::person(cx.who.tenant.clone(), person.clone());
        self.decide(&Context { who: &who, ..*cx }, command)
    }

    fn part(&self, cx: &Context<'_>) -> Result<Part, Refusal> {
        match self.lens_of(cx.who, cx.floor) {
            Some(Lens::Customer) => Ok(Part::Customer),
            Some(Lens::Agent) => Ok(Part::Agent),
            Some(Lens::Supervisor) => match cx.who.as_person() {
                Some(person) => Ok(Part::Supervisor(person.clone())),
                None => Err(Refusal::NoSuchCall),
            },
            Some(Lens::Server) | None => Err(Refusal::NoSuchCall),
        }
    }

    fn answer(&self, cx: &Context<'_>, part: &Part) -> Result<Vec<Fact>, Refusal> {
        let Part::Agent = part else { return Err(Refusal::NotYours) };
        let Stage::Ringing { agent, .. } = &self.stage else {
            return Err(Refusal::Call(CallRefusal::NotRinging));
        };
        if !cx.floor.may(&agent.person, Grant::TakeCalls) {
            return Err(Refusal::NotPermitted { grant: Grant::TakeCalls });
        }
        // One microphone must not speak on two calls.
        if cx.floor.acts_elsewhere(&agent.person, self.id) {
            return Err(Refusal::Supervise(SuperviseRefusal::ActionMustBeCompleted));
        }
        let until = cx.at.plus(self.terms.party_grace);
        Ok(vec![Fact::Call(CallFact::Answered { agent: agent.clone(), until })])
    }

    fn decline(&self, part: &Part) -> Result<Vec<Fact>, Refusal> {
        let Part::Agent = part else { return Err(Refusal::NotYours) };
        let Stage::Ringing { agent, .. } = &self.stage else {
            return Err(Refusal::Call(CallRefusal::NotRinging));
        };
        Ok(vec![Fact::Call(CallFact::AgentPassed { agent: agent.person.clone(), declined: true })])
    }

    fn join(&self, cx: &Context<'_>, part: &Part) -> Result<Vec<Fact>, Refusal> {
        let (party, grace) = match part {
            Part::Customer => (PartyId::Customer, self.terms.party_grace),
            Part::Agent => {
                let talk = self.talk().ok_or(Refusal::Call(CallRefusal::NotAnswered))?;
                (PartyId::Agent(talk.agent.person.clone()), self.terms.party_grace)
            }
            Part::Supervisor(person) => {
                if !self.supervisors.contains_key(person) {
                    return Err(Refusal::Supervise(SuperviseRefusal::NoVoiceConnection));
                }
                (PartyId::Supervisor(person.clone()), self.grace_of(person))
            }
        };
        let mut facts = Vec::new();
        if let PartyId::Supervisor(person) = &party {
            facts.extend(self.stop(person, StopReason::ConnectionLost));
        }
        facts.push(Fact::Call(CallFact::LegJoining {
            party,
            leg: cx.fresh_leg,
            until: cx.at.plus(grace),
        }));
        Ok(facts)
    }

    fn mute(&self, part: &Part, to: bool) -> Result<Vec<Fact>, Refusal> {
        let (party, muted) = match part {
            Part::Customer => (PartyId::Customer, self.customer.muted),
            Part::Agent => {
                let talk = self.talk().ok_or(Refusal::Call(CallRefusal::NotAnswered))?;
                (PartyId::Agent(talk.agent.person.clone()), talk.muted)
            }
            Part::Supervisor(_) => return Err(Refusal::NotYours),
        };
        match (muted, to) {
            (true, true) => Err(Refusal::Call(CallRefusal::AlreadyMuted)),
            (false, false) => Err(Refusal::Call(CallRefusal::NotMuted)),
            (false, true) => Ok(vec![Fact::Call(CallFact::Muted { party })]),
            (true, false) => Ok(vec![Fact::Call(CallFact::Unmuted { party })]),
        }
    }

    fn hold(&self, part: &Part) -> Result<Vec<Fact>, Refusal> {
        match self.agents_talk(part)?.hold {
            Some(_) => Err(Refusal::Call(CallRefusal::AlreadyHeld)),
            None => Ok(vec![Fact::Call(CallFact::Held)]),
        }
    }

    fn resume(&self, part: &Part) -> Result<Vec<Fact>, Refusal> {
        match self.agents_talk(part)?.hold {
            Some(_) => Ok(vec![Fact::Call(CallFact::Resumed)]),
            None => Err(Refusal::Call(CallRefusal::NotHeld)),
        }
    }

    fn press_key(&self, part: &Part) -> Result<Vec<Fact>, Refusal> {
        let by_customer = match part {
            Part::Customer => true,
            Part::Agent => false,
            Part::Supervisor(_) => return Err(Refusal::NotYours),
        };
        let talk = self.talk().ok_or(Refusal::Call(CallRefusal::NotAnswered))?;
        let (party, connection, muted) = if by_customer {
            (PartyId::Customer, &self.customer.connection, self.customer.muted)
        } else {
            (PartyId::Agent(talk.agent.person.clone()), &talk.connection, talk.muted)
        };
        if talk.hold.is_some() {
            Err(Refusal::Call(CallRefusal::OnHold))
        } else if muted {
            Err(Refusal::Call(CallRefusal::TonesMuted))
        } else if !connection.is_up() {
            Err(Refusal::Call(CallRefusal::NotConnected))
        } else {
            Ok(vec![Fact::Call(CallFact::KeyPressed { party })])
        }
    }

    fn hang_up(&self, part: &Part) -> Result<Vec<Fact>, Refusal> {
        match part {
            Part::Customer => Ok(self.end(EndReason::CustomerHungUp)),
            Part::Agent => {
                self.talk().ok_or(Refusal::Call(CallRefusal::NotAnswered))?;
                Ok(self.end(EndReason::AgentHungUp))
            }
            Part::Supervisor(_) => Err(Refusal::NotYours),
        }
    }

    fn agents_talk(&self, part: &Part) -> Result<&Talk, Refusal> {
        let Part::Agent = part else { return Err(Refusal::NotYours) };
        self.talk().ok_or(Refusal::Call(CallRefusal::NotAnswered))
    }

    /// The facts that end the call: each action, each supervisor, then the call itself.
    pub(super) fn end(&self, why: EndReason) -> Vec<Fact> {
        let mut facts = Vec::new();
        for person in self.supervisors.keys() {
            facts.extend(self.take_off(person, StopReason::CallEnded, Parting::CallEnded));
        }
        facts.extend(self.help_ends_with_call());
        facts.push(Fact::Call(CallFact::Ended { why }));
        facts
    }
}
