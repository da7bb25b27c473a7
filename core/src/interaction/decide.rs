//! Commands into facts, or a refusal with its sentence. Reads only.
//!
//! Identity, tenant and grants are checked here, so that no handler can forget them.

use super::{
    Command, Context, EndReason, Fact, Interaction, Lens, Parting, Refusal, Stage, StopReason,
    Talk, command::MAX_OFFER_BYTES,
};
use crate::{
    actor::{Actor, Grant, Identity},
    id::PersonId,
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
        if let Command::Operate(operation) = command
            && self.is_operator(cx.who, cx.floor)
        {
            return if self.is_over() {
                Err(Refusal::CallEnded)
            } else {
                self.operate(cx, operation)
            };
        }
        if let Identity::Integration { .. } = cx.who.identity {
            return self.on_behalf(cx, command);
        }
        let part = self.part(cx)?;
        if self.is_over() {
            return Err(Refusal::CallEnded);
        }
        match command {
            Command::Answer => self.answer(cx, &part),
            Command::Decline => self.decline(&part),
            Command::Join { offer } if offer.0.len() > MAX_OFFER_BYTES => {
                Err(Refusal::OfferTooLong)
            }
            Command::Join { .. } => self.join(cx, &part),
            Command::Mute => self.mute(&part, true),
            Command::Unmute => self.mute(&part, false),
            Command::Hold => self.hold(&part),
            Command::Resume => self.resume(&part),
            Command::PressKey { .. } => self.press_key(&part),
            Command::HangUp => self.hang_up(&part),
            Command::OpenInteraction
            | Command::TakeAction { .. }
            | Command::EndAction { .. }
            | Command::SwitchTo { .. }
            | Command::Disconnect
            | Command::SendNote { .. }
            | Command::PressSend
            | Command::ReleaseSend => match part {
                Part::Supervisor(person) => self.supervise(cx, &person, command),
                Part::Agent | Part::Customer => Err(Refusal::NotYours),
            },
            Command::Help(command) => match part {
                Part::Agent => self.agents_help(cx, command),
                Part::Supervisor(person) => self.helpers_help(cx, &person, command),
                Part::Customer => Err(Refusal::NotYours),
            },
            Command::Operate(_) => Err(Refusal::NotYours),
        }
    }

    /// A machine may do for somebody what that person may do about help, and nothing else.
    fn on_behalf(&self, cx: &Context<'_>, command: &Command) -> Result<Vec<Fact>, Refusal> {
        if self.lens_of(cx.who, cx.floor).is_none() {
            return Err(Refusal::NoSuchCall);
        }
        let (Some(person), Command::Help(_)) = (cx.who.behind(), command) else {
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
        let Stage::Ringing { agent, .. } = &self.stage else { return Err(Refusal::NotRinging) };
        if !cx.floor.may(&agent.person, Grant::TakeCalls) {
            return Err(Refusal::NotPermitted { grant: Grant::TakeCalls });
        }
        // One microphone must not speak on two calls.
        if cx.floor.acts_elsewhere(&agent.person, self.id) {
            return Err(Refusal::ActionMustBeCompleted);
        }
        let until = cx.at.plus(self.terms.party_grace);
        Ok(vec![Fact::Answered { agent: agent.clone(), until }])
    }

    fn decline(&self, part: &Part) -> Result<Vec<Fact>, Refusal> {
        let Part::Agent = part else { return Err(Refusal::NotYours) };
        let Stage::Ringing { agent, .. } = &self.stage else { return Err(Refusal::NotRinging) };
        Ok(vec![Fact::AgentPassed { agent: agent.person.clone(), declined: true }])
    }

    fn join(&self, cx: &Context<'_>, part: &Part) -> Result<Vec<Fact>, Refusal> {
        let (party, grace) = match part {
            Part::Customer => (PartyId::Customer, self.terms.party_grace),
            Part::Agent => {
                let talk = self.talk().ok_or(Refusal::NotAnswered)?;
                (PartyId::Agent(talk.agent.person.clone()), self.terms.party_grace)
            }
            Part::Supervisor(person) => {
                if !self.supervisors.contains_key(person) {
                    return Err(Refusal::NoVoiceConnection);
                }
                (PartyId::Supervisor(person.clone()), self.grace_of(person))
            }
        };
        let mut facts = Vec::new();
        if let PartyId::Supervisor(person) = &party {
            facts.extend(self.stop(person, StopReason::ConnectionLost));
        }
        facts.push(Fact::LegJoining { party, leg: cx.fresh_leg, until: cx.at.plus(grace) });
        Ok(facts)
    }

    fn mute(&self, part: &Part, to: bool) -> Result<Vec<Fact>, Refusal> {
        let (party, muted) = match part {
            Part::Customer => (PartyId::Customer, self.customer.muted),
            Part::Agent => {
                let talk = self.talk().ok_or(Refusal::NotAnswered)?;
                (PartyId::Agent(talk.agent.person.clone()), talk.muted)
            }
            Part::Supervisor(_) => return Err(Refusal::NotYours),
        };
        match (muted, to) {
            (true, true) => Err(Refusal::AlreadyMuted),
            (false, false) => Err(Refusal::NotMuted),
            (false, true) => Ok(vec![Fact::Muted { party }]),
            (true, false) => Ok(vec![Fact::Unmuted { party }]),
        }
    }

    fn hold(&self, part: &Part) -> Result<Vec<Fact>, Refusal> {
        match self.agents_talk(part)?.hold {
            Some(_) => Err(Refusal::AlreadyHeld),
            None => Ok(vec![Fact::Held]),
        }
    }

    fn resume(&self, part: &Part) -> Result<Vec<Fact>, Refusal> {
        match self.agents_talk(part)?.hold {
            Some(_) => Ok(vec![Fact::Resumed]),
            None => Err(Refusal::NotHeld),
        }
    }

    fn press_key(&self, part: &Part) -> Result<Vec<Fact>, Refusal> {
        let by_customer = match part {
            Part::Customer => true,
            Part::Agent => false,
            Part::Supervisor(_) => return Err(Refusal::NotYours),
        };
        let talk = self.talk().ok_or(Refusal::NotAnswered)?;
        let (party, connection, muted) = if by_customer {
            (PartyId::Customer, &self.customer.connection, self.customer.muted)
        } else {
            (PartyId::Agent(talk.agent.person.clone()), &talk.connection, talk.muted)
        };
        if talk.hold.is_some() {
            Err(Refusal::OnHold)
        } else if muted {
            Err(Refusal::TonesMuted)
        } else if !connection.is_up() {
            Err(Refusal::NotConnected)
        } else {
            Ok(vec![Fact::KeyPressed { party }])
        }
    }

    fn hang_up(&self, part: &Part) -> Result<Vec<Fact>, Refusal> {
        match part {
            Part::Customer => Ok(self.end(EndReason::CustomerHungUp)),
            Part::Agent => {
                self.talk().ok_or(Refusal::NotAnswered)?;
                Ok(self.end(EndReason::AgentHungUp))
            }
            Part::Supervisor(_) => Err(Refusal::NotYours),
        }
    }

    fn agents_talk(&self, part: &Part) -> Result<&Talk, Refusal> {
        let Part::Agent = part else { return Err(Refusal::NotYours) };
        self.talk().ok_or(Refusal::NotAnswered)
    }

    /// The facts that end the call: each action, each supervisor, then the call itself.
    pub(super) fn end(&self, why: EndReason) -> Vec<Fact> {
        let mut facts = Vec::new();
        for person in self.supervisors.keys() {
            facts.extend(self.take_off(person, StopReason::CallEnded, Parting::CallEnded));
        }
        facts.extend(self.help_ends_with_call());
        facts.push(Fact::Ended { why });
        facts
    }
}
