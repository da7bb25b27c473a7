//! What the media plane costs, measured from outside: `cargo xtask bench media`.
//!
//! The server runs in a process of its own (this program, started again) on one core; the load
//! generator has the other and does its own SRTP, because one made of the server's own library
//! would cost more than the server and hide it. Figures, never limits: no run fails for being slow.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::wildcard_enum_match_arm)]

mod client;
mod figures;
mod inside;
mod load;
mod server;
mod srtp;

use std::time::Duration;

use figures::Table;
use load::Load;

/// Three legs each. `BACKLINE_BENCH_CALLS` asks for more or fewer.
const CALLS: usize = 110;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);
const WARM_UP: Duration = Duration::from_secs(2);

/// What is open in each mode, and who speaks. A agent, C customer, S supervisor.
const MODES: [(&str, &str, &str); 4] = [
    ("agent and customer", "A>C C>A", "AC"),
    ("Monitor", "A>C C>A A>S C>S", "AC"),
    ("Coach", "A>C C>A A>S C>S S>A", "ACS"),
    ("Barge In", "A>C C>A A>S C>S S>A S>C", "ACS"),
];

fn main() {
    if std::env::var_os(server::CHILD).is_some() {
        return server::serve();
    }
    // `cargo bench` says so; whoever runs all targets as tests wants to see no more than a start.
    if !std::env::args().any(|flag| flag == "--bench") {
        return;
    }
    let calls = std::env::var("BACKLINE_BENCH_CALLS").ok().and_then(|n| n.parse().ok());
    let mut table = Table::new();
    inside::measure(&mut table);
    let mut load = Load::start(calls.unwrap_or(CALLS), &mut table);
    for (name, edges, speakers) in MODES {
        load.measure_mode(&mut table, (name, edges, speakers));
    }
    load.measure_switch(&mut table);
    table.print();
}
