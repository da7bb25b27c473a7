//! The driver of one tenant's floor: one write at a time, applied when it is durable.
//!
//! Sans-IO: asks go in, entries to write come out, the outcome goes in again. Numbers the floor's
//! log and begins a new segment at every start and after every ten thousand facts.

use std::collections::{BTreeMap, VecDeque};

use backline_core::{
    floor::{Floor, FloorCommand, FloorFact, FloorObservation, FloorRefusal, StampedFloor},
    id::{CommandId, InteractionId, PersonId, TenantId},
    interaction::{CallFact, EndReason, Fact, Interaction, Seek, Stamped},
    people::{Earlier, Identity},
    protocol::{Cause, FloorRecord},
    time::{Millis, Timestamp},
};
use sha2::{Digest, Sha256};

use super::port::{Answer, Asker};
use crate::store::Batch;

/// Facts of one segment; start-up reads the last segment only.
const SEGMENT: usize = 10_000;

/// How long after a failed write the next is tried.
const RETRY_AFTER: Millis = Millis::seconds(1);

/// Drives a floor.
pub(crate) struct Desk {
    floor: Floor,
    next: u64,
    in_segment: usize,
    commands: BTreeMap<(Identity, CommandId), u64>,
    waiting: VecDeque<FloorAsk>,
    /// Each live interaction as it last told of itself.
    states: BTreeMap<InteractionId, (u64, Interaction)>,
    seeking: BTreeMap<(Timestamp, InteractionId), Seek>,
    writing: Option<Writing>,
    retry_at: Option<Timestamp>,
    /// When time alone changes the floor: kept, for finding it takes as long as the list of people,
    /// and it is asked for with every message of a thousand pages.
    due: Option<Timestamp>,
}

/// Something the floor is to deal with.
pub(crate) enum FloorAsk {
    /// Something was noticed.
    Observed(FloorObservation),
    /// Somebody asks.
    Command { asker: Asker, id: CommandId, command: FloorCommand },
}

struct Writing {
    records: Vec<FloorRecord>,
    cause: Option<FloorAsk>,
    new_segment: bool,
}

impl Desk {
    /// The floor that these records tell of, the last segment of its log.
    pub(crate) fn replay(tenant: TenantId, records: &[FloorRecord]) -> Self {
        let mut desk = Self {
            floor: Floor::empty(tenant),
            next: 0,
            in_segment: SEGMENT,
            commands: BTreeMap::new(),
            waiting: VecDeque::new(),
            states: BTreeMap::new(),
            seeking: BTreeMap::new(),
            writing: None,
            retry_at: None,
            due: None,
        };
        for record in records {
            desk.commit(record);
        }
        desk.in_segment = SEGMENT;
        desk.due = desk.floor.deadline();
        desk
    }

    pub(crate) const fn floor(&self) -> &Floor {
        &self.floor
    }

    /// Takes note of an interaction; whether anything is different.
    pub(crate) fn note(&mut self, at: Timestamp, number: u64, state: &Interaction) -> bool {
        let place = (state.opened_at(), state.id());
        match state.seeks() {
            Some(seek) => self.seeking.insert(place, seek),
            None => self.seeking.remove(&place),
        };
        if state.is_over() {
            self.states.remove(&state.id());
        } else {
            self.states.insert(state.id(), (number, state.clone()));
        }
        let changed = self.floor.note(at, number, state);
        self.due = self.floor.deadline();
        changed
    }

    /// Agents asked for help before the server was started.
    pub(crate) fn remember(&mut self, at: Timestamp, requests: Vec<(PersonId, Earlier)>) {
        for (agent, request) in requests {
            self.floor.remember(at, &agent, request);
        }
    }

    /// An interaction is lost: nobody is on it any more. Whether anything is different.
    pub(crate) fn forget(&mut self, at: Timestamp, interaction: InteractionId) -> bool {
        self.seeking.retain(|(_, id), _| *id != interaction);
        let Some((number, mut state)) = self.states.remove(&interaction) else { return false };
        state.apply(&Stamped {
            at,
            fact: Fact::Call(CallFact::Ended { why: EndReason::AgentLost }),
        });
        self.note(at, number, &state)
    }

    pub(crate) fn ask(&mut self, ask: FloorAsk) {
        self.waiting.push_back(ask);
    }

    /// Whether everything it was asked is on record.
    pub(crate) fn is_settled(&self) -> bool {
        self.writing.is_none() && self.waiting.is_empty() && self.in_segment < SEGMENT
    }

    /// When to ask [`Self::write`] again, if nothing else comes.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        if self.writing.is_some() { None } else { self.retry_at.or(self.due) }
    }

    /// The next thing to write, unless a write is under way.
    pub(crate) fn write(&mut self, at: Timestamp) -> Option<Batch> {
        if self.writing.is_some() || self.retry_at.is_some_and(|retry| at < retry) {
            return None;
        }
        self.retry_at = None;
        if self.in_segment >= SEGMENT {
            return Some(self.begin_segment());
        }
        while let Some(ask) = self.waiting.pop_front() {
            if let Some(entry) = self.deal_with(at, ask) {
                return Some(entry);
            }
        }
        let due = self.due.is_some_and(|due| due <= at);
        let mut facts = if due { self.floor.lapse(at) } else { Vec::new() };
        if facts.is_empty() {
            facts = self.offer(at);
        }
        (!facts.is_empty()).then(|| self.begin(at, facts, (Identity::Server, None), None))
    }

    /// The write that was under way is durable, or failed. Whether anything is different.
    pub(crate) fn written(&mut self, at: Timestamp, done: bool) -> bool {
        let Some(Writing { records, cause, new_segment }) = self.writing.take() else {
            return false;
        };
        if done {
            if new_segment {
                self.in_segment = 0;
                self.commands.clear();
            }
            for record in &records {
                self.commit(record);
            }
            self.due = self.floor.deadline();
            if let Some(FloorAsk::Command { mut asker, id, .. }) = cause {
                asker.answer(id, Answer::Done { interaction: None });
            }
            return true;
        }
        self.retry_at = Some(at.plus(RETRY_AFTER));
        match cause {
            Some(FloorAsk::Command { mut asker, id, .. }) => {
                asker.answer(id, Answer::FloorRefused(FloorRefusal::NotRecorded));
            }
            // Nobody will ask for this a second time.
            Some(FloorAsk::Observed(seen)) => {
                self.waiting.push_front(FloorAsk::Observed(seen));
            }
            None => {}
        }
        false
    }

    fn commit(&mut self, record: &FloorRecord) {
        self.next = record.number + 1;
        self.in_segment += 1;
        if let Some(cause) = record.cause {
            self.commands.insert((record.by.clone(), cause.command), cause.fingerprint);
        }
        self.floor.apply(&StampedFloor { at: record.at, fact: record.fact.clone() });
    }

    fn begin_segment(&mut self) -> Batch {
        let restated = self.floor.restate();
        let numbered = (self.next..).zip(restated);
        let records: Vec<_> = numbered
            .map(|(number, StampedFloor { at, fact })| FloorRecord {
                number,
                at,
                by: Identity::Server,
                cause: None,
                fact,
            })
            .collect();
        self.entry(records, None, true)
    }

    fn deal_with(&mut self, at: Timestamp, mut ask: FloorAsk) -> Option<Batch> {
        match &mut ask {
            FloorAsk::Observed(seen) => {
                let facts = self.floor.observe(at, seen);
                (!facts.is_empty())
                    .then(|| self.begin(at, facts, (Identity::Server, None), Some(ask)))
            }
            FloorAsk::Command { asker, id, command } => {
                let who = asker.who().clone();
                let fingerprint = fingerprint(command);
                let known = self.commands.get(&(who.identity.clone(), *id));
                let decided = match known {
                    Some(same) if *same == fingerprint => {
                        asker.answer(*id, Answer::Done { interaction: None });
                        return None;
                    }
                    Some(_) => Err(FloorRefusal::CommandReused),
                    None => self.floor.decide(&who, command),
                };
                match decided {
                    Err(refusal) => {
                        asker.answer(*id, Answer::FloorRefused(refusal));
                        None
                    }
                    Ok(facts) => {
                        let cause = Some(Cause { command: *id, fingerprint });
                        let by = who.identity;
                        Some(self.begin(at, facts, (by, cause), Some(ask)))
                    }
                }
            }
        }
    }

    /// Keeps an agent free for the interaction that has waited longest, if one is to be had.
    fn offer(&self, at: Timestamp) -> Vec<FloorFact> {
        let seeks = self.seeking.iter().map(|((_, interaction), seek)| FloorObservation::Seeks {
            interaction: *interaction,
            seek: seek.clone(),
        });
        seeks.map(|seen| self.floor.observe(at, &seen)).find(|f| !f.is_empty()).unwrap_or_default()
    }

    fn begin(
        &mut self,
        at: Timestamp,
        facts: Vec<FloorFact>,
        (by, cause): (Identity, Option<Cause>),
        ask: Option<FloorAsk>,
    ) -> Batch {
        let numbered = (self.next..).zip(facts);
        let records = numbered
            .map(|(number, fact)| FloorRecord { number, at, by: by.clone(), cause, fact })
            .collect();
        self.entry(records, ask, false)
    }

    fn entry(
        &mut self,
        records: Vec<FloorRecord>,
        cause: Option<FloorAsk>,
        new_segment: bool,
    ) -> Batch {
        self.writing = Some(Writing { records: records.clone(), cause, new_segment });
        Batch::Floor { tenant: self.floor.tenant().clone(), records, new_segment }
    }
}

fn fingerprint(command: &FloorCommand) -> u64 {
    let body = serde_json::to_vec(command).unwrap_or_default();
    let digest = Sha256::digest(&body);
    digest.iter().take(8).fold(0, |print, byte| (print << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use backline_core::people::Profile;
    use backline_core::people::{Actor, PersonCard, Presence, Role};
    use tokio::sync::oneshot::Receiver;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn ana() -> PersonId {
        PersonId::new("ana").unwrap()
    }

    fn profile() -> Profile {
        let roles = vec![Role::Agent];
        let grants = Role::Agent.grants().into_iter().collect();
        let card = PersonCard::new(ana(), "Ana", None);
        Profile { card, roles, grants, teams: Vec::new(), supervises: Vec::new() }
    }

    fn tenant() -> TenantId {
        TenantId::new("acme").unwrap()
    }

    /// Writes all there is to write; what was written.
    fn settle(desk: &mut Desk) -> Vec<(Vec<FloorRecord>, bool)> {
        let mut written = Vec::new();
        while let Some(batch) = desk.write(NOW) {
            let Batch::Floor { records, new_segment, .. } = batch else { panic!("not a floor's") };
            written.push((records, new_segment));
            desk.written(NOW, true);
        }
        written
    }

    fn working() -> (Desk, Vec<FloorRecord>) {
        let mut desk = Desk::replay(tenant(), &[]);
        desk.ask(FloorAsk::Observed(FloorObservation::Configured(vec![profile()])));
        desk.ask(FloorAsk::Observed(FloorObservation::PageOpened(ana())));
        let written = settle(&mut desk);
        (desk, written.into_iter().flat_map(|(records, _)| records).collect())
    }

    fn set(presence: Presence) -> (FloorAsk, Receiver<Answer>) {
        let (asker, answer) = Asker::machine(Actor::person(tenant(), ana()));
        let command = FloorCommand::SetPresence { presence };
        let id = CommandId::from_u128(1);
        (FloorAsk::Command { asker, id, command }, answer)
    }

    #[test]
    fn a_segment_that_could_not_be_written_is_begun_again() {
        let mut desk = Desk::replay(tenant(), &[]);
        desk.ask(FloorAsk::Observed(FloorObservation::Configured(vec![profile()])));
        let Some(Batch::Floor { new_segment: true, .. }) = desk.write(NOW) else {
            panic!("a log begins with a segment")
        };
        desk.written(NOW, false);
        let Some(Batch::Floor { new_segment: true, .. }) = desk.write(NOW.plus(RETRY_AFTER)) else {
            panic!("the segment was forgotten")
        };
    }

    #[test]
    fn each_start_begins_a_segment_that_tells_everything_and_numbers_go_on() {
        let (first, log) = working();
        let mut again = Desk::replay(tenant(), &log);
        let written = settle(&mut again);
        let [(records, true)] = &written[..] else { panic!("{written:?}") };
        assert_eq!(records[0].number, log.last().unwrap().number + 1);
        let told = Desk::replay(tenant(), records);
        assert_eq!(told.floor(), first.floor());
        assert!(again.is_settled());
    }

    #[test]
    fn a_segment_ends_after_ten_thousand_facts() {
        let (mut desk, log) = working();
        let mut number = log.len();
        let mut segments = 0;
        while number < 2 * SEGMENT {
            for presence in [Presence::Busy, Presence::Available] {
                let (ask, _answer) = set(presence);
                let FloorAsk::Command { asker, command, .. } = ask else { unreachable!() };
                let id = CommandId::from_u128(number as u128);
                desk.ask(FloorAsk::Command { asker, id, command });
                let written = settle(&mut desk);
                segments += written.iter().filter(|(_, new)| *new).count();
                number += written.iter().map(|(records, _)| records.len()).sum::<usize>();
            }
        }
        assert_eq!(segments, 2, "one for each ten thousand");
    }

    #[tokio::test]
    async fn what_could_not_be_written_is_refused_to_who_asked_and_tried_again_for_the_rest() {
        let (mut desk, _) = working();
        let (ask, answer) = set(Presence::Busy);
        desk.ask(ask);
        assert!(desk.write(NOW).is_some());
        assert!(!desk.written(NOW, false));
        assert_eq!(answer.await, Ok(Answer::FloorRefused(FloorRefusal::NotRecorded)));
        assert_eq!(desk.floor().presence(&ana()), Presence::Available);
        desk.ask(FloorAsk::Observed(FloorObservation::LastPageClosed(ana())));
        assert!(desk.write(NOW).is_none(), "a failed write is not repeated at once");
        let later = NOW.plus(RETRY_AFTER);
        assert_eq!(desk.deadline(), Some(later));
        assert!(desk.write(later).is_some());
        assert!(!desk.written(later, false));
        let again = later.plus(RETRY_AFTER);
        assert!(desk.write(again).is_some(), "nobody else will say that the page has closed");
        assert!(desk.written(again, true));
    }
}
