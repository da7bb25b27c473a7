//! The three actions: what it takes to start one, what stands against it, how each ends.

use backline_core::{
    interaction::{
        Action, CallCommand, Command, Context, DeadlineReason, Fact, Lens, Observation, Refusal,
        StopReason, SuperviseCommand, SuperviseFact, SuperviseRefusal,
    },
    routing::PartyId,
    time::Millis,
};

use crate::{
    cast::{ELSEWHERE, agent_party, customer, id, person, supervisor_party},
    rig::{Rig, Works},
    switching::SWITCHING,
};

fn take(action: Action) -> Command {
    Command::Supervise(SuperviseCommand::TakeAction { action })
}

fn end(action: Action) -> Command {
    Command::Supervise(SuperviseCommand::EndAction { action })
}

///
#[test]
fn a_second_action_is_refused_with_exactly_the_sentence_of_the_requirement() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Monitor);
    for action in Action::ALL {
        let refusal = rig.ask(&person("sofia"), take(action)).unwrap_err();
        let sentence = "An action must be completed before attempting a new one.";
        assert_eq!(refusal.to_string(), sentence);
    }
}

///
#[test]
fn all_three_actions_can_follow_one_another_on_one_connection() {
    let mut rig = Rig::opened_by(&["sofia"]);
    for action in [Action::Monitor, Action::Coach, Action::BargeIn, Action::Monitor] {
        rig.act("sofia", action);
        assert_eq!(rig.action_of("sofia"), Some(action));
        rig.ok(&person("sofia"), end(action));
        assert_eq!(rig.action_of("sofia"), None);
        assert!(!rig.heard().0.iter().any(|edge| edge.touches(&supervisor_party("sofia"))));
    }
}

#[test]
fn an_action_that_does_not_run_cannot_be_ended() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Coach);
    let refusal = rig.ask(&person("sofia"), end(Action::BargeIn)).unwrap_err();
    assert_eq!(
        refusal,
        Refusal::Supervise(SuperviseRefusal::ActionNotRunning { action: Action::BargeIn })
    );
    assert_eq!(rig.action_of("sofia"), Some(Action::Coach));
}

#[test]
fn an_action_is_active_only_once_the_media_plane_has_confirmed_it() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.media = Works::Silent;
    rig.ok(&person("sofia"), take(Action::BargeIn));
    assert_eq!(rig.action_of("sofia"), None);
    let agent = serde_json::to_string(rig.stream(Lens::Agent)).unwrap();
    assert!(!agent.contains("sofia"), "the agent's stream carries nothing before Active");
    rig.obey_held();
    assert_eq!(rig.action_of("sofia"), Some(Action::BargeIn));
    let Fact::Supervise(SuperviseFact::ActionActive { edges, .. }) = rig.last() else {
        panic!("{:?}", rig.last())
    };
    assert_eq!(edges, rig.heard(), "the edges of the record are those that are enforced");
}

#[test]
fn what_is_not_confirmed_within_a_second_ends_with_its_edges_closed() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.media = Works::Fails;
    rig.ok(&person("sofia"), take(Action::Coach));
    assert_eq!(rig.state().deadline().map(|due| due.reason), Some(DeadlineReason::NotConfirmed));
    rig.wait(Millis(999));
    assert!(matches!(rig.last(), Fact::Supervise(SuperviseFact::ActionRequested { .. })));
    rig.media = Works::Prompt;
    rig.wait(Millis(1));
    let why = StopReason::NotConfirmed;
    let ended = Fact::Supervise(SuperviseFact::ActionEnded {
        supervisor: id("sofia"),
        action: Action::Coach,
        why,
    });
    assert_eq!(*rig.last(), ended);
    assert_eq!(rig.state().routes(), *rig.heard());
    rig.act("sofia", Action::Coach);
}

#[test]
fn a_supervisor_may_act_even_when_there_is_nothing_to_hear() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.ok(&person("ana"), Command::Call(CallCommand::Mute));
    rig.ok(&person("ana"), Command::Call(CallCommand::Hold));
    rig.act("sofia", Action::Monitor);
    assert_eq!(rig.action_of("sofia"), Some(Action::Monitor));
    rig.ok(&person("ana"), Command::Call(CallCommand::Unmute));
    assert!(rig.hears(&supervisor_party("sofia"), &agent_party("ana")));
}

#[test]
fn one_coaches_at_a_time_and_the_second_is_told_who() {
    let mut rig = Rig::opened_by(&["sofia", "sam"]);
    rig.act("sofia", Action::Coach);
    let refusal = rig.ask(&person("sam"), take(Action::Coach)).unwrap_err();
    assert_eq!(
        refusal,
        Refusal::Supervise(SuperviseRefusal::CoachTaken { by: "Sofia Marin".to_owned() })
    );
    assert_eq!(refusal.to_string(), "Sofia Marin is coaching on this call.");
    rig.act("sam", Action::BargeIn);
    let refusal = rig.ask(&person("sofia"), end(Action::Monitor)).unwrap_err();
    assert_eq!(refusal.to_string(), "Monitor is not running.");
}

#[test]
fn one_barges_in_at_a_time_also_while_the_first_waits_for_confirmation() {
    let mut rig = Rig::opened_by(&["sofia", "sam"]);
    rig.media = Works::Silent;
    rig.ok(&person("sofia"), take(Action::BargeIn));
    let refusal = rig.ask(&person("sam"), take(Action::BargeIn)).unwrap_err();
    assert_eq!(refusal.to_string(), "Sofia Marin has barged in on this call.");
}

#[test]
fn any_number_may_monitor() {
    let mut rig = Rig::opened_by(&["sofia", "sam", "sue"]);
    for name in ["sofia", "sam", "sue"] {
        rig.act(name, Action::Monitor);
    }
    for name in ["sofia", "sam", "sue"] {
        assert!(rig.hears(&supervisor_party(name), &PartyId::Customer));
    }
}

#[test]
fn nobody_can_coach_an_agent_who_is_not_connected() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.break_leg(&agent_party("ana"));
    let refusal = rig.ask(&person("sofia"), take(Action::Coach)).unwrap_err();
    assert_eq!(refusal, Refusal::Supervise(SuperviseRefusal::AgentNotConnected));
    rig.act("sofia", Action::BargeIn);
}

///
#[test]
fn an_action_without_a_voice_connection_is_refused() {
    let mut rig = Rig::talking();
    for action in Action::ALL {
        let refusal = rig.ask(&person("sofia"), take(action)).unwrap_err();
        assert_eq!(refusal, Refusal::Supervise(SuperviseRefusal::NoVoiceConnection));
    }
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::OpenInteraction));
    let refusal = rig.ask(&person("sofia"), take(Action::Monitor)).unwrap_err();
    assert_eq!(refusal, Refusal::Supervise(SuperviseRefusal::VoiceConnectionPending));
}

///
#[test]
fn each_action_needs_its_own_grant() {
    let mut rig = Rig::opened_by(&["sofia"]);
    for action in Action::ALL {
        let view = rig.floor.people.get_mut(&id("sofia")).unwrap();
        view.grants.retain(|grant| *grant != action.grant());
        let refusal = rig.ask(&person("sofia"), take(action)).unwrap_err();
        assert_eq!(refusal, Refusal::NotPermitted { grant: action.grant() });
    }
}

#[test]
fn a_grant_that_is_withdrawn_ends_the_action_at_once_and_keeps_the_connection() {
    for action in Action::ALL {
        let mut rig = Rig::opened_by(&["sofia"]);
        rig.act("sofia", action);
        let view = rig.floor.people.get_mut(&id("sofia")).unwrap();
        view.grants.retain(|grant| *grant != action.grant());
        rig.give(backline_core::host::call::CallInput::Tick);
        let why = StopReason::GrantWithdrawn;
        assert_eq!(
            *rig.last(),
            Fact::Supervise(SuperviseFact::ActionEnded { supervisor: id("sofia"), action, why })
        );
        assert!(!rig.heard().0.iter().any(|edge| edge.touches(&supervisor_party("sofia"))));
    }
}

///
#[test]
fn the_controls_are_what_decide_says() {
    let mut rig = Rig::opened_by(&["sofia", "sam"]);
    rig.act("sam", Action::Coach);
    let who = person("sofia");
    let fresh_leg = backline_core::id::LegId::from_u128(0);
    let cx = Context { at: rig.at, who: &who, floor: &rig.floor, fresh_leg };
    let capabilities = rig.state().capabilities(&cx);
    assert_eq!(capabilities.len(), 11);
    for capability in capabilities {
        let decided = rig.would(&who, &capability.command).err();
        assert_eq!(capability.refusal, decided, "{:?}", capability.command);
    }
}

///
#[test]
fn each_action_has_one_word_on_the_wire_and_one_label() {
    let said = Action::ALL.map(|action| (serde_json::to_string(&action).unwrap(), action.label()));
    let wanted = [("monitor", "Monitor"), ("coach", "Coach"), ("barge_in", "Barge In")];
    assert_eq!(said, wanted.map(|(word, label)| (format!("\"{word}\""), label)));
    for other in ["Monitor", "coaching", "Barge In", "BargeIn", "BARGE_IN"] {
        assert!(serde_json::from_str::<Action>(&format!("\"{other}\"")).is_err(), "{other}");
    }
}

/// A hang-up in the middle of each transition: requested, confirmed late, closing.
#[test]
fn a_hang_up_in_the_middle_of_each_transition_leaves_silence() {
    for action in Action::ALL {
        for by in [customer(), person("ana")] {
            for ending in [false, true] {
                let mut rig = Rig::opened_by(&["sofia"]);
                if ending {
                    rig.act("sofia", action);
                }
                rig.media = Works::Silent;
                let command = if ending { end(action) } else { take(action) };
                rig.send(&person("sofia"), command);
                let hung_up = rig.send(&by, Command::Call(CallCommand::HangUp));
                while !rig.held_orders.is_empty() {
                    rig.obey_held();
                }
                rig.wait(Millis(2_000));
                while !rig.held_orders.is_empty() {
                    rig.obey_held();
                }
                assert_eq!(rig.reply(hung_up), Some(Ok(())));
                assert!(rig.state().is_over() && rig.heard().0.is_empty());
                assert!(rig.state().supervisors().next().is_none());
                assert_eq!(rig.engine.legs().count(), 0, "every connection is taken down");
            }
        }
    }
}

#[test]
fn a_customers_stream_names_a_supervisor_in_barge_in_only_and_never_the_number() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let told = |rig: &Rig| serde_json::to_string(rig.stream(Lens::Customer)).unwrap();
    for action in [Action::Monitor, Action::Coach] {
        rig.act("sofia", action);
        assert!(!told(&rig).contains("sofia"), "{action:?}");
        rig.ok(&person("sofia"), end(action));
    }
    rig.act("sofia", Action::BargeIn);
    assert!(told(&rig).contains("Sofia Marin"));
    assert!(!told(&rig).contains("3001") && !told(&rig).contains("2001"));
}

///
#[test]
fn an_agents_stream_has_name_and_number_of_who_coaches_or_barges_in_and_of_nobody_else() {
    for action in Action::ALL {
        let mut rig = Rig::opened_by(&["sofia", "sam"]);
        rig.act("sam", Action::Monitor);
        rig.act("sofia", action);
        let told = serde_json::to_string(rig.stream(Lens::Agent)).unwrap();
        let shown = action != Action::Monitor;
        assert_eq!(told.contains("Sofia Marin") && told.contains("3001"), shown, "{action:?}");
        assert!(!told.contains("sam") && !told.contains("Lindqvist"));
    }
}

///
#[test]
fn the_agent_is_told_of_who_has_no_number_by_name_alone() {
    let mut rig = Rig::talking();
    rig.floor.people.get_mut(&id("sofia")).unwrap().card.number = None;
    rig.open("sofia");
    rig.act("sofia", Action::Coach);
    let told = serde_json::to_string(rig.stream(Lens::Agent)).unwrap();
    assert!(told.contains("Sofia Marin") && !told.contains("3001"), "{told}");
}

///
#[test]
fn what_a_supervisor_does_after_a_visible_action_does_not_show_in_how_it_ended() {
    let after: [fn(&mut Rig); 3] = [
        |rig| rig.ok(&person("sofia"), end(Action::Coach)),
        |rig| rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect)),
        |rig| {
            rig.ok(
                &person("sofia"),
                Command::Supervise(SuperviseCommand::SwitchTo { action: Action::Monitor }),
            )
        },
    ];
    let streams = after.map(|after| {
        let rig = coached_until(after);
        [Lens::Agent, Lens::Customer].map(|lens| rig.stream(lens).to_vec())
    });
    assert!(streams.iter().all(|stream| *stream == streams[0]), "{streams:#?}");
}

fn coached_until(happens: impl FnOnce(&mut Rig)) -> Rig {
    let mut rig = Rig::talking_under(SWITCHING());
    rig.open("sofia");
    rig.act("sofia", Action::Coach);
    happens(&mut rig);
    rig
}

/// Who is lost in the middle of a sentence is not taken for one who has finished.
///
///
#[test]
fn the_agent_reads_that_a_coachs_connection_was_lost_and_the_customer_nothing() {
    let rig = coached_until(|rig| {
        rig.saw(Observation::SocketClosed { party: supervisor_party("sofia") });
    });
    let ended = |why| {
        let (supervisor, action) = (id("sofia"), Action::Coach);
        Fact::Supervise(SuperviseFact::ActionEnded { supervisor, action, why })
    };
    let told = |lens, why| rig.stream(lens).iter().any(|it| it.fact == ended(why));
    assert!(told(Lens::Agent, StopReason::ConnectionLost));
    for why in [StopReason::ConnectionLost, StopReason::Completed] {
        assert!(!told(Lens::Customer, why));
    }
}

/// Monitors say nothing, so a sixth and a seventh take no slot of anybody.
#[test]
fn a_crowd_of_monitors_leaves_room_for_a_coach_and_one_who_barges_in() {
    let mut rig = Rig::talking();
    let crowd: Vec<String> = (0..7).map(|n| format!("watcher-{n}")).collect();
    for name in crowd.iter().map(String::as_str).chain(["sofia", "sam"]) {
        let view = rig.floor.people[&id("sofia")].clone();
        if !rig.floor.people.contains_key(&id(name)) {
            let card = backline_core::people::PersonCard::new(id(name), name, None);
            rig.floor.people.insert(id(name), backline_core::people::PersonView { card, ..view });
        }
        rig.open(name);
    }
    crowd.iter().for_each(|name| rig.act(name, Action::Monitor));
    rig.act("sofia", Action::Coach);
    rig.act("sam", Action::BargeIn);
    assert_eq!(rig.state().routes(), *rig.heard());
    let voices =
        |listener: &PartyId| rig.heard().0.iter().filter(|edge| edge.listener == *listener).count();
    assert_eq!(voices(&agent_party("ana")), 3);
    assert_eq!(voices(&supervisor_party("watcher-6")), 3);
}

/// One microphone speaks on one call: a person who takes calls and supervises does one at a time.
#[test]
fn who_talks_as_an_agent_elsewhere_takes_no_action_here() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.floor.engaged.insert(id("sofia"), ELSEWHERE);
    for action in Action::ALL {
        let refusal = rig.ask(&person("sofia"), take(action)).unwrap_err();
        assert_eq!(refusal, Refusal::ActionMustBeCompleted);
    }
    rig.floor.engaged.clear();
    rig.act("sofia", Action::BargeIn);
}
