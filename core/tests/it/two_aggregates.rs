//! Floor and call have no common commit: whatever is lost between any two of theirs, what the floor
//! says of the agent follows from the call again.

use backline_core::{
    floor::{CallNote, Floor, FloorObservation, StampedFloor},
    host::call::CallInput,
    interaction::{CallCommand, Command, Stage},
    people::{Presence, Role},
    routing::PartyId,
    time::Millis,
};
use proptest::prelude::{Just, Strategy, any, prop_oneof};

use crate::{
    cast::{CALL, acme, agent_party, customer, id, person, profile},
    properties::check,
    rig::{Rig, START},
};

#[derive(Debug, Clone)]
enum Step {
    /// The call's news reach the floor.
    Tell,
    /// The floor hears of the seeking call.
    Seek,
    /// The floor's view reaches the call.
    View,
    Answers {
        ben: bool,
    },
    Declines {
        ben: bool,
    },
    HangsUp,
    Waits {
        ms: u32,
    },
    CallCrashes,
    /// The floor comes back from its own log, and every call tells where it stands.
    FloorCrashes,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Tell),
        4 => Just(Step::Seek),
        6 => Just(Step::View),
        2 => any::<bool>().prop_map(|ben| Step::Answers { ben }),
        3 => any::<bool>().prop_map(|ben| Step::Declines { ben }),
        1 => Just(Step::HangsUp),
        3 => (1..25_000_u32).prop_map(|ms| Step::Waits { ms }),
        1 => Just(Step::CallCrashes),
        2 => Just(Step::FloorCrashes),
    ]
}

struct Two {
    rig: Rig,
    floor: Floor,
}

impl Two {
    fn new() -> Self {
        let mut rig = Rig::new();
        rig.join(&customer(), &PartyId::Customer);
        let mut two = Self { rig, floor: Floor::empty(acme()) };
        let people = ["ana", "ben"].map(|name| profile(name, Role::Agent));
        two.see(&FloorObservation::Configured(people.to_vec()));
        two.see(&FloorObservation::PageOpened(id("ana")));
        two.see(&FloorObservation::PageOpened(id("ben")));
        two
    }

    fn see(&mut self, seen: &FloorObservation) {
        let at = self.rig.at.max(START);
        for fact in self.floor.observe(at, seen) {
            self.floor.apply(&StampedFloor { at, fact });
        }
    }

    fn tell(&mut self) {
        let number = self.rig.host.next_number() - 1;
        self.floor.note(self.rig.at, &CallNote::of(number, self.rig.host.state()));
    }

    fn step(&mut self, step: &Step) {
        let name = |ben: &bool| if *ben { "ben" } else { "ana" };
        match step {
            Step::Tell => self.tell(),
            Step::Seek => {
                let at = self.rig.at;
                if let Some(fact) = self.floor.offer(at) {
                    self.floor.apply(&StampedFloor { at, fact });
                }
            }
            Step::View => {
                self.rig.floor.offered = self.floor.view().offered.clone();
                self.rig.give(CallInput::Tick);
            }
            Step::Answers { ben } => {
                if self.rig.ask(&person(name(ben)), Command::Call(CallCommand::Answer)).is_ok() {
                    self.rig.join(&person(name(ben)), &agent_party(name(ben)));
                }
            }
            Step::Declines { ben } => {
                self.rig.send(&person(name(ben)), Command::Call(CallCommand::Decline));
            }
            Step::HangsUp => {
                self.rig.send(&customer(), Command::Call(CallCommand::HangUp));
            }
            Step::Waits { ms } => {
                self.rig.wait(Millis(u64::from(*ms)));
                let at = self.rig.at;
                while self.floor.deadline().is_some_and(|due| due <= at) {
                    for fact in self.floor.lapse(at) {
                        self.floor.apply(&StampedFloor { at, fact });
                    }
                }
            }
            Step::CallCrashes => {
                self.rig.crash();
                if !self.rig.state().is_over() {
                    self.rig.join(&customer(), &PartyId::Customer);
                }
            }
            Step::FloorCrashes => {
                let log = self.floor.restate();
                self.floor = Floor::empty(acme());
                log.iter().for_each(|fact| {
                    self.floor.apply(fact);
                });
                self.tell();
            }
        }
    }

    /// What the floor must say once it knows where the call stands.
    fn agrees(&mut self) {
        self.tell();
        let engaged = match self.rig.state().stage() {
            Stage::Waiting | Stage::Ended { .. } => None,
            Stage::Ringing { agent, .. } => Some(agent.person.clone()),
            Stage::Talking(_) => self.rig.state().agent().map(|agent| agent.person.clone()),
        };
        for name in ["ana", "ben"].map(id) {
            let busy = engaged.as_ref() == Some(&name);
            // Who did not answer is Busy until they say otherwise.
            let missed = self.floor.view().people.get(&name).is_some_and(|it| it.missed.is_some());
            let wanted = if busy || missed { Presence::Busy } else { Presence::Available };
            assert_eq!(self.floor.presence(&name), wanted, "{name}");
            assert!(!busy || self.floor.offered(CALL) != Some(&name), "kept free and engaged");
        }
    }
}

#[test]
fn whatever_is_lost_between_two_commits_the_floor_agrees_with_the_call_again() {
    check(&proptest::collection::vec(step(), 1..30), |steps| {
        let mut two = Two::new();
        for step in &steps {
            two.step(step);
        }
        two.agrees();
    });
}
