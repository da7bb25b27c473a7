//! What one tenant's flood costs another: `cargo xtask bench flood`.
//!
//! Agents of one tenant set a presence again and again; meanwhile a hundred sockets of another
//! tenant say as much as the server takes from them: customers' browsers, each on a call, and people.
//! First it is quiet, then comes the flood, then it is quiet again, all in one run, so that a machine
//! that is busy with other work is that in all three. The server runs in a process of its own (this
//! program, started again), and shares the machine with the flood. Figures, never limits: no run
//! fails for being slow.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

#[path = "../rig/child.rs"]
mod child;
#[path = "../../../media/benches/media/figures.rs"]
#[expect(dead_code, reason = "nobody asks for memory, nor for a core alone")]
mod figures;
mod page;
mod server;
#[path = "../rig/socket.rs"]
mod socket;

use std::{sync::Arc, time::Duration};

use child::Server;
use figures::{Table, cpu_of, percentile};
use page::{Flood, Other};

/// Customers' browsers and people of the flooded tenant.
const VISITORS: usize = 80;
const PEOPLE: usize = 20;

/// How long it is quiet, or not.
const SPAN: Duration = Duration::from_secs(30);

/// How long it is waited after the flood begins or ends.
const SETTLES: Duration = Duration::from_secs(6);

fn main() {
    if std::env::var_os(server::CHILD).is_some() {
        return server::serve();
    }
    // `cargo bench` says so; whoever runs all targets as tests wants to see no more than a start.
    if !std::env::args().any(|flag| flag == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(measure());
}

async fn measure() {
    let server = Arc::new(server::start(PEOPLE));
    let mut other = Other::open(&server).await;
    let mut table = Table::new();
    let quiet = phase(&server, &mut other).await;
    let flood = Flood::begin(&server, VISITORS);
    while !flood.has_begun() {
        other.asks_for(SETTLES).await;
    }
    other.asks_for(SETTLES).await;
    let flooded = phase(&server, &mut other).await;
    flood.end();
    other.asks_for(SETTLES).await;
    let again = phase(&server, &mut other).await;
    let before = (quiet.p99 + again.p99) / 2.0;
    let more = (flooded.p99 / before - 1.0) * 100.0;
    quiet.tell(&mut table, "quiet");
    flooded.tell(&mut table, "flood");
    again.tell(&mut table, "quiet again");
    table.add("p99 in the flood, more than in quiet", "%", vec![more]);
    println!("{} sockets", VISITORS + PEOPLE);
    table.print();
}

/// What was measured for a while.
struct Phase {
    p50: f64,
    p99: f64,
    cpu: f64,
}

async fn phase(server: &Server, other: &mut Other) -> Phase {
    let began = cpu_of(server.process());
    let mut took = other.asks_for(SPAN).await;
    let cpu = (cpu_of(server.process()) - began).as_secs_f64() / SPAN.as_secs_f64() * 100.0;
    Phase { p50: percentile(&mut took, 0.5), p99: percentile(&mut took, 0.99), cpu }
}

impl Phase {
    fn tell(&self, table: &mut Table, which: &str) {
        table.add(format!("{which}: a command of the other tenant, p50"), "ms", vec![self.p50]);
        table.add(format!("{which}: a command of the other tenant, p99"), "ms", vec![self.p99]);
        table.add(format!("{which}: CPU of the server"), "% core", vec![self.cpu]);
    }
}
