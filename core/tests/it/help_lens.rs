//! What one who is asked for help, or helps, and could not see the call otherwise, learns of it: never
//! who else listens.

use backline_core::{
    interaction::{Action, Command, Eyes, HelpCommand, Lens, SuperviseCommand},
    people::Grant,
    protocol::ServerMessage,
    terms::{Audience, Terms},
    time::Millis,
    view::Subscription,
};

use crate::{
    cast::{id, person, supervisor_party},
    help::{claim, close, planned, request, stage},
    rig::Rig,
};

fn told(viewer: &mut Subscription, rig: &Rig) -> Vec<ServerMessage> {
    viewer.catch_up(rig.at, &rig.floor, &rig.host)
}

fn says(sent: &[ServerMessage]) -> String {
    serde_json::to_string(sent).unwrap()
}

/// Lets hugo, an agent who may help, do whatever helpers do.
fn may_act(rig: &mut Rig) {
    let grants = &mut rig.floor.people.get_mut(&id("hugo")).unwrap().grants;
    grants.extend([Grant::Monitor, Grant::Coach, Grant::BargeIn]);
}

fn asked() -> Rig {
    let terms = planned(vec![stage(Audience::FanOut)]);
    let mut rig = Rig::talking_under(Terms { allow_switch: true, ..terms });
    may_act(&mut rig);
    rig.open("sofia");
    rig.act("sofia", Action::Monitor);
    rig.ok(&person("ana"), request());
    rig
}

///
#[test]
fn a_helper_learns_of_no_supervisor_who_only_listens_and_of_each_who_is_heard() {
    let mut rig = asked();
    let mut hugo = Subscription::new(person("hugo"), None);
    let first = told(&mut hugo, &rig);
    assert!(matches!(first[0], ServerMessage::Restated { lens: Lens::Helper, .. }), "{first:?}");
    rig.ok(&person("hugo"), claim(1));
    let mut rest = told(&mut hugo, &rig);
    rig.join(&person("hugo"), &supervisor_party("hugo"));
    rig.act("hugo", Action::Monitor);
    rest.extend(told(&mut hugo, &rig));
    let said = says(&first) + &says(&rest);
    assert!(!said.contains("sofia") && !said.contains("Sofia"), "{said}");
    assert!(says(&rest).contains("\"action_active\""), "their own part is theirs to see");
    let anew = rest.iter().any(|sent| matches!(sent, ServerMessage::Restated { .. }));
    assert!(!anew, "opening it, a page goes on counting where it is: {rest:?}");
    let own = rig.state().seen_by(Eyes::of(Lens::Helper, &person("hugo")));
    assert_eq!(
        own.supervisors().map(|own| own.card.person.clone()).collect::<Vec<_>>(),
        [id("hugo")]
    );
    rig.ok(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::SwitchTo { action: Action::Coach }),
    );
    let coached = says(&told(&mut hugo, &rig));
    assert!(coached.contains("sofia"), "who is heard is shown: {coached}");
}

///
#[test]
fn the_helpers_page_comes_back_with_what_it_holds_and_after_a_crash_counts_the_same() {
    let mut rig = asked();
    rig.ok(&person("hugo"), claim(1));
    rig.join(&person("hugo"), &supervisor_party("hugo"));
    rig.act("hugo", Action::Monitor);
    let eyes = person("hugo");
    let eyes = Eyes::of(Lens::Helper, &eyes);
    let before = rig.host.stream(eyes).to_vec();
    rig.crash();
    assert_eq!(rig.host.stream(eyes)[..before.len()], before);
}

/// Whoever may see the call without being asked sees it as supervisors do, and goes on to see what the
/// helper sees from when that is withdrawn.
///
///
#[test]
fn a_supervisor_who_helps_and_may_not_view_calls_any_more_sees_on_as_a_helper() {
    let terms = Terms { supervisor_grace: Millis::seconds(60), ..Terms::default() };
    let mut rig = Rig::talking_under(terms);
    rig.open("sofia");
    rig.act("sofia", Action::Monitor);
    let mut sam = Subscription::new(person("sam"), None);
    rig.open("sam");
    rig.act("sam", Action::Monitor);
    rig.ok(&person("ana"), request());
    rig.ok(&person("sam"), claim(1));
    assert!(says(&told(&mut sam, &rig)).contains("sofia"));
    rig.floor
        .people
        .get_mut(&id("sam"))
        .unwrap()
        .grants
        .retain(|it| *it != Grant::ViewInteractions);
    let sent = told(&mut sam, &rig);
    let ServerMessage::Restated { lens: Lens::Helper, facts, .. } = &sent[0] else {
        panic!("{sent:?}")
    };
    let facts = serde_json::to_string(facts).unwrap();
    assert!(!facts.contains("sofia") && facts.contains("\"sam\""), "{facts}");
    rig.ok(&person("ana"), close(1));
}

///
#[test]
fn who_is_listed_sees_who_else_is_and_none_of_them_listening() {
    let mut rig = Rig::talking();
    may_act(&mut rig);
    for name in ["hugo", "sam"] {
        let add = HelpCommand::AddHelper { person: id(name) };
        rig.ok(&person("ada"), Command::Help(add));
        rig.open(name);
        rig.act(name, Action::Monitor);
    }
    let mut hugo = Subscription::new(person("hugo"), None);
    let sent = told(&mut hugo, &rig);
    let ServerMessage::Restated { lens: Lens::Helper, .. } = &sent[0] else { panic!("{sent:?}") };
    let seen = rig.state().seen_by(Eyes::of(Lens::Helper, hugo.who()));
    assert_eq!(seen.helpers().len(), 2);
    assert!(seen.supervisor(&id("sam")).is_none() && seen.supervisor(&id("hugo")).is_some());
}
