//! How soon everybody who is asked knows of a help request, and what that costs the server:
//! `cargo xtask bench fanout`.
//!
//! One agent asks and cancels, again and again, before as many supervisors as
//! `BACKLINE_BENCH_SUPERVISORS` says, each with a socket and a session of their own and each saying
//! that the request has reached them, as their pages would. The server runs in a process of its own
//! (this program, started again) on one core; everybody else shares the other, and what they take to
//! read is in the figures. Figures, never limits: no run fails for being slow.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

#[path = "../rig/child.rs"]
mod child;
#[path = "../../../media/benches/media/figures.rs"]
mod figures;
mod page;
mod server;
#[path = "../rig/socket.rs"]
mod socket;
mod supervisors;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use backline_core::{
    id::PersonId,
    interaction::{
        Fact, HelpCommand, HelpFact, RequestFact,
        help::{NewBrief, Severity},
    },
    protocol::Page as Kind,
};
use child::Server;
use figures::{Table, cpu_of, memory_of, percentile, pin};
use page::{Held, Page};
use supervisors::{Supervisors, Word};

const SUPERVISORS: usize = 1_000;
const ROUNDS: u32 = 30;
/// How long everybody is quiet while the cost of being subscribed is taken.
const QUIET: Duration = Duration::from_secs(10);

fn main() {
    if std::env::var_os(server::CHILD).is_some() {
        return server::serve();
    }
    // `cargo bench` says so; whoever runs all targets as tests wants to see no more than a start.
    if !std::env::args().any(|flag| flag == "--bench") {
        return;
    }
    let count = std::env::var("BACKLINE_BENCH_SUPERVISORS").ok().and_then(|n| n.parse().ok());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let everybody = tokio::task::LocalSet::new();
    everybody.block_on(&runtime, measure(count.unwrap_or(SUPERVISORS)));
}

async fn measure(count: usize) {
    let mut table = Table::new();
    let server = server::start(count);
    pin(server.process(), 0);
    pin(std::process::id(), 1);
    let mut agent = Page::open(&server, server::AGENT, Kind::Panel).await;
    let call = agent.is_called(&server).await;
    let mut supervisors = arrive(&server, count, &mut table).await;

    let began = cpu_of(server.process());
    tokio::time::sleep(QUIET).await;
    let share = (cpu_of(server.process()) - began).as_secs_f64() / QUIET.as_secs_f64();
    table.add("CPU while all are subscribed and nothing happens", "% core", vec![share * 100.0]);

    let (mut raised, mut gone) = (Rounds::default(), Rounds::default());
    for number in 1..=ROUNDS {
        let (cpu, at) = (cpu_of(server.process()), agent.asks(call, request()).await);
        let spans = supervisors.hear(Word::Raised, at).await;
        agent.until(call, |held| delivered(held, number) == count).await;
        raised.add(spans, at.elapsed(), cpu_of(server.process()) - cpu);

        let cancel = HelpCommand::Cancel { request: number };
        let (cpu, at) = (cpu_of(server.process()), agent.asks(call, cancel).await);
        let spans = supervisors.hear(Word::Gone, at).await;
        gone.add(spans, at.elapsed(), cpu_of(server.process()) - cpu);
    }
    raised.tell(&mut table, "Submit", "the agent's page says: delivered to all");
    gone.tell(&mut table, "Cancel", "the last popup has gone");
    let memory = memory_of(server.process());
    table.add("memory of the server at the end", "MiB", vec![memory / 1024.0]);
    println!("{count} supervisors");
    table.print();
}

/// Has the supervisors come, one after another.
async fn arrive(server: &Server, count: usize, table: &mut Table) -> Supervisors {
    let process = server.process();
    let (memory, cpu, at) = (memory_of(process), cpu_of(process), Instant::now());
    let supervisors = Supervisors::join(server, count).await;
    let (took, cpu) = (at.elapsed(), cpu_of(process) - cpu);
    let each = |of_all: f64| vec![of_all / count as f64];
    table.add("a supervisor comes, until caught up", "ms", each(took.as_secs_f64() * 1e3));
    table.add("  CPU of the server", "ms", each(cpu.as_secs_f64() * 1e3));
    table.add("  memory of the server", "KiB", each(memory_of(process) - memory));
    supervisors
}

fn request() -> HelpCommand {
    let (reason, severity) = ("other".parse().unwrap(), Severity::Assist);
    let comment = "The customer wants to cancel the contract.".to_owned();
    HelpCommand::Request { reason, comment, severity, brief: NewBrief::default() }
}

/// On how many pages the agent has been told that a request is.
fn delivered(held: &Held, number: u32) -> usize {
    let mut pages: BTreeSet<&PersonId> = BTreeSet::new();
    for stamped in &held.facts {
        if let Fact::Help(HelpFact::Request {
            request,
            what: RequestFact::Received { delivered, .. },
        }) = &stamped.fact
            && *request == number
        {
            pages.extend(delivered);
        }
    }
    pages.len()
}

/// What was measured of one command, round by round.
#[derive(Default)]
struct Rounds {
    median: Vec<f64>,
    p99: Vec<f64>,
    last: Vec<f64>,
    settled: Vec<f64>,
    cpu: Vec<f64>,
}

impl Rounds {
    fn add(&mut self, spans: Vec<Duration>, settled: Duration, cpu: Duration) {
        let millis = |span: Duration| span.as_secs_f64() * 1e3;
        let mut spans: Vec<f64> = spans.into_iter().map(millis).collect();
        self.median.push(percentile(&mut spans, 0.5));
        self.p99.push(percentile(&mut spans, 0.99));
        self.last.push(percentile(&mut spans, 1.0));
        self.settled.push(millis(settled));
        self.cpu.push(millis(cpu));
    }

    fn tell(self, table: &mut Table, what: &str, settled: &str) {
        table.add(format!("{what} to a supervisor's page, p50"), "ms", self.median);
        table.add(format!("{what} to a supervisor's page, p99"), "ms", self.p99);
        table.add(format!("{what} to the last supervisor's page"), "ms", self.last);
        table.add(format!("  until {settled}"), "ms", self.settled);
        table.add("  CPU of the server until then", "ms", self.cpu);
    }
}
