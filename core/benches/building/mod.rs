//! A building full of calls: people of a tenant, and calls in which an agent talks.

use std::collections::BTreeMap;

use backline_core::{
    id::{InteractionId, LegId, PersonId, TenantId, VisitorId},
    interaction::{
        CallCommand, Command, Context, Interaction, Lens, NewCall, Observation, Offer, Stamped,
        SuperviseCommand,
    },
    people::{Actor, FloorView, PersonCard, PersonView, Profile, Role},
    terms::Terms,
    time::{Millis, Timestamp},
};

pub(crate) const CALLS: usize = 2_000;
pub(crate) const PEOPLE: usize = 1_000;

/// The last hundred are supervisors.
const AGENTS: usize = 900;

/// A call in which an agent talks with a customer.
pub(crate) struct Talk {
    pub(crate) state: Interaction,
    /// Of its last fact.
    pub(crate) number: u64,
    pub(crate) at: Timestamp,
    agent: PersonId,
    supervisor: PersonId,
    floor: FloorView,
    muted: bool,
    opened: bool,
}

pub(crate) fn tenant() -> TenantId {
    TenantId::new("acme").expect("a name")
}

pub(crate) fn person(n: usize) -> PersonId {
    PersonId::new(format!("person-{n}")).expect("a name")
}

pub(crate) fn profiles() -> Vec<Profile> {
    let profile = |n| {
        let role = if n < AGENTS { Role::Agent } else { Role::AwaManager };
        let card = PersonCard::new(person(n), &format!("Person {n}"), Some("2001"));
        let grants = role.grants().into_iter().collect();
        Profile { card, roles: vec![role], grants, teams: Vec::new(), supervises: Vec::new() }
    };
    (0..PEOPLE).map(profile).collect()
}

impl Talk {
    /// The `n`th call: its agent has answered.
    pub(crate) fn new(n: usize) -> Self {
        let (agent, supervisor) = (n % AGENTS, AGENTS + n % (PEOPLE - AGENTS));
        let id = InteractionId::from_u128(n as u128);
        let mut floor = FloorView::default();
        let profiles: BTreeMap<usize, Profile> = (0..).zip(profiles()).collect();
        for n in [agent, supervisor] {
            floor.people.insert(person(n), seen(profiles[&n].clone()));
        }
        floor.offered.insert(id, person(agent));
        let (at, visitor) = (Timestamp(1_000_000 + n as u64), VisitorId::from_u128(n as u128));
        let customer = Actor::visitor(tenant(), visitor);
        let fresh_leg = LegId::from_u128(1);
        let cx = Context { at, who: &customer, floor: &floor, fresh_leg };
        let (name, number) = ("Nora".to_owned(), None);
        let new = NewCall { id, name, number, wants: None, contact: None };
        let fact = new.decide(&cx, &Terms::default()).expect("a customer calls");
        let first = Stamped { at, fact };
        let state = Interaction::fold(Lens::Server, &[first]).expect("it opens a call");
        let (agent, supervisor) = (person(agent), person(supervisor));
        let mut talk =
            Self { state, number: 0, at, agent, supervisor, floor, muted: false, opened: false };
        talk.join(&customer, 1);
        let cx = Context { at, who: &customer, floor: &talk.floor.clone(), fresh_leg };
        talk.take(talk.state.lapse(&cx));
        let agent = Actor::person(tenant(), talk.agent.clone());
        talk.ask(&agent, 2, &Command::Call(CallCommand::Answer));
        talk.join(&agent, 2);
        assert!(talk.state.talk().is_some(), "the agent talks");
        talk
    }

    /// The agent is muted, or not any more.
    pub(crate) fn mute_or_unmute(&mut self) {
        let what = if self.muted { CallCommand::Unmute } else { CallCommand::Mute };
        self.muted = !self.muted;
        self.ask(&Actor::person(tenant(), self.agent.clone()), 3, &Command::Call(what));
    }

    /// The supervisor opens the call, or leaves it.
    pub(crate) fn open_or_leave(&mut self) {
        let supervisor = Actor::person(tenant(), self.supervisor.clone());
        if self.opened {
            let supervisor = self.supervisor.clone();
            let floor = self.floor.clone();
            let server = Actor::server(tenant());
            let fresh_leg = LegId::from_u128(3);
            let cx = Context { at: self.at, who: &server, floor: &floor, fresh_leg };
            self.take(self.state.observe(&cx, &Observation::Moved { supervisor }));
        } else {
            let open = Command::Supervise(SuperviseCommand::OpenInteraction);
            self.ask(&supervisor, 3, &open);
        }
        self.opened = !self.opened;
    }

    fn join(&mut self, who: &Actor, leg: u128) {
        let offer = Offer("v=0".to_owned());
        self.ask(who, leg, &Command::Call(CallCommand::Join { offer }));
        let (floor, fresh_leg) = (self.floor.clone(), LegId::from_u128(leg));
        let cx = Context { at: self.at, who, floor: &floor, fresh_leg };
        self.take(self.state.observe(&cx, &Observation::LegConnected { leg: fresh_leg }));
    }

    fn ask(&mut self, who: &Actor, leg: u128, command: &Command) {
        self.at = self.at.plus(Millis(1));
        let (floor, fresh_leg) = (self.floor.clone(), LegId::from_u128(leg));
        let cx = Context { at: self.at, who, floor: &floor, fresh_leg };
        let facts = self.state.decide(&cx, command).expect("it may be done");
        self.take(facts);
    }

    fn take(&mut self, facts: Vec<backline_core::interaction::Fact>) {
        for fact in facts {
            self.number += 1;
            self.state.apply(&Stamped { at: self.at, fact });
        }
    }
}

fn seen(profile: Profile) -> PersonView {
    PersonView {
        teams: profile.teams,
        supervises: profile.supervises,
        ..PersonView::with_grants(profile.card, profile.grants)
    }
}
