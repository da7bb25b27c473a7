//! Connections that are lost and come back, a server that restarts: what ends, what stays.

use backline_core::{
    interaction::{
        Action, CallCommand, CallFact, Command, Connection, EndReason, Fact, Loss, Observation,
        Parting, StopReason, SuperviseCommand, SuperviseFact,
    },
    routing::PartyId,
    time::Millis,
};

use crate::{
    cast::{agent_party, customer, id, person, supervisor_party, touches_supervisor},
    rig::{Rig, Works, offer},
};

fn touches_sofia(rig: &Rig) -> bool {
    rig.heard().0.iter().any(|edge| edge.touches(&supervisor_party("sofia")))
}

#[test]
fn a_supervisor_whose_socket_closes_is_heard_and_hears_no_more_and_comes_back_idle() {
    for action in Action::ALL {
        let mut rig = Rig::opened_by(&["sofia"]);
        rig.act("sofia", action);
        rig.saw(Observation::SocketClosed { party: supervisor_party("sofia") });
        assert!(!touches_sofia(&rig));
        let why = StopReason::ConnectionLost;
        let ended =
            Fact::Supervise(SuperviseFact::ActionEnded { supervisor: id("sofia"), action, why });
        assert!(rig.facts().contains(&&ended));
        rig.join(&person("sofia"), &supervisor_party("sofia"));
        rig.wait(Millis(3_000));
        assert_eq!(rig.action_of("sofia"), None, "an action never resumes by itself");
        assert!(!touches_sofia(&rig));
    }
}

#[test]
fn a_supervisor_from_whom_nothing_comes_loses_the_action() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::BargeIn);
    rig.saw(Observation::Silent { party: supervisor_party("sofia") });
    assert!(!touches_sofia(&rig));
    assert!(matches!(rig.last(), Fact::Call(CallFact::LegLost { why: Loss::Silence, .. })));
}

/// Whoever listens to them reads so at once, and nobody waits for longer than the grace.
///
///
#[test]
fn an_agent_or_customer_of_whom_neither_page_nor_sound_is_left_counts_as_lost() {
    for party in [agent_party("ana"), PartyId::Customer] {
        let mut rig = Rig::opened_by(&["sofia"]);
        rig.act("sofia", Action::Coach);
        rig.saw(Observation::SocketClosed { party: party.clone() });
        assert!(!rig.state().is_lost(&party), "they may go on talking without their page");
        rig.saw(Observation::Gone { party: party.clone() });
        assert!(rig.state().is_lost(&party));
        assert!(rig.heard().0.iter().all(|edge| !edge.touches(&party)));
        let grace = rig.state().terms().party_grace;
        rig.wait(Millis(grace.0 - 1));
        assert!(!rig.state().is_over());
        rig.wait(Millis(1));
        assert!(rig.state().is_over());
    }
}

#[test]
fn a_supervisor_has_ten_seconds_to_come_back() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.saw(Observation::SocketClosed { party: supervisor_party("sofia") });
    rig.wait(Millis(9_999));
    assert_eq!(rig.state().supervisors().count(), 1);
    rig.wait(Millis(1));
    let why = Parting::GraceOver;
    assert_eq!(
        *rig.last(),
        Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor: id("sofia"), why })
    );
}

#[test]
fn a_supervisor_who_opens_and_never_connects_is_gone_after_ten_seconds() {
    let mut rig = Rig::talking();
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::OpenInteraction));
    rig.saw(Observation::SocketClosed { party: supervisor_party("sofia") });
    rig.wait(Millis(10_000));
    assert!(rig.state().supervisors().next().is_none());
}

#[test]
fn a_supervisor_who_joins_anew_in_an_action_loses_it_first() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::BargeIn);
    rig.ok(&person("sofia"), Command::Call(CallCommand::Join { offer: offer() }));
    assert!(!touches_sofia(&rig));
    rig.connected(&supervisor_party("sofia"));
    assert!(!touches_sofia(&rig));
    assert_eq!(rig.action_of("sofia"), None);
}

#[test]
fn agent_and_customer_have_thirty_seconds_to_come_back() {
    for (party, why) in
        [(PartyId::Customer, EndReason::CustomerLost), (agent_party("ana"), EndReason::AgentLost)]
    {
        let mut rig = Rig::talking();
        rig.break_leg(&party);
        rig.floor.people.get_mut(&id("ana")).unwrap().stale_since = Some(rig.at);
        rig.wait(Millis(29_999));
        assert!(!rig.state().is_over());
        rig.wait(Millis(1));
        assert_eq!(*rig.last(), Fact::Call(CallFact::Ended { why }));
    }
}

/// A network that lets no sound through any more, and all else: the page is there and tries again.
///
///
#[test]
fn whose_page_is_there_when_the_grace_is_over_reads_that_the_network_is_at_fault() {
    let cases = [
        (customer(), PartyId::Customer, EndReason::CustomerUnheard),
        (person("ana"), agent_party("ana"), EndReason::AgentUnheard),
    ];
    for (who, party, why) in cases {
        let mut rig = Rig::talking();
        rig.break_leg(&party);
        rig.wait(Millis(25_000));
        rig.ok(&who, Command::Call(CallCommand::Join { offer: offer() }));
        rig.wait(Millis(5_000));
        assert_eq!(*rig.last(), Fact::Call(CallFact::Ended { why }));
    }
}

#[test]
fn an_action_stands_while_agent_or_customer_is_away_and_its_edges_come_back_with_them() {
    for action in Action::ALL {
        for (who, party) in [(customer(), PartyId::Customer), (person("ana"), agent_party("ana"))] {
            let mut rig = Rig::opened_by(&["sofia"]);
            rig.act("sofia", action);
            let before = rig.heard().clone();
            rig.break_leg(&party);
            assert_eq!(rig.action_of("sofia"), Some(action));
            assert_eq!(rig.state().enforced(), rig.heard(), "the record follows the wire");
            rig.join(&who, &party);
            assert_eq!(*rig.heard(), before);
            assert_eq!(*rig.state().enforced(), before);
        }
    }
}

#[test]
fn agents_and_customers_are_not_lost_by_their_socket() {
    let mut rig = Rig::talking();
    let number = rig.host.next_number();
    rig.saw(Observation::SocketClosed { party: PartyId::Customer });
    rig.saw(Observation::SocketClosed { party: agent_party("ana") });
    rig.saw(Observation::Silent { party: PartyId::Customer });
    assert_eq!(rig.host.next_number(), number);
}

#[test]
fn an_old_connection_that_breaks_after_a_new_one_came_changes_nothing() {
    let mut rig = Rig::talking();
    let old = rig.engine.leg(&PartyId::Customer).unwrap();
    rig.join(&customer(), &PartyId::Customer);
    let number = rig.host.next_number();
    rig.saw(Observation::LegLost { leg: old });
    rig.saw(Observation::LegConnected { leg: old });
    assert_eq!(rig.host.next_number(), number);
    assert!(rig.hears(&PartyId::Customer, &agent_party("ana")));
}

#[test]
fn a_new_connection_closes_the_old_one_in_the_same_step() {
    let mut rig = Rig::talking();
    let old = rig.engine.leg(&PartyId::Customer).unwrap();
    rig.ok(&customer(), Command::Call(CallCommand::Join { offer: offer() }));
    assert_ne!(rig.engine.leg(&PartyId::Customer), Some(old));
    assert!(rig.heard().0.is_empty(), "nothing flows before the new one is up");
}

#[test]
fn after_a_restart_actions_have_ended_and_everybody_may_come_back() {
    let mut rig = Rig::opened_by(&["sofia", "sam"]);
    rig.act("sofia", Action::BargeIn);
    rig.act("sam", Action::Monitor);
    rig.ok(&person("ana"), Command::Call(CallCommand::Mute));
    rig.crash();
    assert!(matches!(rig.last(), Fact::Call(CallFact::ServerRestarted { .. })));
    assert!(rig.heard().0.is_empty());
    assert!(rig.state().enforced().0.is_empty());
    let back = |connection: &Connection| matches!(connection, Connection::Reattaching { .. });
    let connection = |party: &PartyId| &rig.state().party(party).unwrap().connection;
    assert!(back(connection(&PartyId::Customer)));
    assert!(back(connection(&agent_party("ana"))));
    rig.join(&customer(), &PartyId::Customer);
    rig.join(&person("ana"), &agent_party("ana"));
    rig.join(&person("sofia"), &supervisor_party("sofia"));
    assert_eq!((rig.action_of("sofia"), rig.action_of("sam")), (None, None));
    assert!(rig.hears(&agent_party("ana"), &PartyId::Customer));
    assert!(!rig.hears(&PartyId::Customer, &agent_party("ana")), "mute survives");
    assert!(!touches_sofia(&rig));
}

#[test]
fn graces_count_from_the_restart() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.at = rig.at.plus(Millis(500_000));
    rig.crash();
    rig.wait(Millis(9_999));
    assert_eq!((rig.state().is_over(), rig.state().supervisors().count()), (false, 1));
    rig.wait(Millis(1));
    assert_eq!((rig.state().is_over(), rig.state().supervisors().count()), (false, 0));
    rig.wait(Millis(20_000));
    assert!(rig.state().is_over());
}

#[test]
fn a_command_sent_again_after_a_crash_has_no_second_effect() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let command = Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach });
    let used = rig.send(&person("sofia"), command.clone());
    rig.crash();
    rig.join(&customer(), &PartyId::Customer);
    rig.join(&person("ana"), &agent_party("ana"));
    rig.join(&person("sofia"), &supervisor_party("sofia"));
    rig.replies.clear();
    let who = person("sofia");
    rig.give(backline_core::host::call::CallInput::Command { who, id: used, command });
    assert_eq!(rig.reply(used), Some(Ok(())));
    assert_eq!(rig.action_of("sofia"), None, "it was done once, before the crash");
}

#[test]
fn the_same_id_with_another_body_is_refused() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let used = rig.send(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }),
    );
    rig.replies.clear();
    let (who, command) = (person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    rig.give(backline_core::host::call::CallInput::Command { who, id: used, command });
    let refusal = rig.reply(used).unwrap().unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "A command with this id was already sent with different content."
    );
    assert_eq!(rig.action_of("sofia"), Some(Action::Coach));
}

#[test]
fn streams_after_a_replay_are_what_they_were() {
    use backline_core::{host::CallHost, interaction::Lens};
    let mut rig = Rig::opened_by(&["sofia", "sam"]);
    rig.act("sofia", Action::Coach);
    rig.act("sam", Action::BargeIn);
    rig.ok(&person("ana"), Command::Call(CallCommand::Hold));
    let again = CallHost::replay(&rig.records).unwrap();
    for lens in [Lens::Supervisor, Lens::Agent, Lens::Customer] {
        assert_eq!(again.stream(lens), rig.stream(lens));
    }
    assert_eq!(again.state(), rig.state());
}

#[test]
fn a_media_plane_that_lost_its_place_ends_actions_and_keeps_the_call() {
    let mut rig = Rig::opened_by(&["sofia", "sam"]);
    rig.act("sofia", Action::Coach);
    rig.act("sam", Action::Monitor);
    rig.give(backline_core::host::call::CallInput::TableWanted);
    assert_eq!((rig.action_of("sofia"), rig.action_of("sam")), (None, None));
    assert!(!rig.heard().0.iter().any(touches_supervisor));
    assert!(rig.hears(&PartyId::Customer, &agent_party("ana")));
    assert_eq!(rig.state().enforced(), rig.heard());
}

/// The media plane asks for the table while it is told to close something else.
#[test]
fn a_table_lost_in_the_middle_of_closing_opens_no_supervisors_edge() {
    let mut rig = Rig::opened_by(&["sofia", "sam"]);
    rig.act("sofia", Action::BargeIn);
    rig.media = Works::Silent;
    rig.send(&person("ana"), Command::Call(CallCommand::Mute));
    rig.held_orders.clear();
    rig.give(backline_core::host::call::CallInput::TableWanted);
    while !rig.held_orders.is_empty() {
        rig.obey_held();
        assert!(!touches_sofia(&rig));
    }
    assert_eq!(rig.action_of("sofia"), None);
}

/// The order to end a Barge In is lost on the way to the media plane, and nothing else follows.
#[test]
fn an_order_to_close_that_was_lost_is_followed_by_the_whole_table() {
    for action in Action::ALL {
        let mut rig = Rig::opened_by(&["sofia"]);
        rig.act("sofia", action);
        rig.media = Works::Fails;
        rig.send(&person("sofia"), Command::Supervise(SuperviseCommand::EndAction { action }));
        assert!(touches_sofia(&rig), "the media plane has not heard of it");
        rig.wait(Millis(499));
        rig.media = Works::Prompt;
        rig.wait(Millis(1));
        assert!(!touches_sofia(&rig));
        assert_eq!(rig.heard(), rig.state().enforced());
    }
}
