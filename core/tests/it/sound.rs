//! Who can really be heard: what is measured and what pages say, who learns of it, and what becomes
//! of a call whose sound does not come up.

use backline_core::{
    floor::CallNote,
    interaction::{
        Action, CallCommand, CallFact, CallRefusal, Command, Connection, EndReason, Fact, Flow,
        Interaction, Lens, Observation, Refusal, Sound, Stage, Stamped, StopReason,
        SuperviseCommand, SuperviseFact,
    },
    routing::{PartyId, Routes},
    time::Millis,
};

use crate::{
    cast::{agent_party, card, customer, id, person, supervisor_party},
    rig::{Rig, offer},
};

const LENSES: [Lens; 4] = [Lens::Supervisor, Lens::Helper, Lens::Agent, Lens::Customer];

fn tells(microphone: bool, speaker: bool) -> Command {
    Command::Call(CallCommand::TellSound { microphone, speaker })
}

fn measured(rig: &mut Rig, party: &PartyId, flow: Flow) {
    let leg = rig.engine.leg(party).unwrap();
    rig.saw(Observation::Measured { leg, flow });
}

/// Whether the customer hears the agent, and the other way round, as every viewer's screen says.
fn drawn(rig: &Rig) -> (bool, bool) {
    let ana = agent_party("ana");
    let one = |lens: Lens| {
        let heard = rig.state().seen_by(lens).heard();
        (heard.hears(&PartyId::Customer, &ana), heard.hears(&ana, &PartyId::Customer))
    };
    let all = LENSES.map(one);
    assert!(all.iter().all(|it| *it == all[0]), "{all:?}");
    all[0]
}

///
#[test]
fn who_cannot_be_heard_is_drawn_as_heard_on_no_screen_whatever_the_reason() {
    let mut rig = Rig::talking();
    let ana = agent_party("ana");
    assert_eq!(drawn(&rig), (true, true));
    rig.ok(&person("ana"), tells(false, true));
    assert_eq!(drawn(&rig), (false, true), "the microphone does not work");
    measured(&mut rig, &ana, Flow::NoVoice);
    rig.ok(&person("ana"), tells(true, true));
    assert_eq!(drawn(&rig), (false, true), "the page is content, and no packet comes");
    measured(&mut rig, &ana, Flow::Nothing);
    assert_eq!(drawn(&rig), (false, false), "nothing comes: nothing reaches her either");
    measured(&mut rig, &ana, Flow::Flows);
    assert_eq!(drawn(&rig), (true, true));
    rig.ok(&customer(), tells(true, false));
    assert_eq!(drawn(&rig), (false, true), "what comes in is not played");
    assert!(rig.hears(&PartyId::Customer, &ana), "no edge has closed for any of it");
}

///
#[test]
fn whose_page_does_not_run_hears_nothing_and_goes_on_to_be_heard_until_the_page_says_so() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Monitor);
    let (ana, sofia) = (agent_party("ana"), supervisor_party("sofia"));
    for party in [&ana, &sofia, &PartyId::Customer] {
        rig.saw(Observation::PageSilent { party: party.clone() });
        let known = rig.records.len();
        rig.saw(Observation::PageSilent { party: party.clone() });
        assert_eq!(rig.records.len(), known, "it is known already");
    }
    assert_eq!(rig.state().heard(), Routes::default(), "nobody hears");
    assert_eq!(*rig.state().enforced(), rig.state().routes(), "no edge has closed for it");
    for who in [person("ana"), person("sofia"), customer()] {
        rig.ok(&who, tells(true, true));
    }
    assert_eq!(rig.state().heard(), rig.state().routes());
    // Who has no connection hears nothing anyway, and begins the next one unmarked.
    rig.break_leg(&ana);
    rig.saw(Observation::PageSilent { party: ana.clone() });
    assert!(rig.state().party(&ana).unwrap().sound.speaker);
}

///
#[test]
fn whoever_connects_for_the_first_time_is_not_away_again() {
    let mut rig = Rig::new();
    rig.join(&customer(), &PartyId::Customer);
    rig.offer("ana");
    let ana = agent_party("ana");
    let away = |rig: &Rig| rig.state().party(&ana).unwrap().away();
    rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
    assert_eq!(away(&rig), Some(false), "awaited");
    rig.ok(&person("ana"), Command::Call(CallCommand::Join { offer: offer() }));
    assert_eq!(away(&rig), Some(false), "joining");
    rig.connected(&ana);
    assert_eq!(away(&rig), None);
    rig.break_leg(&ana);
    assert_eq!(away(&rig), Some(true), "lost");
    rig.ok(&person("ana"), Command::Call(CallCommand::Join { offer: offer() }));
    assert_eq!(away(&rig), Some(true), "joining again");
    rig.connected(&ana);
    measured(&mut rig, &ana, Flow::Nothing);
    assert_eq!(away(&rig), Some(true), "nothing comes");
}

#[test]
fn what_is_known_already_is_no_fact() {
    let mut rig = Rig::talking();
    let known = rig.records.len();
    let refused = Err(Refusal::Call(CallRefusal::SoundKnown));
    assert_eq!(rig.ask(&customer(), tells(true, true)), refused);
    measured(&mut rig, &PartyId::Customer, Flow::Flows);
    assert_eq!(rig.records.len(), known);
}

///
#[test]
fn a_new_connection_is_not_measured_yet_and_a_page_is_still_believed() {
    let mut rig = Rig::talking();
    let ana = agent_party("ana");
    rig.ok(&person("ana"), tells(false, true));
    measured(&mut rig, &ana, Flow::NoVoice);
    rig.join(&person("ana"), &ana);
    let sound = Sound { microphone: false, ..Sound::default() };
    assert_eq!(rig.state().party(&ana).unwrap().sound, sound);
}

///
#[test]
fn the_sound_of_one_who_only_listens_leaves_no_trace() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Monitor);
    let sofia = supervisor_party("sofia");
    let before = [Lens::Agent, Lens::Customer].map(|lens| rig.stream(lens).to_vec());
    rig.ok(&person("sofia"), tells(false, false));
    measured(&mut rig, &sofia, Flow::Nothing);
    measured(&mut rig, &sofia, Flow::NoVoice);
    let after = [Lens::Agent, Lens::Customer].map(|lens| rig.stream(lens).to_vec());
    assert_eq!(after, before);
    let heard = rig.state().seen_by(Lens::Supervisor).heard();
    assert!(!heard.hears(&sofia, &PartyId::Customer), "her own screen says that she hears nobody");
}

/// Whoever barges in with a dead microphone is drawn as heard by nobody.
///
///
#[test]
fn the_sound_of_one_who_speaks_is_told_to_those_who_should_hear() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let sofia = supervisor_party("sofia");
    rig.ok(&person("sofia"), tells(false, true));
    rig.act("sofia", Action::BargeIn);
    for lens in LENSES {
        let heard = rig.state().seen_by(lens).heard();
        assert!(!heard.hears(&PartyId::Customer, &sofia), "{lens:?}");
        let folded = Interaction::fold(lens, rig.stream(lens)).unwrap();
        assert_eq!(folded, rig.state().seen_by(lens));
        let again = folded.restate();
        assert_eq!(Interaction::fold(lens, &again).unwrap(), folded);
    }
    rig.ok(&person("sofia"), tells(true, true));
    assert!(rig.state().seen_by(Lens::Customer).heard().hears(&PartyId::Customer, &sofia));
}

///
#[test]
fn a_voice_is_expected_from_a_supervisor_only_while_somebody_should_hear_it() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let sofia = supervisor_party("sofia");
    let flow = |rig: &Rig| rig.state().party(&supervisor_party("sofia")).unwrap().sound.flow;
    measured(&mut rig, &sofia, Flow::NoVoice);
    assert_eq!(flow(&rig), Flow::Flows, "she does nothing");
    rig.act("sofia", Action::Coach);
    measured(&mut rig, &sofia, Flow::NoVoice);
    assert_eq!(flow(&rig), Flow::NoVoice);
    let end = SuperviseCommand::EndAction { action: Action::Coach };
    rig.ok(&person("sofia"), Command::Supervise(end));
    assert_eq!(flow(&rig), Flow::Flows, "nobody expects her any more");
}

/// The agent answers and her sound never comes up, whatever her page tries.
fn unheard_agent() -> Rig {
    let mut rig = Rig::new();
    rig.join(&customer(), &PartyId::Customer);
    rig.offer("ana");
    rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
    rig.floor.offered.clear();
    rig
}

///
#[test]
fn offers_that_are_repeated_renew_no_grace_and_the_call_waits_again_first_in_line() {
    let mut rig = unheard_agent();
    let opened = rig.state().opened_at();
    for _ in 0..3 {
        rig.ok(&person("ana"), Command::Call(CallCommand::Join { offer: offer() }));
        rig.wait(Millis(2_000));
        rig.break_leg(&agent_party("ana"));
        rig.wait(Millis(2_000));
    }
    assert!(rig.state().talk().is_some(), "it is not given up before its time");
    rig.ok(&person("ana"), Command::Call(CallCommand::Join { offer: offer() }));
    rig.wait(Millis(3_000));
    let failed = Fact::Call(CallFact::AnswerFailed { agent: card("ana") });
    assert_eq!(rig.facts().iter().filter(|it| ***it == failed).count(), 1);
    assert_eq!(*rig.state().stage(), Stage::Waiting);
    for lens in LENSES {
        let told = Interaction::fold(lens, rig.stream(lens));
        assert_eq!(told, Some(rig.state().seen_by(lens)), "{lens:?}");
    }
    let seek = rig.state().seeks().unwrap();
    assert!(seek.passed.contains(&id("ana")));
    assert_eq!(rig.state().opened_at(), opened, "by which it is first in line");
    assert_eq!(rig.engine.leg(&agent_party("ana")), None, "her connection is closed");
    rig.offer("ben");
    rig.ok(&person("ben"), Command::Call(CallCommand::Answer));
}

///
#[test]
fn an_agent_who_was_heard_once_has_the_grace_of_a_loss() {
    let mut rig = Rig::talking();
    rig.break_leg(&agent_party("ana"));
    rig.ok(&person("ana"), Command::Call(CallCommand::Join { offer: offer() }));
    rig.wait(Millis(29_999));
    assert!(rig.state().talk().is_some());
    rig.wait(Millis(1));
    assert_eq!(*rig.last(), Fact::Call(CallFact::Ended { why: EndReason::AgentUnheard }));
    let note = CallNote::of(0, rig.state());
    let missed = note.missed.map(|(agent, missed)| (agent, missed.unheard));
    assert_eq!(missed, Some((id("ana"), true)), "she is not rung before a check has passed");
}

///
#[test]
fn a_customer_whose_sound_never_comes_up_is_told_so_by_the_end_of_the_call() {
    let mut rig = Rig::new();
    for _ in 0..2 {
        rig.ok(&customer(), Command::Call(CallCommand::Join { offer: offer() }));
        rig.wait(Millis(7_000));
    }
    assert!(!rig.state().is_over());
    rig.wait(Millis(1_000));
    let ended = Fact::Call(CallFact::Ended { why: EndReason::CustomerUnheard });
    assert_eq!(*rig.last(), ended);
    assert!(
        matches!(rig.stream(Lens::Customer).last(), Some(Stamped { fact, .. }) if *fact == ended)
    );
}

#[test]
fn a_connection_that_came_to_nothing_is_awaited_and_restated_as_such() {
    let mut rig = unheard_agent();
    rig.ok(&person("ana"), Command::Call(CallCommand::Join { offer: offer() }));
    rig.wait(Millis(2_000));
    rig.break_leg(&agent_party("ana"));
    let seen = rig.state().seen_by(Lens::Agent);
    let own = seen.party(&agent_party("ana")).unwrap();
    assert!(matches!(own.connection, Connection::Awaited { .. }));
    let again = Interaction::fold(Lens::Agent, &seen.restate());
    assert_eq!(again, Some(seen));
}

/// What sofia's page has still to say of her last action.
fn unasked(rig: &Rig) -> Option<StopReason> {
    let stream = rig.stream(Lens::Supervisor);
    let told = backline_core::view::ending::unasked(stream, &id("sofia"))?;
    match &told.fact {
        Fact::Supervise(SuperviseFact::ActionEnded { why, .. }) => Some(*why),
        Fact::Call(_) | Fact::Supervise(_) | Fact::Help(_) | Fact::Contact(_) => None,
    }
}

/// After a reload of the page and after a restart, until the next action; never what was asked for.
///
///
#[test]
fn the_end_of_an_action_that_nobody_asked_for_is_told_until_the_next() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let sofia = supervisor_party("sofia");
    rig.act("sofia", Action::Coach);
    assert_eq!(unasked(&rig), None);
    rig.saw(Observation::SocketClosed { party: sofia.clone() });
    rig.join(&person("sofia"), &sofia);
    assert_eq!(unasked(&rig), Some(StopReason::ConnectionLost));
    rig.act("sofia", Action::BargeIn);
    assert_eq!(unasked(&rig), None);
    rig.crash();
    rig.join(&person("sofia"), &sofia);
    assert_eq!(unasked(&rig), Some(StopReason::ServerRestarted));
    rig.act("sofia", Action::Monitor);
    let end = SuperviseCommand::EndAction { action: Action::Monitor };
    rig.ok(&person("sofia"), Command::Supervise(end));
    assert_eq!(unasked(&rig), None);
}
