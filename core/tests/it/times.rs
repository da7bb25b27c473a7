//! Every time within which something is promised, with what it is made of: who changes one of these
//! spans reads here which sentence would not be true any more.

use backline_core::{
    floor::LINK_GRACE,
    interaction::{
        CallCommand, CallFact, Command, Fact, Flow, GONE_AFTER, RING_HEARD_WITHIN, SOUND_WITHIN,
        Signs,
    },
    protocol::SAID_AHEAD,
    replica::{MAX_DELAY, PAGE_SILENT_FOR, PULSE_EVERY, SILENT_FOR, delay},
    routing::PartyId,
    terms::Terms,
    time::Millis,
};

use crate::{
    cast::{agent_party, customer, person},
    rig::{Rig, offer},
};

/// How often the server looks who is silent.
const LOOK: Millis = Millis(250);
/// How often a page draws its clocks.
const TICK: Millis = Millis(500);
/// How often an open socket is looked at for the end of its sign-in.
const SIGN_IN: Millis = Millis::seconds(1);

/// What is promised, within how many seconds, and how long it takes at most.
type Promise = (&'static str, u64, u64);

fn promises() -> Vec<Promise> {
    let first = (0..1_000).map(|seed| delay(0, seed).0).max().unwrap();
    let three = (0..1_000).map(|seed| (0..3).map(|n| delay(n, seed).0).sum::<u64>()).max().unwrap();
    vec![
        ("a page that runs again has said so", 2, PULSE_EVERY.0),
        ("a ring that no page acknowledges goes on", 2, RING_HEARD_WITHIN.0),
        ("times on a page are right again on a link that stays up", 2, PULSE_EVERY.0 + TICK.0),
        ("an open page hears that its sign-in has ended", 2, SIGN_IN.0),
        ("a page has tried again once after an outage", 2, first),
        ("a page has tried three times", 3, three),
        ("a page that has waited for long tries again", 3, MAX_DELAY.0),
        ("nobody is rung at a page whose program says nothing", 5, PAGE_SILENT_FOR.0 + LOOK.0),
        ("a link over which nothing comes is lost", 5, SILENT_FOR.0),
        ("a party of whom nothing is left counts as lost", 5, GONE_AFTER.0),
        ("the sentence about it follows", 6, GONE_AFTER.0 + LOOK.0 + TICK.0),
        ("a call whose agent has no sound waits again", 15, SOUND_WITHIN.0),
    ]
}

///
#[test]
fn what_is_promised_within_a_time_takes_no_longer() {
    for (what, seconds, takes) in promises() {
        assert!(takes <= seconds * 1_000, "{what}: {takes} ms, and {seconds} s are promised");
    }
    // A network that is gone for five seconds ends nothing, and what ends is said ten minutes ahead.
    let terms = Terms::default();
    for grace in [terms.party_grace, terms.supervisor_grace, LINK_GRACE] {
        assert!(grace > Millis::seconds(5), "{grace:?}");
    }
    assert_eq!(SAID_AHEAD, Millis::seconds(600));
}

/// The same by what happens: to the millisecond, by a clock that a test sets.
///
///
#[test]
fn five_and_fifteen_seconds_are_over_when_they_are_and_not_before() {
    let mut rig = Rig::talking();
    let (ana, began) = (agent_party("ana"), rig.at);
    let leg = rig.engine.leg(&ana).unwrap();
    for (wait, lost) in [(4_999, false), (1, true)] {
        rig.wait(Millis(wait));
        let signs = Signs { flow: Flow::Nothing, arrives: true, heard: began, word: began };
        let seen = signs.noticed(rig.state(), leg, rig.at);
        rig.saw(seen);
        assert_eq!(rig.state().is_lost(&ana), lost, "{:?}", rig.at.since(began));
    }

    let mut rig = Rig::new();
    rig.join(&customer(), &PartyId::Customer);
    rig.offer("ana");
    rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
    rig.floor.offered.clear();
    rig.ok(&person("ana"), Command::Call(CallCommand::Join { offer: offer() }));
    let failed = |rig: &Rig| {
        rig.facts().iter().any(|it| matches!(it, Fact::Call(CallFact::AnswerFailed { .. })))
    };
    rig.wait(Millis(14_999));
    assert!(!failed(&rig));
    rig.wait(Millis(1));
    assert!(failed(&rig), "{:?}", rig.facts());
}
