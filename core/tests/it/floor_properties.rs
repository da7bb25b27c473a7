//! Generated sequences against the laws of a floor, as for a call.

use backline_core::{protocol::FloorRecord, time::Millis};
use proptest::{
    collection::vec,
    prelude::{Strategy, any, prop_oneof},
};

use crate::{
    floor_world::{FloorStep, FloorWorld},
    properties::check,
};

fn lively() -> impl Strategy<Value = FloorStep> {
    let who = || 0..4_u8;
    let call = || 0..4_u8;
    prop_oneof![
        6 => (who(), 0..3_u8).prop_map(|(who, presence)| FloorStep::Asks { who, presence }),
        2 => (any::<u8>(), any::<bool>())
            .prop_map(|(nth, other)| FloorStep::AsksAgain { nth, other }),
        3 => who().prop_map(|who| FloorStep::PageOpens { who }),
        2 => who().prop_map(|who| FloorStep::PagesClose { who }),
        1 => who().prop_map(|who| FloorStep::SignsIn { who }),
        1 => (0..8_u8).prop_map(|without| FloorStep::Configured { without }),
        14 => (call(), 0..7_u8, who(), 0..4_u8).prop_map(|(call, to, who, tells)| {
            FloorStep::CallMoves { call, to, who, tells: tells > 0 }
        }),
        3 => (call(), any::<bool>()).prop_map(|(call, first)| FloorStep::CallTells { call, first }),
        1 => call().prop_map(|call| FloorStep::CallGone { call }),
        5 => (0..9_000_u32).prop_map(|ms| FloorStep::Waits { ms }),
    ]
}

fn faulty() -> impl Strategy<Value = FloorStep> {
    prop_oneof![
        20 => lively(),
        14 => (0..1_u8).prop_map(|_| FloorStep::Written),
        4 => (0..1_u8).prop_map(|_| FloorStep::WriteFails),
        2 => any::<bool>().prop_map(|written| FloorStep::Crashes { written }),
    ]
}

///
#[test]
fn no_sequence_of_commands_calls_faults_and_crashes_breaks_a_law_of_the_floor() {
    check(&(any::<bool>(), vec(faulty(), 1..60)), |(prompt, steps)| {
        let mut world = FloorWorld::new(prompt);
        steps.iter().for_each(|step| world.step(step));
        world.come_to_rest();
    });
}

/// Extra ticks between two instants change nothing in the log.
#[test]
fn any_split_of_the_same_time_gives_the_same_log_of_the_floor() {
    check(&(vec(lively(), 1..40), vec(1..900_u32, 1..8)), |(steps, pieces)| {
        let log = |split: bool| -> Vec<FloorRecord> {
            let mut world = FloorWorld::new(true);
            for step in &steps {
                if let FloorStep::Waits { ms } = step
                    && split
                {
                    wait_in_pieces(&mut world, *ms, &pieces);
                } else {
                    world.step(step);
                }
            }
            world.log
        };
        assert_eq!(log(false), log(true));
    });
}

fn wait_in_pieces(world: &mut FloorWorld, ms: u32, pieces: &[u32]) {
    let mut left = ms;
    for piece in pieces.iter().cycle() {
        let part = left.min(*piece);
        world.wait(Millis(u64::from(part)));
        left -= part;
        if left == 0 {
            break;
        }
    }
}
