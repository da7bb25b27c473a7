//! Calls that go wrong in every way the driver knows of: whatever it writes, an audit has nothing
//! against it.

use backline_core::{
    audit::interaction,
    id::{InteractionId, LegId, PersonId},
    interaction::{
        Action, CallCommand, CallFact, Command, Fact, Observation, Offer, SuperviseCommand,
        SuperviseFact,
    },
    people::Actor,
    routing::PartyId,
};

use super::call::{Driven, acme};

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }
}

fn party(n: u64) -> PartyId {
    let person = |id| PersonId::new(id).unwrap();
    match n {
        0 => PartyId::Customer,
        1 => PartyId::Person(person("ana")),
        2 => PartyId::Person(person("sofia")),
        _ => PartyId::Person(person("sam")),
    }
}

fn command(dice: &mut Dice) -> Command {
    let action = [Action::Monitor, Action::Coach, Action::BargeIn][dice.roll(3) as usize];
    match dice.roll(16) {
        0..=3 => Command::Call(CallCommand::Join { offer: Offer("v=0".to_owned()) }),
        4..=8 => Command::Supervise(SuperviseCommand::TakeAction { action }),
        9 => Command::Supervise(SuperviseCommand::EndAction { action }),
        10 => Command::Supervise(SuperviseCommand::OpenInteraction),
        11 => Command::Call(CallCommand::Hold),
        12 => Command::Call(CallCommand::Resume),
        13 => [Command::Call(CallCommand::Mute), Command::Call(CallCommand::Unmute)]
            [dice.roll(2) as usize]
            .clone(),
        14 => Command::Supervise(SuperviseCommand::Disconnect),
        _ => Command::Supervise(SuperviseCommand::SwitchTo { action }),
    }
}

fn who(n: u64) -> Actor {
    match n {
        0 => Driven::customer(),
        1 => Actor::person(acme(), PersonId::new("ana").unwrap()),
        2 => Actor::person(acme(), PersonId::new("sofia").unwrap()),
        _ => Actor::person(acme(), PersonId::new("sam").unwrap()),
    }
}

fn wild(seed: u64) -> Driven {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut call = Driven::answered(InteractionId::from_u128(seed.into()));
    for _ in 0..120 {
        match dice.roll(40) {
            0 => call.observe(Observation::LegLost { leg: LegId::from_u128(dice.roll(60).into()) }),
            1 => call.observe(Observation::SocketClosed { party: party(dice.roll(4)) }),
            2 => call.observe(Observation::Silent { party: party(dice.roll(4)) }),
            3 => call.observe(Observation::TableLost),
            4 => call.lose_the_table(),
            5 => call.fail_to_store(dice.roll(3)),
            6 => call.wait(dice.roll(6000)),
            7 => call.hold_back_reports(dice.roll(4)),
            8 if dice.roll(4) == 0 => call.crash(),
            9 if dice.roll(12) == 0 => call.try_to(&who(1), Command::Call(CallCommand::HangUp)),
            _ => {
                let (who, command) = (who(dice.roll(4)), command(&mut dice));
                call.try_to(&who, command);
            }
        }
    }
    call
}

#[test]
fn whatever_goes_wrong_the_record_of_it_stands_up_to_an_audit() {
    let (mut facts, mut active, mut over) = (0, 0, 0);
    for seed in 1..=400 {
        let call = wild(seed);
        let problems = interaction(&call.records);
        assert!(problems.is_empty(), "seed {seed}: {problems:#?}\n{:#?}", call.records);
        facts += call.records.len();
        let tells =
            |what: fn(&Fact) -> bool| call.records.iter().filter(|it| what(&it.fact)).count();
        active += tells(|fact| matches!(fact, Fact::Supervise(SuperviseFact::ActionActive { .. })));
        over += tells(|fact| matches!(fact, Fact::Call(CallFact::Ended { .. })));
    }
    // What never happens proves nothing.
    assert!(facts > 10_000 && active > 300 && over > 50, "{facts} {active} {over}");
}
