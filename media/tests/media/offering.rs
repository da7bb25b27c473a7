//! Which addresses an answer offers, in which order, and at which of them the engine is reached.

use std::net::SocketAddr;

use backline_core::{id::LegId, interaction::PORTS_LINE};
use backline_media::{Engine, EngineConfig, Ports};

use super::world::{World, agent, customer, routes};

/// A call on an engine that has its usual address and offers others before it.
fn advertising(advertised: &[&str]) -> World {
    let mut world = World::new();
    let advertised = advertised.iter().map(|text| text.parse().unwrap()).collect();
    let usual = EngineConfig::at(vec![world.server], [7; 32]);
    world.engine = Engine::new(EngineConfig { advertised, ..usual }).unwrap();
    world
}

/// Address and priority of every candidate, as they stand in the answer.
fn candidates(world: &World, leg: LegId) -> Vec<(SocketAddr, u32)> {
    let answer = world.answer_to(leg);
    let lines = answer.lines().filter_map(|line| line.strip_prefix("a=candidate:"));
    let read = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let [_, "1", "udp", priority, ip, port, "typ", "host"] = words[..] else {
            panic!("{line}");
        };
        let address = SocketAddr::new(ip.parse().unwrap(), port.parse().unwrap());
        (address, priority.parse().unwrap())
    };
    lines.map(read).collect()
}

#[test]
fn an_answer_offers_advertised_addresses_in_their_order_then_own_ones_each_once() {
    let given = ["[2001:db8::7]:4000", "203.0.113.7:4000", "10.255.0.1:4000", "[fd00::2]:4000"];
    let mut world = advertising(&given);
    assert_eq!(world.server, given[2].parse().unwrap(), "one of them is the engine's own");
    let leg = world.join(&agent());
    let (offered, priorities): (Vec<_>, Vec<_>) = candidates(&world, leg).into_iter().unzip();
    assert_eq!(offered, given.map(|text| text.parse().unwrap()));
    assert!(priorities.is_sorted_by(|a, b| a > b), "{priorities:?}");

    let mut world = advertising(&["203.0.113.7:4000"]);
    let leg = world.join(&agent());
    let offered: Vec<_> = candidates(&world, leg).into_iter().map(|(at, _)| at).collect();
    assert_eq!(offered, ["203.0.113.7:4000".parse().unwrap(), world.server]);
}

///
#[test]
fn an_answer_names_the_ports_of_all_engines_in_a_line_that_is_no_candidate() {
    let mut world = World::new();
    let usual = EngineConfig::at(vec![world.server], [7; 32]);
    let ports = Ports::row(40_000, 2);
    world.engine = Engine::new(EngineConfig { ports, ..usual }).unwrap();
    let leg = world.join(&agent());
    let answer = world.answer_to(leg);
    let named: Vec<_> = answer.lines().filter(|line| line.contains("40000")).collect();
    assert_eq!(named, [format!("{PORTS_LINE}40000-40001")]);
    assert_eq!(candidates(&world, leg).len(), 1);
}

///
#[test]
fn an_advertised_address_that_is_an_own_one_is_talked_through() {
    let mut world = advertising(&["10.255.0.2:4000"]);
    world.server = "10.255.0.2:4000".parse().unwrap();
    for party in [agent(), customer()] {
        world.join(&party);
    }
    world.settle();
    world.route(routes("A>C"));
    world.say(&agent(), b"hello");
    assert_eq!(world.heard(&customer()), [b"hello"]);
}
