//! The call that this page's person has a part in, and what became of it while the page could not be
//! told.
//!
//! While the link is up, the page shows what happens as it happens. What was missed without a link,
//! or while the page was loaded anew, is looked at once, when the page is up to date again.

use super::Held;
use crate::{
    id::{InteractionId, PersonId},
    interaction::{CallFact, EndReason, Fact, Interaction, Parting, Stage, Stamped, SuperviseFact},
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
    /// The same in front of them, for their connection did not come back.
    TakenOff,
    /// The same, for their permission was withdrawn.
    NotPermitted,
    /// It is not there any more, and nothing else is known.
    Gone,
}

/// What a page knows of its person's part, from one link to the next.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The call, as far as was last known.
    pub(super) call: Option<InteractionId>,
    /// Since when the server cannot be asked, by its clock.
    away_since: Option<Timestamp>,
    pub(super) parted: Option<Parted>,
}

impl Part {
    /// None that is known of.
    pub(super) const fn none() -> Self {
        Self { call: None, away_since: None, parted: None }
    }

    /// While the page is up to date, it knows: the call is `own`.
    pub(super) fn follow(&mut self, own: Option<InteractionId>) {
        if own.is_some() && own != self.call {
            self.parted = None;
        }
        self.call = own;
        self.away_since = None;
    }

    /// The link was lost at `at`, by the server's clock.
    pub(super) fn is_away(&mut self, at: Timestamp) {
        self.away_since.get_or_insert(at);
    }

    /// The person has let go of a call that is over: the server is not asked what became of it.
    pub(super) fn forget(&mut self, id: InteractionId) {
        self.parted.take_if(|parted| parted.interaction == id);
        self.call.take_if(|call| *call == id);
    }

    /// Something was told of a call over a link that is up. Whoever is taken off it has asked for
    /// nothing, and would see it vanish without a word.
    pub(super) fn told(&mut self, call: &Interaction, stamped: &Stamped, me: Option<&PersonId>) {
        if let Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor, why }) = &stamped.fact
            && Some(supervisor) == me
            && let Some(fate) = taken_off(*why)
        {
            let customer = call.customer().name.shown().into_owned();
            let (interaction, at) = (call.id(), Some(stamped.at));
            self.parted = Some(Parted { interaction, customer, fate, at });
        }
    }

    /// What became of a call in which the part was lost while the page was away; `held` is what was
    /// told of it.
    pub(super) fn lost(
        &self,
        interaction: InteractionId,
        held: Option<&Held>,
        me: Option<&PersonId>,
    ) -> Option<Parted> {
        let (fate, at) = held.map_or(Some((Fate::Gone, None)), |held| what_became(held, me))?;
        let customer = held.map(|held| held.state.customer().name.shown().into_owned());
        let (customer, at) = (customer.unwrap_or_default(), at.or(self.away_since));
        Some(Parted { interaction, customer, fate, at })
    }
}

/// What became of a call that somebody left; nothing where they left it by themselves, or it is over.
const fn taken_off(why: Parting) -> Option<Fate> {
    match why {
        Parting::GraceOver => Some(Fate::TakenOff),
        Parting::GrantWithdrawn => Some(Fate::NotPermitted),
        Parting::Disconnected | Parting::Moved | Parting::CallEnded => None,
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
