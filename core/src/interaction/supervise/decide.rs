//! What a supervisor may do on an interaction, and how actions stop.
//!
//! One action at a time, one coach, one barge, any number of monitors. A request is
//! only a request: [`super::Fact::Supervise(SuperviseFact::ActionActive)`] follows when the media plane has confirmed it.

use std::collections::BTreeSet;

use crate::interaction::{
    Action, CallRefusal, Context, Fact, Interaction, Lens, Origin, Parting, Refusal, Stance,
    StopReason, SuperviseCommand, SuperviseFact, SuperviseRefusal, SupervisorLeg, require,
};
use crate::{
    id::PersonId,
    people::Grant,
    routing::{PartyId, Routes, SLOTS},
    sorted::Map,
};

impl Interaction {
    pub(in crate::interaction) fn supervise(
        &self,
        cx: &Context<'_>,
        person: &PersonId,
        command: &SuperviseCommand,
    ) -> Result<Vec<Fact>, Refusal> {
        match command {
            SuperviseCommand::OpenInteraction => self.open_interaction(cx, person),
            SuperviseCommand::TakeAction { action } => self.take_action(cx, person, *action),
            SuperviseCommand::EndAction { action } => self.end_action(person, *action),
            SuperviseCommand::SwitchTo { action } => self.switch_to(cx, person, *action),
            SuperviseCommand::Disconnect => self.disconnect(cx, person),
            SuperviseCommand::SendNote { text } => self.send_note(cx, person, text),
            SuperviseCommand::PressSend => self.hold_send(person, true),
            SuperviseCommand::ReleaseSend => self.hold_send(person, false),
        }
    }

    /// Leaves, whatever runs. Whoever has taken the request and is busy elsewhere gives it back.
    fn disconnect(&self, cx: &Context<'_>, person: &PersonId) -> Result<Vec<Fact>, Refusal> {
        let how = Parting::Disconnected;
        let facts = if self.supervisors.contains_key(person) {
            self.part_with(cx, person, StopReason::Disconnected, how)
        } else {
            self.helper_left(cx, person, how)
        };
        if facts.is_empty() {
            Err(Refusal::Supervise(SuperviseRefusal::NoVoiceConnection))
        } else {
            Ok(facts)
        }
    }

    fn open_interaction(&self, cx: &Context<'_>, person: &PersonId) -> Result<Vec<Fact>, Refusal> {
        let origin = self.origin(cx, person)?;
        if self.supervisors.contains_key(person) {
            return Err(Refusal::Supervise(SuperviseRefusal::AlreadyOpen));
        }
        if self.talk().is_none() {
            return Err(Refusal::Call(CallRefusal::NotAnswered));
        }
        if cx.floor.acts_elsewhere(person, self.id) {
            return Err(Refusal::Supervise(SuperviseRefusal::ActionMustBeCompleted));
        }
        let supervisor = cx.floor.card(person).ok_or(Refusal::NoSuchCall)?;
        let until = cx.at.plus(self.grace_of(person));
        let opened = Fact::Supervise(SuperviseFact::SupervisorOpened { supervisor, until, origin });
        Ok(self.helper_returns(person).into_iter().chain([opened]).collect())
    }

    /// What `person` may work on this call for: the request that they have taken, their place on
    /// the *claimed by* list, or else of their own accord, if they may see it without having
    /// been asked. A page does not know everybody's teams, and leaves that to the server.
    pub(in crate::interaction) fn origin(
        &self,
        cx: &Context<'_>,
        person: &PersonId,
    ) -> Result<Origin, Refusal> {
        if self.is_helper(person) {
            require(cx, person, Grant::Help)?;
            return Ok(self.help.as_ref().map_or(Origin::Listed, |it| Origin::Request(it.number)));
        }
        if self.helpers.contains_key(person) {
            require(cx, person, Grant::Help)?;
            return Ok(Origin::Listed);
        }
        require(cx, person, Grant::Proactive)?;
        if self.lens != Lens::Supervisor && !self.may_view(person, cx.floor) {
            return Err(Refusal::NotPermitted { grant: Grant::ViewInteractions });
        }
        Ok(Origin::Proactive)
    }

    fn take_action(
        &self,
        cx: &Context<'_>,
        person: &PersonId,
        action: Action,
    ) -> Result<Vec<Fact>, Refusal> {
        require(cx, person, action.grant())?;
        let stance = self.stance(person)?;
        self.origin(cx, person)?;
        match stance {
            Stance::Idle => {}
            Stance::Requested { .. } | Stance::Active { .. } => {
                return Err(Refusal::Supervise(SuperviseRefusal::ActionMustBeCompleted));
            }
        }
        self.request(cx, person, action).map(|fact| vec![fact])
    }

    fn end_action(&self, person: &PersonId, action: Action) -> Result<Vec<Fact>, Refusal> {
        let stance = self.stance(person)?;
        if stance.action() != Some(action) {
            return Err(Refusal::Supervise(SuperviseRefusal::ActionNotRunning { action }));
        }
        Ok(self.stop(person, StopReason::Completed))
    }

    fn switch_to(
        &self,
        cx: &Context<'_>,
        person: &PersonId,
        action: Action,
    ) -> Result<Vec<Fact>, Refusal> {
        if !self.terms.allow_switch {
            return Err(Refusal::Supervise(SuperviseRefusal::SwitchNotEnabled));
        }
        require(cx, person, action.grant())?;
        let stance = self.stance(person)?;
        self.origin(cx, person)?;
        match stance {
            Stance::Idle => Err(Refusal::Supervise(SuperviseRefusal::NoActionRunning)),
            Stance::Requested { .. } => {
                Err(Refusal::Supervise(SuperviseRefusal::ActionMustBeCompleted))
            }
            Stance::Active { action: running, .. } if *running == action => {
                Err(Refusal::Supervise(SuperviseRefusal::ActionMustBeCompleted))
            }
            Stance::Active { .. } => {
                let request = self.request(cx, person, action)?;
                let mut facts = self.stop(person, StopReason::Switched);
                facts.push(request);
                Ok(facts)
            }
        }
    }

    fn request(
        &self,
        cx: &Context<'_>,
        person: &PersonId,
        action: Action,
    ) -> Result<Fact, Refusal> {
        // One microphone must not speak on two calls.
        if cx.floor.talks_elsewhere(person, self.id) {
            return Err(Refusal::Supervise(SuperviseRefusal::ActionMustBeCompleted));
        }
        match action {
            Action::Monitor => {}
            Action::Coach => {
                if !self.talk().is_some_and(|talk| talk.connection.is_up()) {
                    return Err(Refusal::Supervise(SuperviseRefusal::AgentNotConnected));
                }
                if let Some(by) = self.another(person, action) {
                    return Err(Refusal::Supervise(SuperviseRefusal::CoachTaken { by }));
                }
            }
            Action::BargeIn => {
                if let Some(by) = self.another(person, action) {
                    return Err(Refusal::Supervise(SuperviseRefusal::BargeInTaken { by }));
                }
            }
        }
        if !self.fits(person, action) {
            return Err(Refusal::Supervise(SuperviseRefusal::TooManyVoices));
        }
        let until = cx.at.plus(self.terms.confirm_within);
        Ok(Fact::Supervise(SuperviseFact::ActionRequested {
            supervisor: person.clone(),
            action,
            until,
        }))
    }

    /// The stance of a supervisor whose voice connection is up.
    fn stance(&self, person: &PersonId) -> Result<&Stance, Refusal> {
        match self.supervisors.get(person).map(|supervision| &supervision.leg) {
            None => Err(Refusal::Supervise(SuperviseRefusal::NoVoiceConnection)),
            Some(SupervisorLeg::Connecting(_)) => {
                Err(Refusal::Supervise(SuperviseRefusal::VoiceConnectionPending))
            }
            Some(SupervisorLeg::Connected { stance, .. }) => Ok(stance),
        }
    }

    /// The name of another supervisor who does `action` or has asked for it.
    fn another(&self, person: &PersonId, action: Action) -> Option<String> {
        let mut others = self.supervisors.values().filter(|other| other.card.person != *person);
        others
            .find(|other| other.leg.stance().action() == Some(action))
            .map(|other| other.card.name.text().to_owned())
    }

    /// Whether nobody would have to hear more voices than a connection has slots.
    fn fits(&self, person: &PersonId, action: Action) -> bool {
        // Agent, customer and the others: too few to fill the slots, whoever of them speaks.
        if self.supervisors.len() < SLOTS {
            return true;
        }
        let routes = self.routes_if(person, action);
        let mut heard = Map::<&PartyId, usize>::new();
        for edge in &routes.0 {
            let voices = heard.get(&&edge.listener).map_or(0, |voices| *voices) + 1;
            heard.insert(&edge.listener, voices);
        }
        heard.values().all(|voices| *voices <= SLOTS)
    }

    /// The facts that stop whatever `person` does; none when that is nothing.
    pub(in crate::interaction) fn stop(&self, person: &PersonId, why: StopReason) -> Vec<Fact> {
        let running = self.supervisors.get(person).and_then(|s| s.leg.stance().action());
        let ended = |action| {
            Fact::Supervise(SuperviseFact::ActionEnded { supervisor: person.clone(), action, why })
        };
        running.map(ended).into_iter().collect()
    }

    /// The same, but for a Barge In that runs: a customer is in conversation.
    pub(in crate::interaction) fn stop_unheard(
        &self,
        person: &PersonId,
        why: StopReason,
    ) -> Vec<Fact> {
        let active = self.supervisors.get(person).and_then(|s| s.leg.stance().active());
        if active == Some(Action::BargeIn) { Vec::new() } else { self.stop(person, why) }
    }

    /// The facts that stop every action that has lost one of these edges, and those of `doubted`.
    #[must_use]
    pub fn sever(&self, lost: &Routes, doubted: &BTreeSet<PersonId>) -> Vec<Fact> {
        let cut = |person: &PersonId| {
            let party = PartyId::Supervisor(person.clone());
            doubted.contains(person) || lost.0.iter().any(|edge| edge.touches(&party))
        };
        let severed = self.supervisors.keys().filter(|person| cut(person));
        severed.flat_map(|person| self.stop(person, StopReason::NotConfirmed)).collect()
    }

    /// The facts that stop whatever `person` does, take them off the interaction, and say what
    /// becomes of the request that they had taken.
    pub(in crate::interaction) fn part_with(
        &self,
        cx: &Context<'_>,
        person: &PersonId,
        stop: StopReason,
        why: Parting,
    ) -> Vec<Fact> {
        let mut facts = self.take_off(person, stop, why);
        facts.extend(self.helper_left(cx, person, why));
        facts
    }

    /// The facts that stop whatever `person` does and take them off the interaction.
    pub(in crate::interaction) fn take_off(
        &self,
        person: &PersonId,
        stop: StopReason,
        why: Parting,
    ) -> Vec<Fact> {
        let mut facts = self.stop(person, stop);
        facts.push(Fact::Supervise(SuperviseFact::SupervisorLeft {
            supervisor: person.clone(),
            why,
        }));
        facts
    }
}
