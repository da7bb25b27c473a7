//! What waits for the transaction under way and ends something: its edges close before its turn
//! comes, for a write may hang and nobody may be heard meanwhile.
//!
//! The waiting inputs are tried in their order on a copy of the state, by the same questions that
//! will be asked when they are done: one that would be refused closes nothing. Nothing is decided,
//! recorded or answered here, and nothing opens.

use std::{borrow::Cow, collections::BTreeSet};

use super::{CallHost, CallInput, transaction::Pending};
use crate::{
    id::{CommandId, PersonId},
    interaction::{
        CallFact, Command, Context, Fact, Interaction, Observation, Stamped, SuperviseFact,
    },
    people::{Actor, Identity},
    routing::{Edge, PartyId},
    sorted::Set,
    time::Timestamp,
};

/// What the waiting inputs will close.
#[derive(Default)]
pub(super) struct Ahead {
    /// Of the edges that are open, or would be opened next.
    pub(super) edges: Set<Edge>,
    /// Whose action ends.
    ended: BTreeSet<PersonId>,
}

/// The state as the waiting inputs will find it, one after the other.
struct Trial<'a> {
    state: Cow<'a, Interaction>,
    /// Commands that are done by then.
    done: BTreeSet<(Identity, CommandId)>,
}

impl CallHost {
    /// Closes at once what the end of an action that waits will close, and what a party says that
    /// wants to be heard no more.
    pub(super) fn close_ahead(&mut self, cx: &Context<'_>) {
        if self.pending.is_none() && self.retry_at.is_none() {
            // Nothing waits, and what was due is done.
            return;
        }
        let ahead = self.closing_ahead(cx);
        let close: Vec<Edge> = self.table.0.intersection(&ahead.edges).cloned().collect();
        if close.is_empty() {
            return;
        }
        let cut = |person: &PersonId| {
            let party = PartyId::Person(person.clone());
            close.iter().any(|edge| edge.touches(&party))
        };
        self.doubted.extend(ahead.ended.into_iter().filter(cut));
        self.table.0.retain(|edge| !close.contains(edge));
        self.send_change(cx.at, close, Vec::new());
        self.ahead = Some(self.epoch);
        self.follow_epoch();
    }

    /// What will close when everything that waits is done, and what time or the floor has made due.
    pub(super) fn closing_ahead(&self, cx: &Context<'_>) -> Ahead {
        let mut ahead = Ahead::default();
        let mut trial = Trial::after(self.pending.as_ref(), &self.state);
        for input in &self.waiting {
            let facts = self.would(cx, input, &mut trial);
            self.look_at(facts, cx.at, (&mut trial, &mut ahead));
        }
        let due = trial.state.lapse(cx);
        self.look_at(due, cx.at, (&mut trial, &mut ahead));
        ahead
    }

    /// What an input that waits would lead to.
    fn would(&self, cx: &Context<'_>, input: &CallInput, trial: &mut Trial<'_>) -> Vec<Fact> {
        match input {
            // On record, as done or as reused: it does nothing, and needs no digest.
            CallInput::Command { who, id, .. }
                if self.done.holds((self.state.tenant(), who), *id) =>
            {
                Vec::new()
            }
            CallInput::Command { who, id, command } => trial.ask(cx, (who, *id), command),
            CallInput::Observed(seen) => trial.state.observe(cx, seen),
            CallInput::Applied { epoch, edges } if *epoch == self.epoch => {
                let seen = Observation::Applied { edges: edges.clone() };
                trial.state.observe(cx, &seen)
            }
            // The media plane has closed what it could not place, and gets its table in turn.
            CallInput::TableWanted
            | CallInput::Applied { .. }
            | CallInput::Stored { .. }
            | CallInput::StoreFailed { .. }
            | CallInput::Receipt { .. }
            | CallInput::Tick => Vec::new(),
        }
    }

    /// Notes which edges these facts close by ending somebody's action or muting somebody.
    fn look_at(
        &self,
        facts: Vec<Fact>,
        at: Timestamp,
        (trial, ahead): (&mut Trial<'_>, &mut Ahead),
    ) {
        let mut quiet = Vec::new();
        let mut silent = Vec::new();
        for fact in facts {
            match closes(&fact) {
                Some(Closes::Action(supervisor)) => {
                    quiet.push(PartyId::Person(supervisor.clone()));
                    ahead.ended.insert(supervisor.clone());
                }
                Some(Closes::Voice(party)) => silent.push(party),
                None => {}
            }
            trial.state.to_mut().apply(&Stamped { at, fact });
        }
        if quiet.is_empty() && silent.is_empty() {
            return;
        }
        let kept = trial.state.routes();
        let ends = |edge: &&Edge| {
            let touched = quiet.iter().any(|party| edge.touches(party));
            let heard = edge.speaker.party().is_some_and(|speaker| silent.contains(speaker));
            (touched || heard) && !kept.0.contains(*edge)
        };
        let wanted = self.state.routes();
        let edges = self.table.0.iter().chain(&wanted.0);
        ahead.edges.extend(edges.filter(ends).cloned());
    }
}

/// What a fact closes before its turn.
enum Closes<'a> {
    /// All that a supervisor hears and says by an action.
    Action(&'a PersonId),
    /// What a party says.
    Voice(PartyId),
}

/// What closes as soon as this fact is to come: what ends an action, or makes somebody be heard no
/// more by their own wish. All else closes in its turn.
fn closes(fact: &Fact) -> Option<Closes<'_>> {
    match fact {
        Fact::Call(fact) => match fact {
            CallFact::Muted { party } => Some(Closes::Voice(party.clone())),
            CallFact::Opened { .. }
            | CallFact::AgentRung { .. }
            | CallFact::AgentPassed { .. }
            | CallFact::AgentNotReached { .. }
            | CallFact::RingWithdrawn { .. }
            | CallFact::AnswerFailed { .. }
            | CallFact::SoundChanged { .. }
            | CallFact::NobodyFreeTold
            | CallFact::PassForgotten { .. }
            | CallFact::Answered { .. }
            | CallFact::LegJoining { .. }
            | CallFact::LegConnected { .. }
            | CallFact::LegLost { .. }
            | CallFact::Unmuted { .. }
            | CallFact::Held
            | CallFact::Resumed
            | CallFact::KeyPressed { .. }
            | CallFact::HearingEnforced { .. }
            | CallFact::ServerRestarted { .. }
            | CallFact::Ended { .. } => None,
        },
        Fact::Supervise(fact) => match fact {
            SuperviseFact::ActionEnded { supervisor, .. } => Some(Closes::Action(supervisor)),
            SuperviseFact::SendReleased { supervisor } => {
                Some(Closes::Voice(PartyId::Person(supervisor.clone())))
            }
            SuperviseFact::SupervisorOpened { .. }
            | SuperviseFact::ActionRequested { .. }
            | SuperviseFact::ActionActive { .. }
            | SuperviseFact::SupervisorLeft { .. }
            | SuperviseFact::NoteSent { .. }
            | SuperviseFact::SendPressed { .. } => None,
        },
        // They change no edge.
        Fact::Help(_) | Fact::Contact(_) => None,
    }
}

impl<'a> Trial<'a> {
    fn after(pending: Option<&'a Pending>, stored: &'a Interaction) -> Self {
        let state = Cow::Borrowed(pending.map_or(stored, |pending| &pending.after));
        let asked = pending.and_then(|pending| pending.reply.as_ref());
        let done = asked.map(|(who, id)| (who.identity.clone(), *id)).into_iter().collect();
        Self { state, done }
    }

    fn ask(
        &mut self,
        cx: &Context<'_>,
        (who, id): (&Actor, CommandId),
        command: &Command,
    ) -> Vec<Fact> {
        let name = (who.identity.clone(), id);
        if self.done.contains(&name) {
            return Vec::new();
        }
        let facts = self.state.decide(&Context { who, ..*cx }, command).unwrap_or_default();
        if !facts.is_empty() {
            self.done.insert(name);
        }
        facts
    }
}
