//! Signs of life: a device that stops takes page and sound away at once, and none of it is a fault of
//! the microphone.

use backline_core::{
    interaction::{
        Action, CallFact, Fact, Flow, GONE_AFTER, Interaction, Lens, Loss, Observation, Party,
        Signs, StopReason, SuperviseFact,
    },
    routing::PartyId,
    terms::Terms,
    time::{Millis, Timestamp},
};

use crate::{
    cast::{agent_party, id, supervisor_party},
    rig::Rig,
};

const LENSES: [Lens; 4] = [Lens::Supervisor, Lens::Helper, Lens::Agent, Lens::Customer];
const SPEAKERS: fn() -> [PartyId; 2] = || [agent_party("ana"), PartyId::Customer];

/// What is noticed of `party` now, taken in.
fn sees(rig: &mut Rig, party: &PartyId, flow: Flow, word: Timestamp) {
    let leg = rig.engine.leg(party).unwrap();
    let seen = Signs { flow, arrives: true, heard: word, word }.noticed(rig.state(), leg, rig.at);
    rig.saw(seen);
}

/// The same of one whom nothing reaches.
fn sees_one_way(rig: &mut Rig, party: &PartyId, flow: Flow) {
    let (leg, now) = (rig.engine.leg(party).unwrap(), rig.at);
    let seen = Signs { flow, arrives: false, heard: now, word: now };
    rig.saw(seen.noticed(rig.state(), leg, rig.at));
}

fn own<'r>(rig: &'r Rig, party: &PartyId) -> &'r Party {
    rig.state().party(party).unwrap()
}

fn is_drawn(rig: &Rig, party: &PartyId) -> bool {
    rig.state().heard().0.iter().any(|edge| edge.touches(party))
}

///
#[test]
fn who_stops_altogether_is_away_without_a_word_of_the_microphone_and_lost_after_five_seconds() {
    for party in SPEAKERS() {
        let mut rig = Rig::opened_by(&["sofia"]);
        rig.act("sofia", Action::Coach);
        let stopped = rig.at;
        rig.wait(Millis(3_000));
        sees(&mut rig, &party, Flow::NoVoice, stopped);
        let away = own(&rig, &party);
        assert!(!away.is_reached() && !away.is_voiceless() && !away.is_deaf());
        assert!(!is_drawn(&rig, &party));
        rig.wait(Millis(GONE_AFTER.0 - 3_001));
        sees(&mut rig, &party, Flow::Nothing, stopped);
        assert!(!rig.state().is_lost(&party), "five seconds are not over");
        rig.wait(Millis(1));
        sees(&mut rig, &party, Flow::Nothing, stopped);
        let Fact::Call(CallFact::LegLost { party: lost, why: Loss::Silence, .. }) = rig.last()
        else {
            panic!("{:?}", rig.last());
        };
        assert_eq!(*lost, party);
        assert_eq!(rig.action_of("sofia"), Some(Action::Coach), "it stands until they are back");
    }
}

///
#[test]
fn whose_page_says_that_it_runs_has_a_microphone_that_does_not_work_and_is_never_lost_by_silence() {
    for party in SPEAKERS() {
        let mut rig = Rig::talking();
        rig.wait(Millis(3_000));
        let now = rig.at;
        sees(&mut rig, &party, Flow::NoVoice, now);
        assert!(own(&rig, &party).is_voiceless());
        // What was known before the device stopped is still so.
        rig.wait(Millis(4_000));
        sees(&mut rig, &party, Flow::NoVoice, now);
        assert!(own(&rig, &party).is_voiceless());
        for _ in 0..20 {
            rig.wait(Millis(1_000));
            let now = rig.at;
            sees(&mut rig, &party, Flow::Nothing, now);
            assert!(!own(&rig, &party).is_reached() && !rig.state().is_lost(&party));
        }
    }
}

///
#[test]
fn a_page_that_is_slow_to_say_that_it_runs_names_the_microphone_when_it_does() {
    let mut rig = Rig::talking();
    let (ana, before) = (agent_party("ana"), rig.at);
    rig.wait(Millis(3_000));
    sees(&mut rig, &ana, Flow::NoVoice, before);
    assert!(!own(&rig, &ana).is_voiceless());
    let now = rig.at;
    sees(&mut rig, &ana, Flow::NoVoice, now);
    assert!(own(&rig, &ana).is_voiceless());
}

/// A proxy that passes nothing on takes the page's words away, and no datagram.
///
///
#[test]
fn a_voice_that_is_missing_while_the_connection_outlives_the_page_is_missing_and_no_more() {
    for party in SPEAKERS() {
        let mut rig = Rig::talking();
        let cut = rig.at;
        rig.wait(Millis(GONE_AFTER.0 + 2_499));
        sees(&mut rig, &party, Flow::NoVoice, cut);
        assert!(!own(&rig, &party).is_voiceless(), "a device that stopped is not missed yet");
        rig.wait(Millis(1));
        sees(&mut rig, &party, Flow::NoVoice, cut);
        let own = own(&rig, &party);
        assert!(own.is_voiceless() && own.is_reached() && !own.is_deaf());
    }
}

/// Whose page was frozen long before their network stopped is not lost at once.
///
///
#[test]
fn what_came_last_counts_be_it_a_datagram_or_a_word() {
    let mut rig = Rig::talking();
    let (ana, frozen) = (agent_party("ana"), rig.at);
    rig.wait(Millis(60_000));
    let (leg, heard) = (rig.engine.leg(&ana).unwrap(), rig.at);
    let signs = Signs { flow: Flow::Nothing, arrives: true, heard, word: frozen };
    rig.wait(Millis(GONE_AFTER.0 - 1));
    let nothing = Observation::Measured { leg, flow: Flow::Nothing };
    assert_eq!(signs.noticed(rig.state(), leg, rig.at), nothing);
    rig.wait(Millis(1));
    let gone = Observation::Gone { party: ana };
    assert_eq!(signs.noticed(rig.state(), leg, rig.at), gone);
}

/// A browser that has frozen a page goes on sending its microphone.
///
///
#[test]
fn whose_sound_flows_is_not_lost_however_long_the_page_says_nothing() {
    for party in SPEAKERS() {
        let mut rig = Rig::talking();
        let frozen = rig.at;
        rig.saw(Observation::PageSilent { party: party.clone() });
        rig.wait(Millis(600_000));
        let known = rig.records.len();
        sees(&mut rig, &party, Flow::Flows, frozen);
        assert_eq!(rig.records.len(), known);
        assert!(own(&rig, &party).is_reached() && own(&rig, &party).is_deaf());
    }
}

///
#[test]
fn nothing_is_missed_of_a_supervisor_of_whom_no_voice_is_expected() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Monitor);
    let (sofia, stopped) = (supervisor_party("sofia"), rig.at);
    rig.wait(Millis(3_000));
    sees(&mut rig, &sofia, Flow::NoVoice, stopped);
    assert!(own(&rig, &sofia).is_reached());
}

#[test]
fn a_supervisor_has_as_long_as_the_terms_say() {
    let most = Millis(7_000);
    let mut rig = Rig::talking_under(Terms { supervisor_silence: most, ..Terms::default() });
    rig.open("sofia");
    rig.act("sofia", Action::BargeIn);
    let (sofia, stopped) = (supervisor_party("sofia"), rig.at);
    rig.wait(Millis(most.0 - 1));
    sees(&mut rig, &sofia, Flow::Nothing, stopped);
    assert_eq!(rig.action_of("sofia"), Some(Action::BargeIn));
    rig.wait(Millis(1));
    sees(&mut rig, &sofia, Flow::Nothing, stopped);
    let (supervisor, why) = (id("sofia"), StopReason::ConnectionLost);
    let action = Action::BargeIn;
    let ended = Fact::Supervise(SuperviseFact::ActionEnded { supervisor, action, why });
    assert!(rig.facts().contains(&&ended));
}

/// A network that lets datagrams through from the page and none to it.
///
///
#[test]
fn whom_nothing_reaches_goes_on_to_be_heard_and_is_drawn_as_hearing_nobody_through_every_lens() {
    for party in SPEAKERS() {
        let mut rig = Rig::talking();
        sees_one_way(&mut rig, &party, Flow::Flows);
        assert!(own(&rig, &party).is_deaf() && own(&rig, &party).is_reached());
        assert!(!own(&rig, &party).is_voiceless());
        for lens in LENSES {
            let heard = rig.state().seen_by(lens).heard();
            assert!(heard.0.iter().all(|edge| edge.listener != party), "{lens:?}");
            assert!(heard.0.iter().any(|edge| edge.speaker.party() == Some(&party)), "{lens:?}");
            let told = Interaction::fold(lens, rig.stream(lens));
            assert_eq!(told, Some(rig.state().seen_by(lens)), "{lens:?}");
        }
        let again = rig.at;
        sees(&mut rig, &party, Flow::Flows, again);
        assert!(!own(&rig, &party).is_deaf());
    }
}

///
#[test]
fn whose_voice_is_missing_as_well_is_drawn_as_not_reached_and_no_microphone_is_named() {
    for party in SPEAKERS() {
        let mut rig = Rig::opened_by(&["sofia"]);
        rig.act("sofia", Action::Coach);
        sees_one_way(&mut rig, &party, Flow::NoVoice);
        assert!(!own(&rig, &party).is_reached() && !own(&rig, &party).is_voiceless());
        assert!(!is_drawn(&rig, &party));
        rig.wait(Millis(600_000));
        sees_one_way(&mut rig, &party, Flow::NoVoice);
        assert!(!rig.state().is_lost(&party), "the page says that it runs");
    }
}

///
#[test]
fn a_monitor_whom_nothing_reaches_hears_nobody_and_leaves_no_trace_with_those_who_are_heard() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Monitor);
    let sofia = supervisor_party("sofia");
    let streams = |rig: &Rig| [Lens::Agent, Lens::Customer].map(|it| rig.stream(it).to_vec());
    let before = streams(&rig);
    sees_one_way(&mut rig, &sofia, Flow::NoVoice);
    assert!(own(&rig, &sofia).is_deaf() && own(&rig, &sofia).is_reached());
    assert!(!is_drawn(&rig, &sofia));
    assert_eq!(streams(&rig), before);
}
