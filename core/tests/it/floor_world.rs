//! A floor's host in a world of faults: a store that hangs and fails, calls that tell late and
//! again, commands that come twice or under a used id, crashes between two commits. After each step
//! the laws of a floor are looked at.

use std::collections::{BTreeMap, BTreeSet};

use backline_core::{
    audit,
    floor::{
        CallNote, Floor, FloorCommand, FloorFact, FloorObservation, FloorRefusal, StampedFloor,
    },
    host::{
        FloorHost,
        floor::{FloorInput, FloorOutput},
    },
    id::{CommandId, InteractionId, PersonId},
    interaction::Seek,
    people::{Actor, Grant, MissedCall, PersonView, Presence, Profile, Role},
    personal::{Personal, Subject},
    protocol::FloorRecord,
    sorted::Map,
    terms::MicrophoneUse,
    time::{Millis, Timestamp},
};

use crate::{
    cast::{acme, id, person, profile},
    rig::START,
};

mod step;

pub(crate) use step::FloorStep;

const PEOPLE: [(&str, Role); 4] = [
    ("ana", Role::Agent),
    ("ben", Role::Agent),
    ("hugo", Role::Agent),
    ("sofia", Role::AwaManager),
];

const PRESENCES: [Presence; 3] = [Presence::Available, Presence::Busy, Presence::Offline];

/// A write under way.
#[derive(Debug, Clone)]
struct Hanging {
    ticket: u64,
    records: Vec<FloorRecord>,
    new_segment: bool,
}

/// What was sent under an id, and whether it was ever answered as done.
#[derive(Debug, Clone)]
struct Sent {
    who: Actor,
    command: FloorCommand,
    done: bool,
    /// Its author was not one of the people when a segment began, and is a new one from then on.
    forgotten: bool,
}

/// The host and everything around it.
pub(crate) struct FloorWorld {
    host: FloorHost,
    at: Timestamp,
    pub(crate) log: Vec<FloorRecord>,
    /// Where the segments begin and how long their restatements are.
    segments: Vec<(usize, usize)>,
    hanging: Option<Hanging>,
    sent: Vec<Sent>,
    unanswered: BTreeMap<CommandId, usize>,
    /// Each call as it stands, and as the floor has been told.
    calls: BTreeMap<InteractionId, CallNote>,
    told: BTreeMap<InteractionId, CallNote>,
    first: BTreeMap<InteractionId, CallNote>,
    /// Calls that are over or gone, as far as the floor has been told since it was started.
    past: BTreeSet<InteractionId>,
    /// Whether writes succeed at once, and how ticks are spread.
    prompt: bool,
}

impl FloorWorld {
    /// Everybody is configured and has a page.
    pub(crate) fn new(prompt: bool) -> Self {
        let mut world = Self {
            host: FloorHost::replay(acme(), &[]),
            at: START,
            log: Vec::new(),
            segments: Vec::new(),
            hanging: None,
            sent: Vec::new(),
            unanswered: BTreeMap::new(),
            calls: BTreeMap::new(),
            told: BTreeMap::new(),
            first: BTreeMap::new(),
            past: BTreeSet::new(),
            prompt: true,
        };
        let everybody = FloorObservation::Configured(people(u8::MAX));
        world.give(FloorInput::Observed(everybody));
        for (name, _) in PEOPLE {
            let opened = FloorObservation::PageOpened(id(name));
            world.give(FloorInput::Observed(opened));
        }
        world.prompt = prompt;
        world
    }

    pub(crate) fn step(&mut self, step: &FloorStep) {
        match *step {
            FloorStep::Asks { who, presence } => {
                let presence = PRESENCES[usize::from(presence) % 3];
                let command = FloorCommand::SetPresence { presence };
                self.sent.push(Sent {
                    who: person(name(who)),
                    command,
                    done: false,
                    forgotten: false,
                });
                self.send(self.sent.len() - 1, false);
            }
            FloorStep::AsksAgain { nth, other } if !self.sent.is_empty() => {
                self.send(usize::from(nth) % self.sent.len(), other);
            }
            FloorStep::AsksAgain { .. } => {}
            FloorStep::PageOpens { who } => self.see(FloorObservation::PageOpened(id(name(who)))),
            FloorStep::PagesClose { who } => {
                self.see(FloorObservation::LastPageClosed(id(name(who))));
            }
            FloorStep::SignsIn { who } => self.see(FloorObservation::SignedIn(id(name(who)))),
            FloorStep::Configured { without } => {
                self.see(FloorObservation::Configured(people(without)));
            }
            FloorStep::CallMoves { call, to, who, tells } => self.move_call(call, (to, who), tells),
            FloorStep::CallTells { call, first } => {
                let from = if first { &self.first } else { &self.calls };
                if let Some(note) = from.get(&call_id(call)).cloned() {
                    self.tell(note);
                }
            }
            FloorStep::CallGone { call } => {
                let call = call_id(call);
                self.past.insert(call);
                self.told.remove(&call);
                self.give(FloorInput::CallGone(call));
            }
            FloorStep::Written => self.write(true),
            FloorStep::WriteFails => self.write(false),
            FloorStep::Waits { ms } => self.wait(Millis(u64::from(ms))),
            FloorStep::Crashes { written } => self.crash(written),
        }
        self.keeps_the_laws();
    }

    /// Lets everything that waits be written: then every command has been answered.
    pub(crate) fn come_to_rest(&mut self) {
        self.prompt = true;
        self.write(true);
        self.wait(Millis::seconds(40));
        self.keeps_the_laws();
        assert_eq!(self.unanswered, BTreeMap::new());
        assert!(self.host.is_settled());
    }

    /// Time passes, with a tick whenever one is due.
    pub(crate) fn wait(&mut self, ms: Millis) {
        let end = self.at.plus(ms);
        while let Some(due) = self.host.poll_timeout().filter(|due| *due <= end) {
            self.at = self.at.max(due);
            self.give(FloorInput::Tick);
        }
        self.at = end;
        self.give(FloorInput::Tick);
    }

    fn send(&mut self, nth: usize, other: bool) {
        let Sent { who, command, .. } = &self.sent[nth];
        let FloorCommand::SetPresence { presence } = *command;
        let next = PRESENCES.iter().position(|it| *it == presence).map_or(0, |place| place + 1);
        let presence = if other { PRESENCES[next % 3] } else { presence };
        let (who, command) = (who.clone(), FloorCommand::SetPresence { presence });
        let id = CommandId::from_u128(nth as u128);
        *self.unanswered.entry(id).or_default() += 1;
        self.give(FloorInput::Command { who, id, command });
    }

    fn see(&mut self, seen: FloorObservation) {
        self.give(FloorInput::Observed(seen));
    }

    fn move_call(&mut self, call: u8, (to, who): (u8, u8), tells: bool) {
        let interaction = call_id(call);
        let new = || CallNote {
            interaction,
            number: 0,
            opened_at: self.at,
            agent: None,
            supervisors: Map::new(),
            seek: None,
            asked: None,
            missed: None,
            over: false,
        };
        let mut note = self.calls.get(&interaction).cloned().unwrap_or_else(new);
        if note.over {
            return;
        }
        note.number += 1;
        (note.seek, note.missed) = (None, None);
        match to {
            0 | 1 => {
                let passed = if to == 0 { BTreeSet::new() } else { [id(name(who))].into() };
                let wants = (who % 4 == 3).then(|| id("ana"));
                (note.agent, note.seek) = (None, Some(Seek { wants, passed }));
            }
            2 | 3 => note.agent = Some(id(name(who % 3))),
            6 => {
                let caller = Personal::new(Subject::Customer(interaction), "Carla".to_owned());
                note.missed = note.agent.take().map(|agent| {
                    (agent, MissedCall { interaction, caller, at: self.at, unheard: false })
                });
            }
            4 => drop(note.supervisors.insert(id("sofia"), who % 2 == 0)),
            5 => drop(note.supervisors.remove(&id("sofia"))),
            _ => {
                (note.agent, note.over) = (None, true);
                note.supervisors.clear();
            }
        }
        self.first.entry(interaction).or_insert_with(|| note.clone());
        self.calls.insert(interaction, note.clone());
        if tells {
            self.tell(note);
        }
    }

    fn tell(&mut self, note: CallNote) {
        let call = note.interaction;
        let newer = self.told.get(&call).is_some_and(|told| told.number > note.number);
        if !newer && !self.past.contains(&call) {
            if note.over {
                self.past.insert(call);
                self.told.remove(&call);
            } else {
                self.told.insert(call, note.clone());
            }
        }
        self.give(FloorInput::Call(note));
    }

    fn give(&mut self, input: FloorInput) {
        self.host.handle(self.at, input);
        self.carry_out();
        while self.prompt && self.hanging.is_some() {
            self.write(true);
        }
    }

    fn carry_out(&mut self) {
        while let Some(output) = self.host.poll_output() {
            match output {
                FloorOutput::Store { ticket, records, new_segment } => {
                    assert!(self.hanging.is_none(), "two writes at a time");
                    self.hanging = Some(Hanging { ticket, records, new_segment });
                }
                FloorOutput::Reply { who, id, result } => self.answered(&who, id, &result),
                FloorOutput::Changed(change) => assert!(!change.is_empty()),
            }
        }
    }

    fn answered(&mut self, who: &Actor, id: CommandId, result: &Result<(), FloorRefusal>) {
        let left = self.unanswered.get_mut(&id).expect("it was asked, and not answered yet");
        *left -= 1;
        if *left == 0 {
            self.unanswered.remove(&id);
        }
        let sent = &mut self.sent[id.0.as_u128() as usize];
        assert_eq!(sent.who, *who);
        sent.done |= result.is_ok();
    }

    fn write(&mut self, works: bool) {
        let Some(Hanging { ticket, records, new_segment }) = self.hanging.take() else { return };
        if works {
            self.keep(records, new_segment);
            self.host.handle(self.at, FloorInput::Stored { ticket });
        } else {
            self.host.handle(self.at, FloorInput::StoreFailed { ticket });
        }
        self.carry_out();
    }

    fn keep(&mut self, records: Vec<FloorRecord>, new_segment: bool) {
        if new_segment {
            self.segments.push((self.log.len(), records.len()));
            let members = self.host.floor().members();
            for sent in &mut self.sent {
                sent.forgotten |= !sent.who.as_person().is_some_and(|it| members.contains_key(it));
            }
        } else {
            self.reservations_are_right(&records);
        }
        self.log.extend(records);
    }

    fn crash(&mut self, written: bool) {
        if let Some(Hanging { records, new_segment, .. }) = self.hanging.take().filter(|_| written)
        {
            self.keep(records, new_segment);
        }
        self.unanswered.clear();
        self.host = self.replayed();
        self.told.clear();
        self.past.clear();
        for note in self.calls.clone().into_values().filter(|note| !note.over) {
            self.tell(note);
        }
        self.give(FloorInput::Tick);
    }

    fn replayed(&self) -> FloorHost {
        let last = self.segments.last().map_or(0, |(first, _)| *first);
        FloorHost::replay(acme(), &self.log[last..])
    }

    fn keeps_the_laws(&self) {
        self.the_log_is_whole();
        self.a_start_finds_the_same();
        self.commands_have_one_effect();
        self.the_view_is_what_calls_say();
        self.who_missed_a_call_is_busy();
        assert!(self.host.poll_timeout().is_none_or(|due| due > self.at), "time does not go on");
        assert_eq!(self.hanging.is_none(), self.host.poll_timeout().is_some() || self.rests());
    }

    fn rests(&self) -> bool {
        self.hanging.is_none() && self.host.floor().deadline().is_none()
    }

    fn the_log_is_whole(&self) {
        let numbers = self.log.iter().map(|record| record.number);
        assert!(numbers.eq(0..self.log.len() as u64), "numbers go on without a gap");
        let segments = self.segments.iter().map(|(first, _)| *first as u64).collect();
        assert_eq!(audit::floor(&acme(), &self.log, &segments), []);
    }

    /// From the last segment, and from the whole log: what the host has on record.
    fn a_start_finds_the_same(&self) {
        let mut whole = Floor::empty(acme());
        for record in &self.log {
            whole.apply(&StampedFloor { at: record.at, fact: record.fact.clone() });
        }
        let started = self.replayed();
        for floor in [&whole, started.floor()] {
            assert_eq!(floor.members(), self.host.floor().members());
            assert_eq!(floor.terms(), self.host.floor().terms());
        }
        let kept = &started.view().offered;
        // One that was rung is released without a fact: its reservation lapses after a start.
        assert!(self.host.view().offered.iter().all(|(call, agent)| kept.get(call) == Some(agent)));
    }

    fn commands_have_one_effect(&self) {
        for (nth, sent) in self.sent.iter().enumerate() {
            let id = CommandId::from_u128(nth as u128);
            let effects = self.log.iter().enumerate().filter(|(place, record)| {
                record.cause.is_some_and(|cause| cause.command == id) && !self.is_restated(*place)
            });
            let effects = effects.count();
            assert!(effects <= 1 || sent.forgotten, "{sent:?} was done {effects} times");
            assert!(effects > 0 || !sent.done, "{sent:?} was acknowledged and is lost");
        }
    }

    fn is_restated(&self, place: usize) -> bool {
        self.segments.iter().any(|(first, length)| (*first..first + length).contains(&place))
    }

    /// The view is kept up to date piece by piece; it must be the one that is made anew.
    fn the_view_is_what_calls_say(&self) {
        let (floor, view) = (self.host.floor(), self.host.view());
        let mut people = Vec::new();
        for (person, member) in floor.members() {
            let mut calls = self.told.values();
            let engaged = calls.find(|call| call.agent.as_ref() == Some(person));
            let engaged = engaged.map(|call| call.interaction);
            assert_eq!(view.engaged.get(person), engaged.as_ref(), "{person}");
            let presence = match member.presence {
                _ if member.lost_at.is_some() && member.leaves_at.is_none() => Presence::Offline,
                Presence::Offline => Presence::Offline,
                Presence::Available | Presence::Busy if engaged.is_some() => Presence::Busy,
                chosen @ (Presence::Available | Presence::Busy) => chosen,
            };
            let on = |call: &CallNote| Some((call.interaction, *call.supervisors.get(person)?));
            let Profile { card, grants, teams, supervises, .. } = member.profile.clone();
            let supervising = self.told.values().filter_map(on).collect();
            let stale = presence != Presence::Offline && member.lost_at.is_some();
            let (stale_since, missed) = (member.lost_at.filter(|_| stale), member.missed.clone());
            let rung = member.presence == Presence::Available && presence != Presence::Offline;
            let microphone =
                (rung && grants.contains(&Grant::TakeCalls)).then_some(MicrophoneUse::Warm);
            let seen = PersonView {
                card,
                grants,
                presence,
                stale_since,
                microphone,
                missed,
                supervising,
                teams,
                supervises,
            };
            people.push((person.clone(), seen));
        }
        assert_eq!(view.people, people.into_iter().collect());
        let members = floor.members();
        assert!(view.engaged.keys().all(|person| members.contains_key(person)));
        let kept: Vec<&PersonId> = view.offered.values().collect();
        let different: BTreeSet<&PersonId> = kept.iter().copied().collect();
        assert_eq!(kept.len(), different.len(), "an agent is kept free for two calls");
        assert!(kept.iter().all(|agent| !view.engaged.contains_key(agent)), "kept and engaged");
    }

    /// Nobody is Busy for a call that they did not miss, and who is knows which.
    fn who_missed_a_call_is_busy(&self) {
        for member in self.host.floor().members().values() {
            assert!(member.missed.is_none() || member.presence == Presence::Busy, "{member:?}");
            assert!(member.leaves_at.is_none() || member.lost_at.is_some(), "{member:?}");
        }
    }

    /// Whoever is kept free can be rung when that is decided, and is one whom the call would have.
    fn reservations_are_right(&self, records: &[FloorRecord]) {
        for record in records {
            let FloorFact::Reserved { agent, interaction, .. } = &record.fact else { continue };
            let member = &self.host.floor().members()[agent];
            assert_eq!((member.presence, member.lost_at), (Presence::Available, None));
            assert!(self.host.floor().offered(*interaction).is_none(), "a call with two agents");
        }
    }
}

fn name(who: u8) -> &'static str {
    PEOPLE[usize::from(who) % PEOPLE.len()].0
}

fn call_id(call: u8) -> InteractionId {
    InteractionId::from_u128(u128::from(call) + 1)
}

/// Everybody but one.
fn people(without: u8) -> Vec<Profile> {
    let all = (0..).zip(PEOPLE).filter(|(place, _)| *place != without);
    all.map(|(_, (name, role))| profile(name, role)).collect()
}
