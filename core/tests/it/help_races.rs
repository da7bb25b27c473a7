//! Two supervisors confirm at once, a thousand times: whatever is written, fails or crashes in
//! between, one has the request and the other is told who.

use backline_core::{
    host::call::CallInput,
    id::CommandId,
    interaction::{CallFact, Fact, HelpFact, HelpRefusal, Refusal, RequestFact},
    terms::Terms,
    time::Millis,
};

use crate::{
    cast::{card, id, person},
    dice::Dice,
    help::{cancel, claim, help, raised},
    rig::{Rig, Works},
};

/// What may come between two messages.
fn something_happens(rig: &mut Rig, dice: &mut Dice) {
    match dice.below(6) {
        0 if !rig.held_tickets.is_empty() => rig.store_held(),
        1 => {
            if let Some((ticket, _)) = rig.held_tickets.pop_front() {
                rig.give(CallInput::StoreFailed { ticket });
            }
        }
        2 => crash(rig, dice.below(2) == 0),
        3 => rig.wait(Millis(400)),
        _ => {}
    }
}

/// The server dies; the write under way may have got through.
fn crash(rig: &mut Rig, written: bool) {
    if let Some((_, records)) = rig.held_tickets.pop_front().filter(|_| written) {
        rig.records.extend(records);
    }
    rig.crash();
}

/// The answer that this page gets in the end: it asks again after a crash, with the same id, and
/// its person presses again after a failed write.
fn answer(rig: &mut Rig, name: &str, mut sent: CommandId) -> Result<(), Refusal> {
    for _ in 0..10 {
        match rig.reply(sent) {
            None => {
                let (who, command) = (person(name), claim(1));
                rig.give(CallInput::Command { who, id: sent, command });
            }
            Some(Err(Refusal::NotRecorded)) => sent = rig.send(&person(name), claim(1)),
            Some(answer) => return answer,
        }
    }
    panic!("{name} is never answered")
}

fn calm(rig: &mut Rig) {
    rig.store = Works::Prompt;
    while !rig.held_tickets.is_empty() {
        rig.store_held();
    }
}

///
#[test]
fn of_two_who_confirm_at_once_one_wins_and_the_other_is_told_who_a_thousand_times() {
    let (mut wins, mut crashes) = ([0, 0], 0);
    for seed in 0..1_000 {
        let mut dice = Dice(seed);
        let mut rig = raised(Terms::default());
        rig.store = Works::Silent;
        let mut racers = ["sofia", "sam"];
        if seed % 2 == 0 {
            racers.reverse();
        }
        let sent = racers.map(|name| {
            let sent = rig.send(&person(name), claim(1));
            (0..dice.below(3)).for_each(|_| something_happens(&mut rig, &mut dice));
            sent
        });
        calm(&mut rig);
        let mut answers = [Ok(()), Ok(())];
        let turns = if dice.below(2) == 0 { [0, 1] } else { [1, 0] };
        for turn in turns {
            answers[turn] = answer(&mut rig, racers[turn], sent[turn]);
        }
        let claimed = |fact: &&Fact| {
            matches!(fact, Fact::Help(HelpFact::Request { what: RequestFact::Claimed { .. }, .. }))
        };
        assert_eq!(rig.facts().iter().filter(|fact| claimed(fact)).count(), 1, "seed {seed}");
        let winner = help(&rig).helper().unwrap().clone();
        let by = winner.name.text().to_owned();
        for (name, answer) in racers.into_iter().zip(answers) {
            let won = winner.person == id(name);
            let wanted = if won {
                Ok(())
            } else {
                Err(Refusal::Help(HelpRefusal::HelpTaken { by: by.clone() }))
            };
            assert_eq!(answer, wanted, "{name}, seed {seed}");
        }
        wins[usize::from(winner == card("sam"))] += 1;
        crashes += usize::from(
            rig.facts().iter().any(|it| matches!(it, Fact::Call(CallFact::ServerRestarted { .. }))),
        );
    }
    assert!(wins[0] > 300 && wins[1] > 300 && crashes > 100, "{wins:?}, {crashes}");
}

///
#[test]
fn a_cancel_and_a_claim_at_once_have_one_winner_a_thousand_times() {
    for seed in 0..1_000 {
        let mut dice = Dice(seed);
        let mut rig = raised(Terms::default());
        rig.store = Works::Silent;
        let mut racers = [("sofia", claim(1)), ("ana", cancel(1))];
        if seed % 2 == 0 {
            racers.reverse();
        }
        let sent = racers.map(|(name, command)| {
            let sent = rig.send(&person(name), command);
            if dice.below(2) == 0 && !rig.held_tickets.is_empty() {
                rig.store_held();
            }
            (name, sent)
        });
        calm(&mut rig);
        let taken = help(&rig).helper().is_some();
        for (name, sent) in sent {
            let wanted = match (name, taken) {
                ("sofia", true) | ("ana", false) => Ok(()),
                ("sofia", false) => {
                    Err(Refusal::Help(HelpRefusal::HelpCancelled { by: "Ana Ribeiro".to_owned() }))
                }
                _ => Err(Refusal::Help(HelpRefusal::HelpTaken { by: "Sofia Marin".to_owned() })),
            };
            assert_eq!(rig.reply(sent), Some(wanted), "{name}, seed {seed}");
        }
        assert_eq!(taken, seed % 2 != 0, "commit order decides");
    }
}
