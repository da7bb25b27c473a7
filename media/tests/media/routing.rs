//! Tables and changes of tables: what is applied, what is refused, what stays.

use std::collections::BTreeSet;

use backline_core::{
    id::LegId,
    routing::{Epoch, OpenEdge, PartyId, Routes},
};
use backline_media::{Order, Report};

use super::{
    browser::PACKET,
    world::{CALL, World, agent, customer, edge, is_rtp, routes, sam, sofia},
};

/// The audio matrix, written down by hand, one row a state.
const MATRIX: &[(&str, &str)] = &[
    ("nobody helps", "A>C C>A"),
    ("connected, idle", "A>C C>A"),
    ("monitor", "A>C C>A A>S C>S"),
    ("coach", "A>C C>A A>S C>S S>A"),
    ("barge in", "A>C C>A A>S C>S S>A S>C"),
    ("two-party help", "H>C A>S S>A"),
    ("three-party help", "A>C C>A A>S C>S S>A S>C"),
    ("customer on hold, coach", "H>C S>A A>S"),
    ("customer on hold, monitor", "H>C A>S"),
    ("customer on hold", "H>C"),
    ("agent muted, barge in", "C>A C>S S>A S>C"),
    ("customer muted, coach", "A>C A>S S>A"),
    ("barge in, another monitors", "A>C C>A A>S C>S S>A S>C A>T C>T S>T"),
    ("barge in, another coaches", "A>C C>A A>S C>S S>A S>C A>T C>T S>T T>A"),
    ("coach, another monitors", "A>C C>A A>S C>S S>A A>T C>T"),
    ("both monitor", "A>C C>A A>S C>S A>T C>T"),
];

/// Everybody says something once; who heard whom.
fn who_hears_whom(world: &mut World) -> BTreeSet<(PartyId, PartyId)> {
    let parties = [agent(), customer(), sofia(), sam()];
    let mut heard = BTreeSet::new();
    for speaker in &parties {
        let payload = format!("{speaker:?}");
        world.say(speaker, payload.as_bytes());
        for listener in &parties {
            for take in world.heard(listener) {
                if take == payload.as_bytes() {
                    heard.insert((speaker.clone(), listener.clone()));
                } else {
                    let hold = backline_media::Clip::Hold.recording();
                    let known = (0..hold.len() as u64).any(|n| *hold.frame(n) == *take);
                    assert!(known, "{listener:?} heard what nobody said");
                }
            }
        }
    }
    heard
}

fn voices(routes: &Routes) -> BTreeSet<(PartyId, PartyId)> {
    let edges = routes.0.iter();
    edges.filter_map(|e| Some((e.speaker.party()?.clone(), e.listener.clone()))).collect()
}

#[test]
fn in_every_row_of_the_audio_matrix_everybody_hears_exactly_whom_it_says() {
    let mut world = World::with(&[agent(), customer(), sofia(), sam()]);
    for (state, row) in MATRIX.iter().chain(MATRIX.iter().rev()) {
        world.route(routes(row));
        assert_eq!(who_hears_whom(&mut world), voices(&routes(row)), "{state}");
    }
}

#[test]
fn what_leaves_is_counted_by_speaker_and_leg() {
    let mut world = World::with(&[agent(), customer(), sofia()]);
    world.route(routes("A>C C>A A>S C>S S>A"));
    for _ in 0..3 {
        who_hears(&mut world);
    }
    world.route(routes("A>C C>A"));
    who_hears(&mut world);
    let counts: Vec<(String, u64)> = world
        .engine
        .departures(CALL)
        .into_iter()
        .map(|d| (format!("{:?} to {:?}", d.speaker, d.listener), d.packets))
        .collect();
    let expected = |speaker: &str, listener: &str, packets| {
        let edge = edge(&format!("{speaker}>{listener}"));
        (format!("{:?} to {:?}", edge.speaker, edge.listener), packets)
    };
    let mut sorted = counts;
    sorted.sort();
    let mut wanted = vec![
        expected("A", "C", 4),
        expected("C", "A", 4),
        expected("A", "S", 3),
        expected("C", "S", 3),
        expected("S", "A", 3),
    ];
    wanted.sort();
    assert_eq!(sorted, wanted);
    let forwarded: u64 = wanted.iter().map(|(_, packets)| packets).sum();
    assert_eq!(world.engine.counters().forwarded, forwarded);
}

fn who_hears(world: &mut World) {
    for speaker in [agent(), customer(), sofia()] {
        world.say(&speaker, b"words");
    }
}

fn applied(epoch: u64, edges: &str) -> Report {
    Report::Applied { interaction: CALL, epoch: Epoch(epoch), edges: routes(edges) }
}

#[test]
fn a_change_that_only_closes_is_acknowledged_too() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C C>A"));
    world.news();
    world.change(1, 2, vec![edge("A>C")], vec![]);
    assert_eq!(world.news(), [applied(2, "C>A")]);
    world.change(2, 3, vec![edge("A>C")], vec![]);
    assert_eq!(world.news(), [applied(3, "C>A")]);
}

#[test]
fn a_change_on_another_base_closes_the_supervisors_edges_and_asks_for_the_table() {
    let mut world = World::with(&[agent(), customer(), sofia(), sam()]);
    world.route(routes("A>C C>A A>S C>S S>A A>T C>T"));
    world.news();
    let open = vec![world.open(edge("S>C"))];
    world.change(7, 8, vec![], open);
    assert_eq!(world.news(), [Report::TableWanted { interaction: CALL, epoch: Epoch(1) }]);
    assert_eq!(who_hears_whom(&mut world), voices(&routes("A>C C>A")));
    let table = ["A>C", "C>A", "A>S", "C>S"].map(|text| world.open(edge(text))).to_vec();
    world.order(Order::Table { interaction: CALL, epoch: Epoch(8), edges: table });
    assert_eq!(world.news(), [applied(8, "A>C C>A A>S C>S")]);
    assert_eq!(who_hears_whom(&mut world), voices(&routes("A>C C>A A>S C>S")));
}

#[test]
fn an_order_from_the_past_changes_nothing() {
    let mut world = World::with(&[agent(), customer(), sofia()]);
    world.route(routes("A>C C>A A>S C>S"));
    world.route(routes("A>C C>A"));
    world.news();
    let open = ["A>S", "C>S"].map(|text| world.open(edge(text))).to_vec();
    world.change(0, 1, vec![], open.clone());
    world.change(1, 2, vec![], open);
    assert_eq!(world.news(), [applied(2, "A>C C>A"), applied(2, "A>C C>A")]);
}

#[test]
fn an_edge_ordered_for_a_leg_that_is_not_the_partys_own_stays_closed() {
    let mut world = World::with(&[agent(), customer(), sofia()]);
    let stale = LegId::from_u128(4_711);
    let good = world.open(edge("A>C"));
    let wrong = [
        OpenEdge { speaker_leg: Some(stale), ..world.open(edge("C>A")) },
        OpenEdge { listener_leg: stale, ..world.open(edge("C>S")) },
        OpenEdge { speaker_leg: None, ..world.open(edge("S>A")) },
        OpenEdge { speaker_leg: Some(world.legs[&agent()]), ..world.open(edge("H>S")) },
        // A leg of the call, but not of that party.
        OpenEdge { listener_leg: world.legs[&agent()], ..world.open(edge("A>S")) },
        OpenEdge { edge: edge("S>S"), ..world.open(edge("S>S")) },
    ];
    world.news();
    world.change(0, 1, vec![], wrong.into_iter().chain([good]).collect());
    assert_eq!(world.news(), [applied(1, "A>C")]);
    assert_eq!(who_hears_whom_of(&mut world), voices(&routes("A>C")));
}

fn who_hears_whom_of(world: &mut World) -> BTreeSet<(PartyId, PartyId)> {
    world.join(&sam());
    world.settle();
    who_hears_whom(world)
}

#[test]
fn a_sixth_voice_finds_no_slot_and_stays_closed() {
    let mut world = World::with(&[agent(), customer(), sofia(), sam()]);
    let more: Vec<PartyId> = ["u", "v", "w"]
        .map(|name| PartyId::Person(backline_core::id::PersonId::new(name).unwrap()))
        .to_vec();
    for party in &more {
        world.join(party);
    }
    world.settle();
    world.news();
    let speakers = [vec![customer(), sofia(), sam()], more].concat();
    let edges = speakers
        .into_iter()
        .map(|speaker| world.open(backline_core::routing::Edge::between(speaker, agent())));
    world.change(0, 1, vec![], edges.collect());
    let [Report::Applied { edges, .. }] = &world.news()[..] else { panic!("not applied") };
    assert_eq!(edges.0.len(), 5);
}

/// What agent and customer get from the network while they talk, as an observer would see it: the
/// kind, the length, and which of the leg's streams.
fn what_they_receive(monitored: bool) -> Vec<(bool, usize, usize)> {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C C>A"));
    if monitored {
        world.join(&sofia());
        world.settle();
        world.route(routes("A>C C>A A>S C>S"));
    } else {
        world.settle();
    }
    let (mut seen, mut streams) = (Vec::new(), Vec::new());
    for party in [agent(), customer()] {
        world.browsers.get_mut(&party).unwrap().received.clear();
    }
    for _ in 0..500 {
        world.say(&agent(), b"words of the agent");
        world.say(&customer(), b"the customer's");
        world.run(PACKET);
    }
    for party in [agent(), customer()] {
        for datagram in &world.browsers[&party].received {
            let ssrc = is_rtp(datagram).then(|| datagram[8..12].to_vec());
            let stream = streams.iter().position(|known| *known == ssrc).unwrap_or_else(|| {
                streams.push(ssrc);
                streams.len() - 1
            });
            seen.push((is_rtp(datagram), datagram.len(), stream));
        }
    }
    seen
}

#[test]
fn agent_and_customer_receive_the_same_with_and_without_a_monitor() {
    let alone = what_they_receive(false);
    let packets = alone.iter().filter(|(is_rtp, ..)| *is_rtp).count();
    assert_eq!(packets, 1_000);
    assert_eq!(alone, what_they_receive(true));
}

#[test]
fn forgetting_ends_everything_of_the_interaction() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C C>A"));
    world.news();
    world.order(Order::Forget { interaction: CALL });
    world.say(&agent(), b"into the void");
    assert_eq!(world.heard(&customer()), Vec::<Vec<u8>>::new());
    assert_eq!(world.engine.counters().legs, 0);
    assert_eq!(world.engine.departures(CALL), []);
    assert_eq!(world.news(), []);
}
