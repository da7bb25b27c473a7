//! A timeline as rows, and the clocks that run along it.
//!
//! The timeline is folded once more on the way, because a fact says less than the state that it met:
//! who the agent is, who had taken the request, who spoke.

use backline_core::{
    id::{LegId, PersonId},
    interaction::{CallFact, Fact, HelpFact, Interaction, Lens, Mark, Stamped, SuperviseFact},
    legible::isolated,
    people::Reader,
    routing::PartyId,
    time::{Millis, Timestamp},
    view::timeline,
};

use crate::picture::Picture;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineRow {
    /// When, by the server's clock, or by the wall's where it is shown.
    pub at: Timestamp,
    /// What it belongs to.
    pub mark: Mark,
    /// What happened.
    pub said: String,
    /// What somebody wrote: the comment of a request, the text of a note.
    pub written: Option<String>,
    /// Who hears whom from here on, where that was recorded.
    pub picture: Option<Picture>,
}

/// One of the clocks, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lap {
    /// What it measures.
    pub name: String,
    /// How long.
    pub ran: Millis,
}

/// The rows of `timeline` as they read to `me`, newest last.
#[must_use]
pub fn rows(timeline: &[Stamped], lens: Lens, me: Option<&PersonId>) -> Vec<TimelineRow> {
    let Some(mut state) = timeline.get(..1).and_then(|first| Interaction::fold(lens, first)) else {
        return Vec::new();
    };
    let introduced = timeline::introduced(timeline);
    let reader = Reader { me, introduced: &introduced };
    let told = timeline.iter().filter_map(|stamped| {
        if let Fact::Supervise(SuperviseFact::ActionActive { supervisor, .. }) = &stamped.fact {
            come_up(&mut state, stamped.at, &supervisor.person);
        }
        state.apply(stamped);
        let told = stamped.fact.told(&state, reader)?;
        let heard = matches!(stamped.fact, Fact::Supervise(SuperviseFact::ActionActive { .. }));
        let picture = heard.then(|| Picture::of(&state, me));
        let written = told.written.map(|text| isolated(text).into_owned());
        let written = written.filter(|text| !text.is_empty());
        Some(TimelineRow { at: stamped.at, mark: told.mark, said: told.said, written, picture })
    });
    told.collect()
}

/// The clocks of the last help request at `now`: wait, engagement, and each action.
#[must_use]
pub fn laps(timeline: &[Stamped], now: Timestamp) -> Vec<Lap> {
    let last = timeline.iter().rev().find_map(|stamped| {
        if let Fact::Help(HelpFact::Request { request, .. }) = &stamped.fact {
            Some(*request)
        } else {
            None
        }
    });
    let Some(request) = last else { return Vec::new() };
    let clocks = timeline::clocks(timeline, request, now);
    let lap = |name: &str, ran| Lap { name: name.to_owned(), ran };
    let mut laps = vec![lap("Waited", clocks.wait)];
    if clocks.engagement > Millis(0) {
        laps.push(lap("Help", clocks.engagement));
    }
    let people = timeline::introduced(timeline);
    let actions = clocks.actions.iter().map(|(person, action, ran)| {
        let name = people.get(person).map(|card| card.name.shown()).unwrap_or_default();
        let name = if name.is_empty() { "somebody" } else { &name };
        Lap { name: [action.label(), " by ", name].concat(), ran: *ran }
    });
    laps.extend(actions);
    laps
}

/// Connections are no part of a timeline; where an action is active they are up.
fn come_up(state: &mut Interaction, at: Timestamp, supervisor: &PersonId) {
    let agent = state.agent().map(|agent| PartyId::Person(agent.person.clone()));
    let supervisor = PartyId::Person(supervisor.clone());
    let leg = LegId::from_u128(0);
    for party in agent.into_iter().chain([PartyId::Customer, supervisor]) {
        state.apply(&Stamped { at, fact: Fact::Call(CallFact::LegConnected { party, leg }) });
    }
}
