//! Send: the coaching note, and the voice of a coach that is open only while Send is held down.

use backline_core::{
    interaction::{
        Action, CallCommand, Command, Fact, HelpCommand, Lens, Observation, Refusal,
        SuperviseCommand, SuperviseFact, SuperviseRefusal, help::NotClaimed,
        supervise::MAX_NOTE_CHARS,
    },
    people::Grant,
    personal::{Personal, Subject},
    routing::PartyId,
    terms::{Audience, Terms},
};

use crate::{
    cast::{CALL, agent_party, card, id, person, supervisor_party},
    help::{claim, helped, planned, raised, reject, stage},
    rig::{Rig, offer},
};

fn note(text: &str) -> Command {
    Command::Supervise(SuperviseCommand::SendNote { text: text.to_owned() })
}

fn end(action: Action) -> Command {
    Command::Supervise(SuperviseCommand::EndAction { action })
}

///
#[test]
fn send_in_coach_delivers_a_note_to_the_agent_and_never_to_the_customer() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Coach);
    rig.ok(&person("sofia"), note("  Offer the refund. \u{0} "));
    let text = Personal::new(Subject::Customer(CALL), "Offer the refund.".to_owned());
    let sent = Fact::Supervise(SuperviseFact::NoteSent { by: card("sofia"), text });
    assert_eq!(*rig.last(), sent);
    for lens in [Lens::Agent, Lens::Supervisor] {
        assert_eq!(rig.stream(lens).last().map(|it| &it.fact), Some(&sent), "{lens:?}");
    }
    let told = serde_json::to_string(rig.stream(Lens::Customer)).unwrap();
    assert!(!told.contains("refund") && !told.contains("note"), "{told}");
}

///
#[test]
fn a_note_has_a_text_and_a_bound() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Coach);
    for empty in ["", " \n ", "\u{7}", "\u{7} \u{7}"] {
        assert_eq!(
            rig.ask(&person("sofia"), note(empty)),
            Err(Refusal::Supervise(SuperviseRefusal::NoteEmpty))
        );
    }
    let limit = MAX_NOTE_CHARS;
    let long = "n".repeat(limit + 1);
    assert_eq!(rig.ask(&person("sofia"), note(&long)), Err(Refusal::TextTooLong { limit }));
    rig.ok(&person("sofia"), note(&"ñ".repeat(limit)));
}

///
#[test]
fn notes_come_from_who_coaches_or_works_on_the_request_and_from_nobody_else() {
    let mut rig = Rig::opened_by(&["sofia", "sam"]);
    rig.act("sam", Action::Monitor);
    for name in ["sofia", "sam", "sue"] {
        let refusal = rig.ask(&person(name), note("Offer it.")).unwrap_err();
        let sentence = "A note can be sent while you coach, or while you work on a help request.";
        assert_eq!(refusal.to_string(), sentence, "{name}");
    }
    let mut rig = helped(planned(vec![stage(Audience::FanOut)]));
    rig.ok(&person("sofia"), note("Offer it."));
    assert_eq!(rig.ask(&person("hugo"), note("Offer it.")), Err(Refusal::NoSuchCall));
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    let refused = rig.ask(&person("sofia"), note("Offer it."));
    assert_eq!(
        refused,
        Err(Refusal::Supervise(SuperviseRefusal::NoteNeedsCoaching)),
        "who has left writes no more"
    );
}

///
#[test]
fn the_agents_stream_tells_nothing_of_rejections_and_the_list() {
    let mut rig = raised(Terms::default());
    rig.ok(&person("sam"), reject(1));
    let add = HelpCommand::AddHelper { person: id("sue") };
    rig.ok(&person("ada"), Command::Help(add));
    rig.ok(&person("sofia"), claim(1));
    let told = serde_json::to_string(rig.stream(Lens::Agent)).unwrap();
    for word in ["sam", "sue", "rejected", "helper_added", NotClaimed::Rejected.code()] {
        assert!(!told.contains(word), "{word}: {told}");
    }
}

fn pushing() -> Rig {
    let terms = Terms { coach_push_to_send: true, allow_switch: true, ..Terms::default() };
    let mut rig = helped(terms);
    rig.act("sofia", Action::Coach);
    rig
}

fn heard(rig: &Rig) -> bool {
    rig.hears(&agent_party("ana"), &supervisor_party("sofia"))
}

///
#[test]
fn with_push_to_send_a_coach_is_heard_only_while_send_is_held() {
    let mut rig = pushing();
    assert!(!heard(&rig) && rig.hears(&supervisor_party("sofia"), &agent_party("ana")));
    assert_eq!(
        rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::ReleaseSend)),
        Err(Refusal::Supervise(SuperviseRefusal::SendNotHeld))
    );
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::PressSend));
    assert!(heard(&rig) && !rig.hears(&PartyId::Customer, &supervisor_party("sofia")));
    assert_eq!(
        rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::PressSend)),
        Err(Refusal::Supervise(SuperviseRefusal::SendHeld))
    );
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::ReleaseSend));
    assert!(!heard(&rig));
    assert_eq!(rig.action_of("sofia"), Some(Action::Coach), "the banner stays");
    let told = serde_json::to_string(rig.stream(Lens::Agent)).unwrap();
    assert!(!told.contains("send_pressed"), "{told}");
}

///
#[test]
fn send_is_let_go_by_the_end_by_a_loss_and_by_a_reload() {
    let ways: [fn(&mut Rig); 4] = [
        |rig| {
            rig.ok(&person("sofia"), end(Action::Coach));
        },
        |rig| {
            rig.saw(Observation::SocketClosed { party: supervisor_party("sofia") });
            rig.join(&person("sofia"), &supervisor_party("sofia"));
        },
        |rig| rig.join(&person("sofia"), &supervisor_party("sofia")),
        |rig| {
            rig.ok(
                &person("sofia"),
                Command::Supervise(SuperviseCommand::SwitchTo { action: Action::Monitor }),
            );
            rig.ok(&person("sofia"), end(Action::Monitor));
        },
    ];
    for way in ways {
        let mut rig = pushing();
        rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::PressSend));
        way(&mut rig);
        assert!(!heard(&rig));
        rig.act("sofia", Action::Coach);
        assert!(!heard(&rig), "and is not held when coaching begins anew");
    }
}

///
#[test]
fn send_is_held_by_a_coach_only_and_where_the_tenant_wants_it() {
    let mut rig = helped(Terms { coach_push_to_send: true, ..Terms::default() });
    let refused =
        Err(Refusal::Supervise(SuperviseRefusal::ActionNotRunning { action: Action::Coach }));
    assert_eq!(rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::PressSend)), refused);
    rig.act("sofia", Action::Monitor);
    assert_eq!(rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::PressSend)), refused);
    rig.ok(&person("sofia"), end(Action::Monitor));
    rig.act("sofia", Action::BargeIn);
    assert!(rig.hears(&PartyId::Customer, &supervisor_party("sofia")), "Barge In needs no Send");
    let mut rig = helped(Terms::default());
    rig.act("sofia", Action::Coach);
    assert!(heard(&rig));
    assert_eq!(
        rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::PressSend)),
        Err(Refusal::Supervise(SuperviseRefusal::PushToSendOff))
    );
}

/// A reload is a new connection: what it had is closed before the new one comes up.
///
///
#[test]
fn a_page_that_is_loaded_again_while_send_is_held_is_silent_at_once() {
    let mut rig = pushing();
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::PressSend));
    rig.ok(&person("sofia"), Command::Call(CallCommand::Join { offer: offer() }));
    assert!(!heard(&rig));
}

///
#[test]
fn the_agent_is_told_of_a_monitor_only_where_the_tenant_says_so() {
    for told in [false, true] {
        let mut rig =
            Rig::talking_under(Terms { notify_agent_on_monitor: told, ..Terms::default() });
        rig.open("sofia");
        rig.act("sofia", Action::Monitor);
        let seen = rig.state().seen_by(Lens::Agent);
        assert_eq!(seen.supervisor(&id("sofia")).is_some(), told);
        rig.ok(&person("sofia"), end(Action::Monitor));
        let stream = serde_json::to_string(rig.stream(Lens::Agent)).unwrap();
        assert_eq!(stream.contains("sofia"), told, "{stream}");
        let stream = serde_json::to_string(rig.stream(Lens::Customer)).unwrap();
        assert!(!stream.contains("sofia"), "{stream}");
    }
}

///
#[test]
fn a_coach_without_the_grant_any_more_sends_nothing() {
    // The server learns of it with the command at the earliest; what ends by it ends after that.
    let without = |rig: &mut Rig, grant| {
        rig.floor.people.get_mut(&id("sofia")).unwrap().grants.retain(|held| *held != grant);
        let refused = rig.ask(&person("sofia"), note("Offer it."));
        assert_eq!(refused, Err(Refusal::NotPermitted { grant }));
    };
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Coach);
    without(&mut rig, Grant::Coach);
    assert_eq!(
        rig.ask(&person("sofia"), note("Offer it.")),
        Err(Refusal::Supervise(SuperviseRefusal::NoteNeedsCoaching))
    );
    let mut rig = helped(Terms::default());
    without(&mut rig, Grant::Help);
}

/// What the agent still has in front of them.
fn standing(rig: &Rig) -> Option<&str> {
    backline_core::view::note::standing(rig.stream(Lens::Agent)).map(|(_, text)| text.text())
}

///
#[test]
fn a_note_ends_with_its_authors_coaching_and_has_no_second_life_under_another_helper() {
    let mut rig = raised(planned(vec![stage(Audience::FanOut)]));
    rig.open("sam");
    rig.act("sam", Action::Coach);
    rig.ok(&person("sam"), note("Offer the refund."));
    assert_eq!(standing(&rig), Some("Offer the refund."));
    rig.ok(&person("sam"), end(Action::Coach));
    assert_eq!(standing(&rig), None);
    rig.ok(&person("sofia"), claim(1));
    assert_eq!(standing(&rig), None, "another works on the request; the note was sam's");
}

///
#[test]
fn a_helpers_note_outlives_the_coaching_and_ends_with_the_request() {
    let mut rig = helped(planned(vec![stage(Audience::FanOut)]));
    rig.join(&person("sofia"), &supervisor_party("sofia"));
    rig.act("sofia", Action::Coach);
    rig.ok(&person("sofia"), note("Offer the refund."));
    rig.ok(&person("sofia"), end(Action::Coach));
    assert_eq!(standing(&rig), Some("Offer the refund."));
    rig.ok(&person("ana"), Command::Help(HelpCommand::Close { request: 1 }));
    assert_eq!(standing(&rig), None);
}
