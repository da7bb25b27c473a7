//! The call that this page's person has a part in, and what became of it while the page could not be
//! told.
//!
//! While the link is up, the page shows what happens as it happens. What was missed without a link,
//! or while the page was loaded anew, is looked at once, when the page is up to date again.

use super::{Held, Link, Obstacle, Replica};
use crate::{
    id::{InteractionId, PersonId},
    interaction::{
        CallFact, EndReason, Fact, Interaction, Lens, Parting, Stage, Stamped, SuperviseFact,
    },
    protocol::Page,
    time::Timestamp,
};

/// A call that is the person's no more since the page was away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parted {
    /// The call.
    pub interaction: InteractionId,
    /// The customer's name as it is shown; empty where it is not known.
    pub customer: String,
    /// What became of it.
    pub fate: Fate,
    /// When, by the server's clock; of one that is gone, since when the page was away, if known.
    pub at: Option<Timestamp>,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It has ended.
    Ended(EndReason),
    /// The agent's sound did not come up: it was given back to waiting.
    Waits,
    /// It goes on, and the supervisor was taken off it.
    Left,
    /// It is not there any more, and nothing else is known.
    Gone,
}

impl Replica {
    /// The call in which this page's person speaks or listens.
    #[must_use]
    pub fn own(&self) -> Option<&Interaction> {
        let mut all = self.interactions().filter(|call| !call.is_over());
        match self.identity.page {
            Page::Call => all.filter(|i| i.lens() == Lens::Customer).max_by_key(|i| i.opened_at()),
            Page::Panel => all.find(|i| i.lens() == Lens::Agent && i.talk().is_some()),
            Page::Workspace => {
                let me = &self.me()?.card.person;
                all.find(|i| i.supervisor(me).is_some())
            }
        }
    }

    /// The same, as it was when the server was last there. A page that is loaded anew begins with
    /// [`super::Input::HadPart`] of it.
    #[must_use]
    pub const fn part(&self) -> Option<InteractionId> {
        self.part
    }

    /// What became of the last one while the page was away, until the next one, or until the person
    /// lets go of it ([`Replica::forget`]).
    #[must_use]
    pub const fn parted(&self) -> Option<&Parted> {
        self.parted.as_ref()
    }

    /// Whether its person can only be rung after a check: on their last call no sound came up.
    #[must_use]
    pub fn is_unheard(&self) -> bool {
        self.me().and_then(|me| me.missed.as_ref()).is_some_and(|missed| missed.unheard)
    }

    /// Whether this page's customer could call now, and if not, why.
    ///
    /// # Errors
    /// What stands against it.
    pub fn would_call(&self) -> Result<(), Obstacle> {
        if self.link != Link::Live {
            return Err(Obstacle::Reconnecting);
        }
        let mut own = self.interactions().filter(|call| call.lens() == Lens::Customer);
        if own.any(|call| !call.is_over()) { Err(Obstacle::InCall) } else { Ok(()) }
    }

    /// Whether this page's person could sign out now, and if not, why.
    ///
    /// # Errors
    /// What stands against it.
    pub fn would_sign_out(&self) -> Result<(), Obstacle> {
        let Some(me) = self.me().map(|me| &me.card.person) else { return Ok(()) };
        let has_part = |call: &Interaction| {
            call.agent().is_some_and(|agent| agent.person == *me) || call.supervisor(me).is_some()
        };
        let mut live = self.interactions().filter(|call| !call.is_over());
        if live.any(has_part) { Err(Obstacle::OnCall) } else { Ok(()) }
    }

    /// While the page is up to date, it knows.
    pub(super) fn follow_part(&mut self) {
        if self.link != Link::Live {
            return;
        }
        let own = self.own().map(Interaction::id);
        if own.is_some() && own != self.part {
            self.parted = None;
        }
        self.part = own;
        self.away_since = None;
    }

    /// The link is lost at `at`, the page's own clock.
    pub(super) fn is_away(&mut self, at: Timestamp) {
        self.away_since.get_or_insert(self.server_time(at));
    }

    /// One that is withdrawn while the page catches up was lost meanwhile.
    pub(super) fn part_is_withdrawn(&mut self, id: InteractionId) {
        if self.link == Link::CatchingUp && self.part == Some(id) {
            self.note_parted(id);
        }
    }

    /// The page is up to date, and has not let go yet of what is not there.
    pub(super) fn look_for_part(&mut self, interactions: &[InteractionId]) {
        let own = self.own().map(Interaction::id);
        let there = |id: &InteractionId| {
            interactions.contains(id) || self.held.get(id).is_some_and(|held| held.told)
        };
        let gone = self.part.filter(|part| own != Some(*part) || !there(part));
        let known =
            |id: &InteractionId| self.parted.as_ref().is_some_and(|it| it.interaction == *id);
        if let Some(id) = gone.filter(|id| !known(id)) {
            self.note_parted(id);
        }
    }

    fn note_parted(&mut self, interaction: InteractionId) {
        let held = self.held.get(&interaction);
        let me = self.me().map(|me| &me.card.person);
        let told = held.map_or(Some((Fate::Gone, None)), |held| what_became(held, me));
        let Some((fate, at)) = told else { return };
        let customer = held.map(|held| held.state.customer().name.shown().into_owned());
        let (customer, at) = (customer.unwrap_or_default(), at.or(self.away_since));
        self.parted = Some(Parted { interaction, customer, fate, at });
    }
}

/// What the last of it that was told says; nothing where the person has left by themselves.
fn what_became(held: &Held, me: Option<&PersonId>) -> Option<(Fate, Option<Timestamp>)> {
    if let Stage::Ended { at, why, .. } = held.state.stage() {
        return Some((Fate::Ended(*why), Some(*at)));
    }
    let mut last = held.timeline.iter().rev();
    let Some(Stamped { at, fact }) = last.find(|told| concerns(&told.fact, me)) else {
        return Some((Fate::Gone, None));
    };
    if let Fact::Supervise(SuperviseFact::SupervisorLeft { why, .. }) = fact {
        return (*why != Parting::Disconnected).then_some((Fate::Left, Some(*at)));
    }
    let waits = matches!(fact, Fact::Call(CallFact::AnswerFailed { .. }));
    // As far as was told, the part goes on.
    Some(if waits { (Fate::Waits, Some(*at)) } else { (Fate::Gone, None) })
}

/// Whether a fact begins or ends the part that `me` has in a call.
fn concerns(fact: &Fact, me: Option<&PersonId>) -> bool {
    let whose = match fact {
        Fact::Call(CallFact::Answered { agent, .. } | CallFact::AnswerFailed { agent }) => {
            Some(&agent.person)
        }
        Fact::Supervise(SuperviseFact::SupervisorOpened { supervisor, .. }) => {
            Some(&supervisor.person)
        }
        Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor, .. }) => Some(supervisor),
        Fact::Call(_) | Fact::Supervise(_) | Fact::Help(_) | Fact::Contact(_) => None,
    };
    whose.is_some() && whose == me
}
