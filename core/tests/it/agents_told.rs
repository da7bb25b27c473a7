//! What workspaces are told of agents, and what makes it known that something has changed.

use std::collections::BTreeSet;

use backline_core::{
    floor::{Colleagues, ToldColleagues, ViewChange},
    id::{PersonId, TeamId},
    people::{FloorView, Presence},
    terms::Scope,
};

use crate::cast::{floor, id};

fn people(names: &[&str]) -> BTreeSet<PersonId> {
    names.iter().map(|name| id(name)).collect()
}

fn concerns(names: &[&str]) -> ViewChange {
    ViewChange { people: people(names), ..ViewChange::default() }
}

fn stands(floor: &mut FloorView, name: &str, presence: Presence) {
    floor.people.get_mut(&id(name)).unwrap().presence = presence;
}

///
#[test]
fn who_takes_no_calls_and_what_changes_nothing_of_an_agent_is_no_news() {
    let mut floor = floor();
    stands(&mut floor, "ana", Presence::Available);
    let mut told = ToldColleagues::default();
    told.begin(&floor);
    assert!(told.here().contains(&id("ana")) && !told.here().contains(&id("sofia")));
    stands(&mut floor, "sofia", Presence::Busy);
    let everybody = concerns(&["ana", "ben", "sofia", "sam"]);
    assert_eq!(told.changed(&floor, &everybody), Some(BTreeSet::new()));
    stands(&mut floor, "ana", Presence::Busy);
    assert_eq!(told.changed(&floor, &everybody), Some(people(&["ana"])));
    stands(&mut floor, "ana", Presence::Offline);
    assert_eq!(told.changed(&floor, &everybody), Some(people(&["ana"])));
    assert_eq!(told.changed(&floor, &everybody), Some(BTreeSet::new()), "once");
    assert!(!told.here().contains(&id("ana")) && told.here().contains(&id("ben")));
    stands(&mut floor, "ana", Presence::Available);
    told.changed(&floor, &everybody);
    assert!(told.here().contains(&id("ana")));
}

///
#[test]
fn when_somebody_changes_teams_or_goes_everybody_is_told_of_everybody() {
    let mut floor = floor();
    let mut told = ToldColleagues::default();
    told.begin(&floor);
    let ana = concerns(&["ana"]);
    floor.people.get_mut(&id("ana")).unwrap().teams = vec![TeamId::new("back").unwrap()];
    assert_eq!(told.changed(&floor, &ana), None);
    assert_eq!(told.changed(&floor, &ana), Some(BTreeSet::new()), "it is known now");
    floor.people.remove(&id("ana"));
    assert_eq!(told.changed(&floor, &ana), None);
}

#[test]
fn when_supervisors_may_see_other_calls_everybody_is_told_of_everybody_once() {
    let (floor, nobody) = (floor(), ViewChange::default());
    let scope = ViewChange { scope: true, ..ViewChange::default() };
    let mut told = ToldColleagues::default();
    told.begin(&floor);
    assert_eq!(told.changed(&floor, &scope), None);
    assert_eq!(told.changed(&floor, &nobody), Some(BTreeSet::new()), "it is known");
    // Nobody was told of anybody before.
    let mut first = ToldColleagues::default();
    assert_eq!(first.changed(&floor, &scope), Some(BTreeSet::new()));
}

///
#[test]
fn nobody_is_told_of_whom_they_may_not_see_not_even_that_they_are_gone() {
    let mut floor = floor();
    floor.people.get_mut(&id("sam")).unwrap().supervises.clear();
    let everybody = people(&["ana", "sofia"]);
    let seen = |scope| Colleagues::seen_by(&id("sam"), (&floor, scope), &everybody).unwrap();
    assert_eq!(seen(Scope::Team), Colleagues::default());
    let here = seen(Scope::Tenant).here;
    assert_eq!(here.iter().map(|it| &it.card.person).collect::<Vec<_>>(), [&id("ana")]);
    assert_eq!(Colleagues::seen_by(&id("ana"), (&floor, Scope::Tenant), &everybody), None);
}
