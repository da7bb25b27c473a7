//! What left the server's socket, per source party and destination leg, as the server counts it at
//! the exit and independently of its routes.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result};
use backline_core::{
    id::InteractionId,
    routing::{PartyId, Speaker},
};
use serde::Deserialize;

/// Packets that have left so far, by who speaks and who is sent it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edges(BTreeMap<(Speaker, PartyId), u64>);

#[derive(Deserialize)]
struct Departure {
    speaker: Speaker,
    listener: PartyId,
    packets: u64,
}

/// Datagrams that the system itself has dropped for want of room, as a busy machine does; 0 where it
/// does not tell. More than these no listener may miss.
#[must_use]
pub fn dropped_by_the_system() -> u64 {
    let counters = fs::read_to_string("/proc/net/snmp").unwrap_or_default();
    let mut udp = counters.lines().filter_map(|line| line.strip_prefix("Udp: "));
    let (names, values) = (udp.next().unwrap_or_default(), udp.next().unwrap_or_default());
    let mut counted = names.split(' ').zip(values.split(' '));
    let dropped = counted.find_map(|(name, value)| (name == "RcvbufErrors").then_some(value));
    dropped.and_then(|value| value.parse().ok()).unwrap_or(0)
}

impl Edges {
    /// Asks the server.
    pub(crate) async fn read(metrics: u16, interaction: InteractionId) -> Result<Self> {
        let address = format!("http://127.0.0.1:{metrics}/debug/edges/{interaction}");
        let answer = reqwest::get(&address).await?.error_for_status()?.text().await?;
        let departures: Vec<Departure> =
            serde_json::from_str(&answer).with_context(|| format!("from {address}: {answer}"))?;
        let mut edges = Self::default();
        for Departure { speaker, listener, packets } in departures {
            *edges.0.entry((speaker, listener)).or_default() += packets;
        }
        Ok(edges)
    }

    /// Packets of `speaker` that left for `listener`.
    #[must_use]
    pub fn between(&self, speaker: &PartyId, listener: &PartyId) -> u64 {
        self.of(&(Speaker::Party(speaker.clone()), listener.clone()))
    }

    /// What has left since `before`, leaving out edges on which nothing has.
    #[must_use]
    pub fn since(&self, before: &Self) -> BTreeMap<(Speaker, PartyId), u64> {
        let mut grown = BTreeMap::new();
        for (edge, packets) in &self.0 {
            if let more @ 1.. = packets.saturating_sub(before.of(edge)) {
                grown.insert(edge.clone(), more);
            }
        }
        grown
    }

    fn of(&self, edge: &(Speaker, PartyId)) -> u64 {
        self.0.get(edge).copied().unwrap_or_default()
    }
}
