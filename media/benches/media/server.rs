//! The server's process: a media pool with one worker, told what to do by lines of text.
//!
//! `join CALL LETTER LEG OFFER` and `route CALL EPOCH EDGES`; it says `joined LEG ANSWER`,
//! `connected LEG` and `applied CALL`. Offers and answers are in base64.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, Write as _, stdin, stdout},
    thread,
};

use backline_core::{
    id::{InteractionId, LegId, PersonId},
    routing::{Edge, Epoch, OnFault, OpenEdge, PartyId, RouteChange},
};
use backline_media::{MediaPool, Order, PoolConfig, Report};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Set in the environment of the process that is to be the server.
pub(crate) const CHILD: &str = "BACKLINE_BENCH_SERVER";

pub(crate) fn serve() {
    let (media, mut reports) = MediaPool::start(&PoolConfig::default()).unwrap();
    thread::spawn(move || {
        while let Some(report) = reports.blocking_recv() {
            say(&report);
        }
    });
    let mut legs: BTreeMap<(u128, PartyId), LegId> = BTreeMap::new();
    let mut edges: BTreeMap<u128, Vec<Edge>> = BTreeMap::new();
    for line in stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split('\t').collect();
        let call: u128 = words[1].parse().unwrap();
        let interaction = InteractionId::from_u128(call);
        match words[0] {
            "join" => {
                let (party, leg) = (party(words[2]), LegId::from_u128(words[3].parse().unwrap()));
                let offer = String::from_utf8(STANDARD.decode(words[4]).unwrap()).unwrap();
                legs.insert((call, party.clone()), leg);
                media.order(Order::Join { interaction, party, leg, offer });
            }
            "route" => {
                let epoch = words[2].parse::<u64>().unwrap();
                let wanted: Vec<Edge> = words[3].split(' ').map(edge).collect();
                let before = edges.insert(call, wanted.clone()).unwrap_or_default();
                let close = before.iter().filter(|e| !wanted.contains(e)).cloned().collect();
                let new = wanted.into_iter().filter(|edge| !before.contains(edge));
                let open = new.map(|edge| OpenEdge {
                    speaker_leg: edge.speaker.party().map(|who| legs[&(call, who.clone())]),
                    listener_leg: legs[&(call, edge.listener.clone())],
                    on_fault: OnFault::Stays,
                    edge,
                });
                let (base, epoch) = (Epoch(epoch - 1), Epoch(epoch));
                let open = open.collect();
                media.order(Order::Change(RouteChange { interaction, base, epoch, close, open }));
            }
            other => panic!("{other} is not a word of this protocol"),
        }
    }
}

fn say(report: &Report) {
    let line = match report {
        Report::Joined { leg, answer, .. } => {
            format!("joined\t{}\t{}", leg.0.as_u128(), STANDARD.encode(answer))
        }
        Report::Connected { leg, .. } => format!("connected\t{}", leg.0.as_u128()),
        Report::Applied { interaction, .. } => format!("applied\t{}", interaction.0.as_u128()),
        other => format!("other\t{other:?}"),
    };
    let mut out = stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

pub(crate) fn party(letter: &str) -> PartyId {
    match letter {
        "A" => PartyId::Person(PersonId::new("agent").unwrap()),
        "C" => PartyId::Customer,
        _ => PartyId::Person(PersonId::new("supervisor").unwrap()),
    }
}

pub(crate) fn edge(text: &str) -> Edge {
    let (speaker, listener) = text.split_once('>').unwrap();
    Edge::between(party(speaker), party(listener))
}
