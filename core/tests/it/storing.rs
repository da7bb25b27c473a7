//! A store that fails: what was closed stays closed, nothing opens, and the call goes on.

use backline_core::{
    host::call::RETRY_AFTER,
    interaction::{
        Action, CallCommand, CallFact, Command, Fact, Lens, Observation, Refusal, StopReason,
        SuperviseCommand, SuperviseFact,
    },
    routing::PartyId,
    terms::Terms,
    time::Millis,
};

use crate::{
    cast::{agent_party, customer, id, person, supervisor_party},
    help::{close, helped},
    rig::{Rig, Works},
};

fn touches_sofia(rig: &Rig) -> bool {
    rig.heard().0.iter().any(|edge| edge.touches(&supervisor_party("sofia")))
}

#[test]
fn a_command_that_cannot_be_stored_gets_one_retryable_refusal_and_has_no_effect() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.store = Works::Fails;
    let (state, heard) = (rig.state().clone(), rig.heard().clone());
    let refusal = rig.ask(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn }),
    );
    assert_eq!(refusal, Err(Refusal::NotRecorded));
    assert!(Refusal::NotRecorded.is_retryable());
    assert_eq!(
        rig.replies.len(),
        rig.replies.iter().map(|(_, id, _)| id).collect::<std::collections::BTreeSet<_>>().len()
    );
    assert_eq!((rig.state(), rig.heard()), (&state, &heard));
}

#[test]
fn running_audio_goes_on_while_nothing_can_be_stored() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Coach);
    rig.store = Works::Fails;
    let heard = rig.heard().clone();
    rig.ask(&person("ben"), Command::Call(CallCommand::Mute)).unwrap_err();
    rig.ask(&customer(), Command::Call(CallCommand::Unmute)).unwrap_err();
    rig.wait(Millis(60_000));
    assert_eq!(*rig.heard(), heard);
}

#[test]
fn what_a_failed_write_has_closed_stays_closed() {
    for action in Action::ALL {
        let mut rig = Rig::opened_by(&["sofia"]);
        rig.act("sofia", action);
        rig.store = Works::Fails;
        let refusal =
            rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::EndAction { action }));
        assert_eq!(refusal, Err(Refusal::NotRecorded));
        rig.wait(Millis(10_000));
        assert!(!touches_sofia(&rig), "{action:?} was closed");
    }
}

#[test]
fn another_command_that_is_stored_does_not_open_what_a_failed_write_closed() {
    for action in Action::ALL {
        let mut rig = Rig::opened_by(&["sofia"]);
        rig.act("sofia", action);
        rig.store = Works::Fails;
        rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::EndAction { action }))
            .unwrap_err();
        rig.store = Works::Prompt;
        rig.ok(&customer(), Command::Call(CallCommand::Mute));
        rig.ok(&customer(), Command::Call(CallCommand::Unmute));
        assert!(!touches_sofia(&rig), "{action:?}: the supervisor has ended it");
        rig.wait(RETRY_AFTER);
        assert!(!touches_sofia(&rig));
        assert_eq!(rig.action_of("sofia"), None, "the record says so once it can be written");
    }
}

///
#[test]
fn a_withdrawn_grant_that_cannot_be_stored_still_silences() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::BargeIn);
    rig.store = Works::Fails;
    rig.floor.people.get_mut(&id("sofia")).unwrap().grants.clear();
    rig.give(backline_core::host::call::CallInput::Tick);
    assert!(!touches_sofia(&rig));
    rig.wait(Millis(5_000));
    assert!(!touches_sofia(&rig));
    rig.store = Works::Prompt;
    rig.wait(RETRY_AFTER);
    assert!(rig.state().supervisors().next().is_none());
}

#[test]
fn a_lost_socket_that_cannot_be_stored_is_recorded_as_soon_as_that_works_again() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Coach);
    rig.store = Works::Fails;
    rig.saw(Observation::SocketClosed { party: supervisor_party("sofia") });
    assert!(!touches_sofia(&rig));
    rig.store = Works::Prompt;
    rig.wait(RETRY_AFTER);
    let ended = rig.facts().iter().any(|fact| {
        matches!(
            fact,
            Fact::Supervise(SuperviseFact::ActionEnded {
                why: StopReason::NotConfirmed | StopReason::ConnectionLost,
                ..
            })
        )
    });
    assert!(
        ended
            && rig.facts().iter().any(|fact| matches!(fact, Fact::Call(CallFact::LegLost { .. })))
    );
}

#[test]
fn what_agent_and_customer_lost_by_a_failed_write_comes_back_when_it_is_recorded() {
    let mut rig = Rig::talking();
    let before = rig.heard().clone();
    rig.store = Works::Fails;
    assert_eq!(
        rig.ask(&person("ana"), Command::Call(CallCommand::Mute)),
        Err(Refusal::NotRecorded)
    );
    assert!(!rig.hears(&PartyId::Customer, &agent_party("ana")), "closed stays closed");
    rig.store = Works::Prompt;
    rig.wait(RETRY_AFTER);
    assert_eq!(*rig.heard(), before, "ana is not muted, so she is heard");
    assert_eq!(*rig.state().enforced(), before);
}

#[test]
fn a_report_of_the_media_plane_that_could_not_be_stored_is_stored_later() {
    let mut rig = Rig::talking();
    rig.ok(&person("ana"), Command::Call(CallCommand::Hold));
    rig.media = Works::Silent;
    rig.send(&person("ana"), Command::Call(CallCommand::Resume));
    rig.obey_held();
    rig.store = Works::Fails;
    rig.obey_held();
    assert_ne!(rig.state().enforced(), rig.heard());
    rig.store = Works::Prompt;
    rig.media = Works::Prompt;
    rig.wait(RETRY_AFTER);
    assert_eq!(rig.state().enforced(), rig.heard());
}

#[test]
fn nothing_is_published_or_answered_before_it_is_stored() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.store = Works::Silent;
    let number = rig.host.next_number();
    let sent = rig.send(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }),
    );
    let later = rig.send(&person("ana"), Command::Call(CallCommand::Hold));
    assert_eq!((rig.reply(sent), rig.reply(later)), (None, None));
    assert_eq!(rig.host.next_number(), number);
    assert!(!touches_sofia(&rig));
    rig.store_held();
    assert_eq!(rig.reply(sent), Some(Ok(())));
    assert_eq!(rig.reply(later), None, "one transaction at a time");
    rig.store_held();
    assert_eq!(rig.reply(later), Some(Ok(())));
}

#[test]
fn closing_comes_before_storing() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::BargeIn);
    (rig.media, rig.store) = (Works::Silent, Works::Silent);
    rig.send(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::EndAction { action: Action::BargeIn }),
    );
    assert!(rig.held_tickets.is_empty(), "not closed yet, so not stored yet");
    rig.obey_held();
    assert!(!touches_sofia(&rig));
    assert_eq!(rig.held_tickets.len(), 1);
    assert_eq!(rig.action_of("sofia"), Some(Action::BargeIn), "not stored yet, so not a fact yet");
    assert!(serde_json::to_string(rig.stream(Lens::Agent)).unwrap().contains("action_active"));
    rig.store_held();
    assert_eq!(rig.action_of("sofia"), None);
}

#[test]
fn a_crash_before_the_write_is_as_if_the_command_had_never_come() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.store = Works::Silent;
    let sent = rig.send(&person("ana"), Command::Call(CallCommand::Hold));
    rig.store = Works::Prompt;
    rig.crash();
    assert_eq!(rig.reply(sent), None);
    assert!(rig.state().talk().unwrap().held.is_empty());
}

///
#[test]
fn a_queue_that_is_full_takes_the_word_that_the_help_is_over() {
    let mut rig = helped(Terms::default());
    rig.act("sofia", Action::Coach);
    rig.store = Works::Silent;
    rig.send(&person("ana"), Command::Call(CallCommand::Hold));
    for _ in 0..backline_core::host::call::MAX_WAITING {
        rig.send(&customer(), Command::Call(CallCommand::Mute));
    }
    let sent = rig.send(&person("ana"), close(1));
    assert!(!touches_sofia(&rig), "the coach is not heard until the store answers");
    rig.store = Works::Prompt;
    rig.store_held();
    assert_eq!((rig.reply(sent), rig.action_of("sofia")), (Some(Ok(())), None));
}

#[test]
fn a_queue_that_is_full_refuses_commands_and_keeps_reports() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::BargeIn);
    rig.store = Works::Silent;
    rig.send(&person("ana"), Command::Call(CallCommand::Hold));
    let sent: Vec<_> = (0..backline_core::host::call::MAX_WAITING + 1)
        .map(|_| rig.send(&customer(), Command::Call(CallCommand::Mute)))
        .collect();
    assert_eq!(rig.reply(*sent.last().unwrap()), Some(Err(Refusal::NotRecorded)));
    rig.saw(Observation::SocketClosed { party: supervisor_party("sofia") });
    rig.store = Works::Prompt;
    rig.store_held();
    assert!(!touches_sofia(&rig), "the closed socket was not forgotten");
}
