//! What the server's messages do to a replica.

use super::{Held, Link, Output, Replica, silence::Silence};
use crate::{
    floor::Colleagues,
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command, Fact, HelpFact, Interaction, Lens, RequestFact, Stamped},
    protocol::{ClientMessage, Credential, ServerMessage, SignIn, Unreadable, You},
    time::{Millis, Timestamp},
};

/// How often a page that has lost its place looks whether that is free again: a call whose other tab
/// was closed is back well within its grace.
const LOOKS_EVERY: Millis = Millis::seconds(5);

impl Replica {
    pub(super) fn receive(&mut self, at: Timestamp, message: Result<ServerMessage, Unreadable>) {
        self.silence = Silence::since(at);
        match message {
            Ok(message) => self.take_in(at, message),
            Err(Unreadable::UnknownKind) => self.passed_over += 1,
            Err(Unreadable::Newer) => self.outdated(),
        }
    }

    fn take_in(&mut self, at: Timestamp, message: ServerMessage) {
        match message {
            ServerMessage::Welcome { you, now, until, .. } => {
                self.signed_in_until(until);
                self.welcome(at, you, now);
            }
            ServerMessage::SignedIn { until, token } => self.renewed(until, token),
            ServerMessage::Upgrade { .. } => self.outdated(),
            ServerMessage::You { you } => {
                self.you = Some(you);
                self.out.push_back(Output::Changed);
            }
            ServerMessage::Agents { all, agents } => self.colleagues(at, all, agents),
            ServerMessage::Restated { interaction, lens, next, facts, timeline } => {
                self.restated(interaction, (lens, next), &facts, timeline);
            }
            ServerMessage::Facts { interaction, first, facts } => {
                self.facts(interaction, first, &facts);
            }
            ServerMessage::Withdrawn { interaction } => self.withdrawn(interaction),
            ServerMessage::CaughtUp { interactions } => self.caught_up(&interactions),
            ServerMessage::Done { id, interaction } => self.answered(id, interaction, None),
            ServerMessage::Refused { id, sentence, .. }
            | ServerMessage::FloorRefused { id, sentence, .. } => {
                self.answered(id, None, Some(sentence));
            }
            ServerMessage::Answer { interaction, sdp } => {
                self.out.push_back(Output::MediaAnswer { interaction, sdp });
            }
            ServerMessage::JoinFailed { interaction, sentence } => {
                self.out.push_back(Output::MediaFailed { interaction, sentence });
            }
            ServerMessage::Capabilities { interaction, capabilities } => {
                self.controls.insert(interaction, capabilities);
                if !self.is_answerable(interaction) {
                    self.forget_receipts(interaction);
                }
                self.acknowledge_asked();
                self.out.push_back(Output::Changed);
            }
            ServerMessage::TakenOver => {
                self.stop(Link::Displaced);
                (self.taking_over, self.returns) = (false, Some(at.plus(LOOKS_EVERY)));
            }
            ServerMessage::Problem { sentence, .. } => {
                self.problem = Some(sentence);
                self.out.push_back(Output::Changed);
            }
            ServerMessage::SignedOut { sentence } => self.signed_out(at, sentence),
            ServerMessage::Pulse { now, ahead } => {
                self.server_clock.told(at, now);
                if self.server_clock.told_of_the_wall(ahead) {
                    self.out.push_back(Output::Changed);
                }
                self.says_that_it_runs();
            }
        }
    }

    /// The page is up to date, and has not let go yet of what is not there.
    fn look_for_part(&mut self, interactions: &[InteractionId]) {
        let own = self.own().map(Interaction::id);
        let there = |id: &InteractionId| {
            interactions.contains(id) || self.held.get(id).is_some_and(|held| held.told)
        };
        let known =
            |id: &InteractionId| self.parted().is_some_and(|parted| parted.interaction == *id);
        let gone = self.part.call.filter(|part| own != Some(*part) || !there(part));
        if let Some(id) = gone.filter(|id| !known(id)) {
            self.lose_part(id);
        }
    }

    /// Whoever has hung up knows what became of it.
    fn lose_part(&mut self, id: InteractionId) {
        if self.alone.has_left(id) {
            return;
        }
        let me = self.me().map(|me| &me.card.person);
        if let Some(parted) = self.part.lost(id, self.held.get(&id), me) {
            self.part.parted = Some(parted);
        }
    }

    fn withdrawn(&mut self, interaction: InteractionId) {
        // One that is withdrawn while the page catches up was lost meanwhile.
        if self.link == Link::CatchingUp && self.part.call == Some(interaction) {
            self.lose_part(interaction);
        }
        self.held.remove(&interaction);
        self.controls.remove(&interaction);
        self.forget_receipts(interaction);
        self.out.push_back(Output::Changed);
    }

    /// What the wall's clock shows at an instant of the server's, as the last pulse told it: where a
    /// time of day is shown.
    #[must_use]
    pub const fn on_the_wall(&self, at: Timestamp) -> Timestamp {
        self.server_clock.on_the_wall(at)
    }

    /// The greeting says until when it is good; of a customer, nothing.
    fn signed_in_until(&mut self, until: Option<Timestamp>) {
        self.sign_in = until.map_or(SignIn::ENDLESS, |until| SignIn { until });
    }

    /// It has ended, by its time or before.
    fn signed_out(&mut self, at: Timestamp, sentence: String) {
        self.ended_early = self.was_live && self.server_time(at) < self.sign_in.until;
        self.problem = Some(sentence);
        self.stop(Link::SignedOut);
    }

    /// It was renewed.
    fn renewed(&mut self, until: Timestamp, token: String) {
        self.sign_in = SignIn { until };
        self.identity.credential = Credential::Session(token.clone());
        self.out.push_back(Output::KeepToken(token));
        self.out.push_back(Output::Changed);
    }

    fn welcome(&mut self, at: Timestamp, you: You, now: Timestamp) {
        if let You::Visitor { token, .. } = &you {
            self.identity.credential = Credential::Visitor(token.clone());
            self.out.push_back(Output::KeepToken(token.clone()));
        }
        self.you = Some(you);
        for held in self.held.values_mut() {
            held.told = false;
        }
        self.server_clock.told(at, now);
        self.link = Link::CatchingUp;
        (self.taking_over, self.returns) = (false, None);
        self.receipts.clear();
        self.ring_heard = None;
        self.problem = None;
        self.says_that_it_runs();
        self.out.push_back(Output::Changed);
    }

    fn colleagues(&mut self, at: Timestamp, all: bool, agents: Colleagues) {
        self.agents.told(self.server_time(at), all, agents);
        self.out.push_back(Output::Changed);
    }

    fn caught_up(&mut self, interactions: &[InteractionId]) {
        self.look_for_part(interactions);
        // One that came into being meanwhile may not be on the list yet.
        self.held.retain(|id, held| interactions.contains(id) || held.told || held.state.is_over());
        self.controls.retain(|id, _| self.held.contains_key(id));
        self.link = Link::Live;
        self.was_live = true;
        self.attempt = 0;
        // A session description belongs to a connection that may be gone: the page makes a new one.
        let (joins, again): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.unanswered).into_iter().partition(|(_, message)| {
                matches!(
                    message,
                    ClientMessage::Command { command: Command::Call(CallCommand::Join { .. }), .. }
                        | ClientMessage::CheckSound { .. }
                )
            });
        for (id, _) in joins {
            let refused = Some(super::Obstacle::Reconnecting.to_string());
            self.out.push_back(Output::Answered { id, interaction: None, refused });
        }
        for (id, message) in again {
            self.send(message.clone());
            self.unanswered.push((id, message));
        }
        self.acknowledge_ring();
        self.acknowledge_asked();
        self.out.push_back(Output::Changed);
    }

    fn restated(
        &mut self,
        id: InteractionId,
        (lens, next): (Lens, u64),
        facts: &[Stamped],
        timeline: Vec<Stamped>,
    ) {
        match Interaction::fold(lens, facts) {
            Some(state) => {
                self.held.insert(id, Held { state, next, timeline, told: true });
                self.forget_receipts(id);
                self.acknowledge_ring();
                self.out.push_back(Output::Changed);
            }
            None => self.outdated(),
        }
    }

    /// Facts that are held already are passed over; a gap cannot be filled, so the page starts over.
    fn facts(&mut self, id: InteractionId, first: u64, facts: &[Stamped]) {
        for (number, stamped) in (first..).zip(facts) {
            self.note_farewell(id, stamped);
            if matches!(
                stamped.fact,
                Fact::Help(HelpFact::Request { what: RequestFact::Reopened { .. }, .. })
            ) {
                self.forget_receipts(id);
            }
            let Some(held) = self.held.get_mut(&id) else { return };
            if number < held.next {
                continue;
            }
            if number > held.next {
                self.held.remove(&id);
                self.out.push_back(Output::Close);
                return;
            }
            held.state.apply(stamped);
            held.next += 1;
            if self.link == Link::Live {
                let me = match &self.you {
                    Some(You::Person { view, .. }) => Some(&view.card.person),
                    Some(You::Visitor { .. }) | None => None,
                };
                self.part.told(&held.state, stamped, me);
            }
            if stamped.fact.is_told() {
                held.timeline.push(stamped.clone());
            }
        }
        self.acknowledge_ring();
        self.acknowledge_asked();
        self.out.push_back(Output::Changed);
    }

    pub(super) fn answered(
        &mut self,
        id: CommandId,
        interaction: Option<InteractionId>,
        refused: Option<String>,
    ) {
        self.unanswered.retain(|(asked, _)| *asked != id);
        self.alone.answered(id);
        self.out.push_back(Output::Answered { id, interaction, refused });
        self.out.push_back(Output::Changed);
    }

    fn outdated(&mut self) {
        self.stop(Link::Outdated);
    }

    /// Ends the link for good: the page does not connect again unasked.
    fn stop(&mut self, link: Link) {
        (self.link, self.returns) = (link, None);
        self.out.push_back(Output::Close);
        self.out.push_back(Output::Changed);
    }
}
