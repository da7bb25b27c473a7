//! A write that hangs while somebody ends something: what ends is silent at once, and done in its
//! turn.

use backline_core::{
    host::call::{CallInput, RETRY_AFTER},
    id::CommandId,
    interaction::{
        Action, CallCommand, Command, Fact, Key, Observation, Refusal, StopReason,
        SuperviseCommand, SuperviseFact,
    },
    people::Actor,
    routing::{Edge, PartyId, Routes},
    terms::Terms,
};

use crate::{
    cast::{agent_party, customer, globex, id, person, supervisor_party, touches_supervisor},
    engine::Order,
    laws::own_edges,
    rig::{Rig, Works, offer},
};

/// Sofia does this, and a write that is not hers hangs.
fn hanging(action: Action) -> Rig {
    let mut rig = Rig::talking_under(Terms { allow_switch: true, ..Terms::default() });
    rig.open("sofia");
    rig.act("sofia", action);
    hang(&mut rig);
    rig
}

fn hang(rig: &mut Rig) {
    rig.store = Works::Silent;
    let key = Key::try_from('7').unwrap();
    rig.send(&person("ana"), Command::Call(CallCommand::PressKey { key }));
    assert_eq!(rig.held_tickets.len(), 1);
}

fn sofias(rig: &Rig) -> Vec<&Edge> {
    rig.heard().0.iter().filter(|edge| edge.touches(&supervisor_party("sofia"))).collect()
}

#[test]
fn a_supervisor_who_ends_an_action_while_a_write_hangs_is_silent_at_once_and_answered_in_turn() {
    for action in Action::ALL {
        for end in [
            Command::Supervise(SuperviseCommand::EndAction { action }),
            Command::Supervise(SuperviseCommand::Disconnect),
        ] {
            let mut rig = hanging(action);
            let orders = rig.orders.len();
            let sent = rig.send(&person("sofia"), end);
            assert_eq!(sofias(&rig), Vec::<&Edge>::new());
            assert_eq!(rig.orders.len(), orders + 1, "one order says it");
            assert_eq!((rig.reply(sent), rig.action_of("sofia")), (None, Some(action)));
            rig.store = Works::Prompt;
            rig.store_held();
            assert_eq!((rig.reply(sent), rig.action_of("sofia")), (Some(Ok(())), None));
            assert_eq!(rig.state().enforced(), rig.heard());
        }
    }
}

#[test]
fn what_takes_a_supervisor_away_while_a_write_hangs_silences_at_once() {
    let party = || supervisor_party("sofia");
    let ways: [fn(&mut Rig); 5] = [
        |rig| rig.saw(Observation::SocketClosed { party: supervisor_party("sofia") }),
        |rig| rig.saw(Observation::Silent { party: supervisor_party("sofia") }),
        |rig| rig.saw(Observation::Moved { supervisor: id("sofia") }),
        |rig| {
            rig.floor.people.get_mut(&id("sofia")).unwrap().grants.clear();
            rig.give(CallInput::Tick);
        },
        |rig| {
            rig.send(&person("sofia"), Command::Call(CallCommand::Join { offer: offer() }));
        },
    ];
    for way in ways {
        let mut rig = hanging(Action::BargeIn);
        way(&mut rig);
        assert_eq!(sofias(&rig), Vec::<&Edge>::new());
        rig.store = Works::Prompt;
        rig.store_held();
        assert_eq!(rig.action_of("sofia"), None);
        assert!(!rig.heard().0.iter().any(|edge| edge.touches(&party())));
    }
}

#[test]
fn a_hang_up_while_a_write_hangs_silences_supervisors_and_leaves_the_call_to_its_turn() {
    for who in [person("ana"), customer()] {
        let mut rig = hanging(Action::BargeIn);
        let own: Vec<Edge> = own_edges(rig.heard()).into_iter().cloned().collect();
        rig.send(&who, Command::Call(CallCommand::HangUp));
        assert_eq!(rig.heard().0.iter().cloned().collect::<Vec<_>>(), own);
        rig.store = Works::Prompt;
        rig.store_held();
        assert!(rig.state().is_over());
        assert_eq!(*rig.heard(), Routes::default());
    }
}

#[test]
fn who_mutes_while_a_write_hangs_is_heard_no_more_at_once() {
    for (who, party) in [(person("ana"), agent_party("ana")), (customer(), PartyId::Customer)] {
        let mut rig = hanging(Action::BargeIn);
        rig.send(&who, Command::Call(CallCommand::Mute));
        let speaks = |edge: &&Edge| edge.speaker.party() == Some(&party);
        assert_eq!(rig.heard().0.iter().find(speaks), None);
        assert!(rig.hears(&party, &supervisor_party("sofia")), "who barges in goes on");
        rig.store = Works::Prompt;
        rig.store_held();
        assert_eq!(*rig.heard(), rig.state().routes());
        assert_eq!(rig.state().enforced(), rig.heard());
        assert_eq!(rig.action_of("sofia"), Some(Action::BargeIn));
    }
}

#[test]
fn a_coach_who_releases_send_while_a_write_hangs_is_heard_no_more_and_goes_on_listening() {
    let mut rig = Rig::talking_under(Terms { coach_push_to_send: true, ..Terms::default() });
    rig.open("sofia");
    rig.act("sofia", Action::Coach);
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::PressSend));
    let (ana, sofia) = (agent_party("ana"), supervisor_party("sofia"));
    assert!(rig.hears(&ana, &sofia));
    hang(&mut rig);
    rig.send(&person("sofia"), Command::Supervise(SuperviseCommand::ReleaseSend));
    assert!(!rig.hears(&ana, &sofia) && rig.hears(&sofia, &ana));
    rig.store = Works::Prompt;
    rig.store_held();
    assert_eq!(rig.action_of("sofia"), Some(Action::Coach));
    assert_eq!(*rig.heard(), rig.state().routes());
}

#[test]
fn who_switches_to_silence_while_a_write_hangs_is_heard_no_more_and_goes_on_listening() {
    let mut rig = hanging(Action::BargeIn);
    rig.send(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::SwitchTo { action: Action::Monitor }),
    );
    let sofia = supervisor_party("sofia");
    assert!(!rig.hears(&PartyId::Customer, &sofia) && !rig.hears(&agent_party("ana"), &sofia));
    assert!(rig.hears(&sofia, &PartyId::Customer), "what both have in common stays open");
    rig.store = Works::Prompt;
    rig.store_held();
    assert_eq!(rig.action_of("sofia"), Some(Action::Monitor));
    assert_eq!(*rig.heard(), rig.state().routes());
}

#[test]
fn what_would_be_refused_closes_nothing_while_a_write_hangs() {
    let action = Action::BargeIn;
    let end = || Command::Supervise(SuperviseCommand::EndAction { action });
    let asks: [(Actor, Command); 7] = [
        (person("sam"), end()),
        (person("sam"), Command::Supervise(SuperviseCommand::Disconnect)),
        (person("ana"), end()),
        (customer(), Command::Supervise(SuperviseCommand::Disconnect)),
        (Actor::person(globex(), id("sofia")), end()),
        (
            person("sofia"),
            Command::Supervise(SuperviseCommand::EndAction { action: Action::Coach }),
        ),
        (person("sofia"), Command::Call(CallCommand::HangUp)),
    ];
    for (who, command) in asks {
        let mut rig = hanging(action);
        let (heard, orders) = (rig.heard().clone(), rig.orders.len());
        let sent = rig.send(&who, command.clone());
        assert_eq!((rig.heard(), rig.orders.len()), (&heard, orders), "{command:?} by {who:?}");
        rig.store = Works::Prompt;
        rig.store_held();
        assert!(rig.reply(sent).unwrap().is_err());
        assert_eq!(*rig.heard(), heard);
    }
}

#[test]
fn an_end_that_was_done_before_closes_nothing_when_it_comes_again() {
    let action = Action::BargeIn;
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", action);
    let (who, command) =
        (person("sofia"), Command::Supervise(SuperviseCommand::EndAction { action }));
    let sent: CommandId = rig.send(&who, command.clone());
    rig.act("sofia", action);
    rig.store = Works::Silent;
    rig.send(&customer(), Command::Call(CallCommand::Mute));
    let heard = rig.heard().clone();
    rig.give(CallInput::Command { who, id: sent, command });
    assert_eq!(*rig.heard(), heard);
}

#[test]
fn an_action_that_is_ended_before_its_request_is_stored_is_never_heard() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.store = Works::Silent;
    let action = Action::BargeIn;
    rig.send(&person("sofia"), Command::Supervise(SuperviseCommand::TakeAction { action }));
    let sent =
        rig.send(&person("sofia"), Command::Supervise(SuperviseCommand::EndAction { action }));
    rig.store = Works::Prompt;
    let orders = rig.orders.len();
    rig.store_held();
    assert_eq!(rig.reply(sent), Some(Ok(())));
    let opens = |order: &Order| match order {
        Order::Change(change) => !change.open.is_empty(),
        Order::Table(_, edges) => edges.iter().any(|open| touches_supervisor(&open.edge)),
        Order::Join(..) | Order::Leave(_) => false,
    };
    assert!(!rig.orders[orders..].iter().any(opens), "{:?}", &rig.orders[orders..]);
}

#[test]
fn an_end_is_as_silent_when_the_write_before_it_and_its_own_both_fail() {
    let mut rig = hanging(Action::Coach);
    let sent = rig.send(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::EndAction { action: Action::Coach }),
    );
    rig.store = Works::Fails;
    let (ticket, _) = rig.held_tickets.pop_front().unwrap();
    rig.give(CallInput::StoreFailed { ticket });
    assert_eq!(rig.reply(sent), Some(Err(Refusal::NotRecorded)));
    assert_eq!(sofias(&rig), Vec::<&Edge>::new());
    rig.store = Works::Prompt;
    rig.wait(RETRY_AFTER);
    assert_eq!((sofias(&rig), rig.action_of("sofia")), (Vec::new(), None));
}

#[test]
fn whoever_lost_edges_to_an_end_that_came_to_nothing_is_idle_and_not_heard_again_by_itself() {
    let mut rig = hanging(Action::BargeIn);
    let grants = rig.floor.people[&id("sofia")].grants.clone();
    rig.floor.people.get_mut(&id("sofia")).unwrap().grants.clear();
    rig.give(CallInput::Tick);
    rig.floor.people.get_mut(&id("sofia")).unwrap().grants = grants;
    rig.store = Works::Prompt;
    rig.store_held();
    let (supervisor, why) = (id("sofia"), StopReason::NotConfirmed);
    let ended =
        Fact::Supervise(SuperviseFact::ActionEnded { supervisor, action: Action::BargeIn, why });
    assert!(rig.facts().contains(&&ended));
    assert_eq!(sofias(&rig), Vec::<&Edge>::new());
    rig.act("sofia", Action::BargeIn);
    assert_eq!(*rig.heard(), rig.state().routes());
}
