//! What is told of a conversation: its timeline, and the clocks that are read off it.
//!
//! A timeline is the facts of a viewer's stream that people want to read again, in their order; the
//! same list feeds timeline, audit and reports. It refuses to know who may see what: the stream it
//! is taken from is projected already.

use crate::{
    id::PersonId,
    interaction::{Action, Fact, HelpFact, RequestFact, Stamped, SuperviseFact},
    people::PersonCard,
    sorted::Map,
    time::{Millis, Timestamp},
};

/// How much of a timeline a page is told that comes late. Somebody may ask for help and cancel a
/// thousand times on one call, and what a page is told at once has a bound.
pub const MOST_TOLD: usize = 500;

/// The timeline of a stream; of a very long one the last [`MOST_TOLD`] facts.
#[must_use]
pub fn of(stream: &[Stamped]) -> Vec<Stamped> {
    let latest = stream.iter().rev().filter(|stamped| stamped.fact.is_told()).take(MOST_TOLD);
    let mut timeline: Vec<_> = latest.cloned().collect();
    timeline.reverse();
    timeline
}

/// Everybody whom a timeline tells by name.
#[must_use]
pub fn introduced(timeline: &[Stamped]) -> Map<PersonId, PersonCard> {
    let mut people = Map::new();
    for card in timeline.iter().filter_map(|stamped| stamped.fact.introduces()) {
        if !people.contains_key(&card.person) {
            people.insert(card.person.clone(), card.clone());
        }
    }
    people
}

/// The three clocks of a help request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clocks {
    /// From each time it was asked to the claim, or to its end without one.
    pub wait: Millis,
    /// From each claim to its end.
    pub engagement: Millis,
    /// How long each action ran, in the order in which they began.
    pub actions: Vec<(PersonId, Action, Millis)>,
}

/// Reads the clocks of request number `request` at `now`: what still runs counts up to then.
#[must_use]
pub fn clocks(timeline: &[Stamped], request: u32, now: Timestamp) -> Clocks {
    let mut reading = Reading::default();
    for Stamped { at, fact } in timeline {
        if let Fact::Help(HelpFact::Request { request: number, what }) = fact
            && *number == request
        {
            reading.help(*at, what);
        }
        if let Fact::Supervise(SuperviseFact::ActionActive { supervisor, action, .. }) = fact {
            reading.action_began(&supervisor.person, *action, *at);
        }
        if let Fact::Supervise(SuperviseFact::ActionEnded { supervisor, .. }) = fact {
            reading.action_ended(supervisor, *at);
        }
    }
    reading.up_to(now)
}

#[derive(Default)]
struct Reading {
    clocks: Clocks,
    asked: Option<Timestamp>,
    claimed: Option<Timestamp>,
    running: Map<PersonId, (Timestamp, usize)>,
}

impl Reading {
    const fn live(&self) -> bool {
        self.asked.is_some() || self.claimed.is_some()
    }

    fn help(&mut self, at: Timestamp, what: &RequestFact) {
        match what {
            RequestFact::Requested { .. } => self.asked = Some(at),
            RequestFact::Reopened { .. } => {
                self.stop(at);
                self.asked = Some(at);
            }
            RequestFact::Claimed { .. } => {
                self.stop(at);
                self.claimed = Some(at);
            }
            RequestFact::StageEnded { next: None, .. }
            | RequestFact::Cancelled { .. }
            | RequestFact::Closed { .. } => self.stop(at),
            RequestFact::StageEnded { next: Some(_), .. }
            | RequestFact::Received { .. }
            | RequestFact::Away { .. }
            | RequestFact::Rejected { .. }
            | RequestFact::HelperLeft { .. }
            | RequestFact::HelperReturned => {}
        }
    }

    fn stop(&mut self, at: Timestamp) {
        let waited = self.asked.take().map_or(Millis(0), |since| at.since(since));
        let worked = self.claimed.take().map_or(Millis(0), |since| at.since(since));
        self.clocks.wait.0 += waited.0;
        self.clocks.engagement.0 += worked.0;
    }

    /// Actions count from the first time that help is asked until the request ends.
    fn action_began(&mut self, person: &PersonId, action: Action, at: Timestamp) {
        if self.live() {
            self.running.insert(person.clone(), (at, self.clocks.actions.len()));
            self.clocks.actions.push((person.clone(), action, Millis(0)));
        }
    }

    fn action_ended(&mut self, person: &PersonId, at: Timestamp) {
        if let Some((since, place)) = self.running.remove(person)
            && let Some((_, _, ran)) = self.clocks.actions.get_mut(place)
        {
            *ran = at.since(since);
        }
    }

    fn up_to(mut self, now: Timestamp) -> Clocks {
        self.stop(now);
        let running: Vec<_> = self.running.keys().cloned().collect();
        running.iter().for_each(|person| self.action_ended(person, now));
        self.clocks
    }
}
