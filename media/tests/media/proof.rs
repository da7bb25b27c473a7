//! The payload proof: over thousands of random changes by two supervisors, with reconnections and
//! crashes, every listener decrypts exactly the packets of the speakers that a hand-written table
//! names, and agent and customer never lose one to each other.
//!
//! What to open is computed with the core's policy; what to expect is read from the table; what
//! is heard is what came out of SRTP at the other end. `BACKLINE_PROOF_CHANGES` asks for more.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use backline_core::routing::{Edge, PartyId, Position, Routes, may_hear};
use backline_media::{Clip, Order, Recording};

use super::{
    browser::{Heard, PACKET},
    dice::{Dice, times},
    table::{Doing, Row, TABLE, find},
    world::{CALL, Step, World, agent, customer, is_rtp, party, routes, sam, sofia},
};

/// The state of a call, as the test thinks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    doing: (Doing, Doing),
    hold: bool,
    muted: BTreeSet<PartyId>,
}

struct Proof {
    world: World,
    dice: Dice,
    state: State,
    table: Vec<Row>,
    hold: Recording,
    said: u64,
    /// Where each slot of each listener has got to.
    lines: BTreeMap<(PartyId, usize), u64>,
    checked: u64,
}

impl State {
    /// The edges that the core's policy gives.
    fn by_policy(&self, present: &[PartyId]) -> Routes {
        let mut edges = Routes::default();
        for listener in present {
            for speaker in present.iter().filter(|speaker| *speaker != listener) {
                let heard = may_hear(self.position(listener), self.position(speaker));
                if heard && !self.muted.contains(speaker) {
                    edges.0.insert(Edge::between(speaker.clone(), listener.clone()));
                }
            }
        }
        if self.hold {
            edges.0.insert(Edge::treatment(customer()));
        }
        edges
    }

    fn position(&self, who: &PartyId) -> Position {
        let doing = if *who == sofia() { self.doing.0 } else { self.doing.1 };
        match who {
            PartyId::Customer if self.hold => Position::Held,
            PartyId::Customer => Position::Customer,
            PartyId::Person(_) if *who == agent() => Position::Agent,
            PartyId::Person(_) => match doing {
                Doing::Nothing => Position::Idle,
                Doing::Monitor => Position::Monitoring,
                Doing::Coach => Position::Coaching,
                Doing::BargeIn => Position::BargingIn,
            },
        }
    }

    /// The edges that the table says.
    fn by_table(&self, table: &[Row]) -> Routes {
        let row = find(table, self.doing).unwrap();
        let mut edges = routes(if self.hold { row.on_hold } else { row.edges });
        edges.0.retain(|e| e.speaker.party().is_none_or(|speaker| !self.muted.contains(speaker)));
        edges
    }
}

impl Proof {
    fn new(seed: u64, table: Vec<Row>) -> Self {
        Self {
            world: World::with(&everybody()),
            dice: Dice::new(seed),
            state: State {
                doing: (Doing::Nothing, Doing::Nothing),
                hold: false,
                muted: BTreeSet::new(),
            },
            table,
            hold: Clip::Hold.recording(),
            said: 0,
            lines: BTreeMap::new(),
            checked: 0,
        }
    }

    /// Changes at random; how many payloads were checked, or what was wrong.
    fn run(&mut self, changes: usize) -> Result<u64, String> {
        for change in 0..changes {
            self.step(change).map_err(|what| format!("{change}, {:?}: {what}", self.state))?;
        }
        Ok(self.checked)
    }

    fn step(&mut self, change: usize) -> Result<(), String> {
        match self.dice.below(200) {
            0 => self.come_again(&sofia(), Going::Leaves)?,
            1 => self.come_again(&sam(), Going::Crashes)?,
            2 => self.come_again(&sofia(), Going::IsReplaced)?,
            3 if change.is_multiple_of(4) => {
                let who = self.dice.pick(&["A", "C"]);
                self.come_again(&party(who), Going::IsReplaced)?;
            }
            _ => self.alter(),
        }
        self.enforce();
        self.everybody_speaks()
    }

    /// Another allowed state, one thing changed.
    fn alter(&mut self) {
        let doings = [Doing::Nothing, Doing::Monitor, Doing::Coach, Doing::BargeIn];
        match self.dice.below(8) {
            0 => self.state.hold = !self.state.hold && self.dice.one_in(2),
            // Mostly nobody is muted, so that there is something to hear.
            1 if self.state.muted.is_empty() => {
                self.state.muted.insert(party(self.dice.pick(&["A", "C", "S", "T"])));
            }
            1 | 2 => {
                self.state.muted.pop_last();
            }
            n => {
                let doing = self.dice.pick(&doings);
                let (sofia, sam) = self.state.doing;
                let next = if n % 2 == 0 { (doing, sam) } else { (sofia, doing) };
                if find(&TABLE, next).is_some() {
                    self.state.doing = next;
                }
            }
        }
    }

    fn enforce(&mut self) {
        let present: Vec<PartyId> = self.world.legs.keys().cloned().collect();
        self.world.route(self.state.by_policy(&present));
    }

    /// Each party says one packet; everybody must hear what the table says, at once.
    fn everybody_speaks(&mut self) -> Result<(), String> {
        self.said += 1;
        let expected = self.state.by_table(&self.table);
        let present: Vec<PartyId> = self.world.legs.keys().cloned().collect();
        for speaker in &present {
            self.world.steps = Some(Vec::new());
            let payload = payload(speaker, self.said);
            self.world.say(speaker, &payload);
            let steps = self.world.steps.take().unwrap_or_default();
            self.check_not_interfered(speaker, &steps, &expected)?;
        }
        for listener in &present {
            let heard = std::mem::take(&mut self.world.browsers.get_mut(listener).unwrap().heard);
            self.check_heard(listener, &heard, &expected)?;
        }
        self.world.run(PACKET);
        for listener in &present {
            let heard = std::mem::take(&mut self.world.browsers.get_mut(listener).unwrap().heard);
            self.check_only_treatment(listener, &heard, &expected)?;
        }
        Ok(())
    }

    fn check_heard(
        &mut self,
        listener: &PartyId,
        heard: &[Heard],
        expected: &Routes,
    ) -> Result<(), String> {
        let speakers = everybody().into_iter().filter(|speaker| expected.hears(listener, speaker));
        let mut wanted: Vec<Vec<u8>> = speakers.map(|who| payload(&who, self.said)).collect();
        for take in heard {
            self.checked += 1;
            if self.is_treatment(&take.payload) {
                self.follow(listener, take)?;
                continue;
            }
            let Some(place) = wanted.iter().position(|payload| *payload == take.payload) else {
                return Err(format!("{listener:?} heard {:?}", take.payload));
            };
            wanted.remove(place);
            self.follow(listener, take)?;
        }
        if wanted.is_empty() {
            Ok(())
        } else {
            Err(format!("{listener:?} did not hear {wanted:?}"))
        }
    }

    /// While the clock turns, only the hold treatment sounds, and only to whom it should.
    fn check_only_treatment(
        &mut self,
        listener: &PartyId,
        heard: &[Heard],
        expected: &Routes,
    ) -> Result<(), String> {
        let held = expected.0.contains(&Edge::treatment(listener.clone()));
        for take in heard {
            if !held || !self.is_treatment(&take.payload) {
                return Err(format!("{listener:?} heard {:?} from nobody", take.payload));
            }
            self.follow(listener, take)?;
        }
        if held && heard.is_empty() {
            return Err(format!("{listener:?} is on hold and hears nothing"));
        }
        Ok(())
    }

    fn is_treatment(&self, payload: &[u8]) -> bool {
        (0..self.hold.len() as u64).any(|n| *self.hold.frame(n) == *payload)
    }

    /// Sequence numbers of a slot have no hole that the server made.
    fn follow(&mut self, listener: &PartyId, take: &Heard) -> Result<(), String> {
        let before = self.lines.insert((listener.clone(), take.slot), take.sequence);
        match before {
            Some(before) if take.sequence != before + 1 => Err(format!(
                "{listener:?}, slot {}: {} came after {before}",
                take.slot, take.sequence
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// A packet that came in on an open edge left on it in the same step, once.
    fn check_not_interfered(
        &self,
        speaker: &PartyId,
        steps: &[Step],
        expected: &Routes,
    ) -> Result<(), String> {
        for other in [agent(), customer()] {
            if !expected.hears(&other, speaker) || other == *speaker {
                continue;
            }
            let from = self.world.browsers[speaker].address;
            let to = self.world.browsers[&other].address;
            for step in steps.iter().filter(|s| s.source == from && is_rtp(&s.datagram)) {
                let out = step.out.iter().filter(|(d, sent)| *d == to && is_rtp(sent)).count();
                if out != 1 {
                    return Err(format!("{out} packets left from {speaker:?} to {other:?}"));
                }
            }
        }
        Ok(())
    }

    /// A connection ends and another of the same party comes, while the others talk on.
    fn come_again(&mut self, who: &PartyId, how: Going) -> Result<(), String> {
        if *who == sofia() {
            self.state.doing.0 = Doing::Nothing;
        } else if *who == sam() {
            self.state.doing.1 = Doing::Nothing;
        }
        let leg = self.world.legs[who];
        match how {
            Going::Leaves => self.world.order(Order::Leave { interaction: CALL, leg }),
            Going::Crashes => {
                self.world.engine.sabotage(leg);
                self.world.say(who, &payload(who, self.said));
                self.world.deliver();
            }
            Going::IsReplaced => {}
        }
        self.lines.retain(|(listener, _), _| listener != who);
        self.world.join(who);
        // The engine has closed the edges of the old leg by itself.
        self.world.routes.0.retain(|edge| !edge.touches(who));
        self.talk_until_connected(who)
    }

    fn talk_until_connected(&mut self, who: &PartyId) -> Result<(), String> {
        let others: Vec<PartyId> = everybody().into_iter().filter(|other| other != who).collect();
        for _ in 0..200 {
            self.said += 1;
            for speaker in &others {
                self.world.say(speaker, &payload(speaker, self.said));
            }
            for listener in &others {
                let expected = self.world.routes.clone();
                let heard =
                    std::mem::take(&mut self.world.browsers.get_mut(listener).unwrap().heard);
                self.check_heard(listener, &heard, &expected)?;
            }
            if self.world.browsers[who].connected {
                return Ok(());
            }
            self.world.run(Duration::from_millis(20));
        }
        Err(format!("{who:?} did not come back"))
    }
}

#[derive(Debug, Clone, Copy)]
enum Going {
    Leaves,
    Crashes,
    IsReplaced,
}

fn everybody() -> [PartyId; 4] {
    [agent(), customer(), sofia(), sam()]
}

/// Who says it and which of their sayings it is.
fn payload(speaker: &PartyId, said: u64) -> Vec<u8> {
    let letter = ["A", "C", "S", "T"].into_iter().find(|letter| party(letter) == *speaker);
    [letter.unwrap().as_bytes(), &said.to_be_bytes()].concat()
}

#[test]
fn through_ten_thousand_random_changes_everybody_hears_exactly_what_the_table_says() {
    let changes = times("BACKLINE_PROOF_CHANGES", 10_000);
    let mut proof = Proof::new(1, TABLE.to_vec());
    let checked = proof.run(changes).unwrap();
    assert!(checked > 4 * changes as u64, "only {checked} payloads were heard");
    // What the socket's exit counted agrees: no packet left on an edge that no row has.
    for departure in proof.world.engine.departures(CALL) {
        let speaker = departure.speaker.party();
        let ever = TABLE.iter().any(|row| {
            [row.edges, row.on_hold].iter().any(|text| {
                routes(text).0.iter().any(|edge| {
                    edge.speaker.party() == speaker && edge.listener == departure.listener
                })
            })
        });
        assert!(ever, "{departure:?}");
    }
}

#[test]
fn the_same_check_with_one_wrong_row_fails() {
    let wrong: [(usize, &str, &str); 4] = [
        // A coach whom the customer hears.
        (2, "A>C C>A A>S C>S S>A S>C", TABLE[2].on_hold),
        // A monitor who hears nothing of the customer.
        (4, "A>C C>A A>T", TABLE[4].on_hold),
        // A customer on hold who hears the agent.
        (0, TABLE[0].edges, "H>C A>C"),
        // A coach whom the other supervisor hears.
        (9, "A>C C>A A>S C>S A>T C>T S>A S>T", TABLE[9].on_hold),
    ];
    for (index, edges, on_hold) in wrong {
        let mut table = TABLE.to_vec();
        table[index] = Row { edges, on_hold, ..table[index] };
        let outcome = Proof::new(2, table).run(400);
        assert!(outcome.is_err(), "row {index} was wrong and nobody noticed");
    }
}
