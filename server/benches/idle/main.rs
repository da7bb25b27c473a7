//! What a page costs on which nothing happens: `cargo xtask bench idle`.
//!
//! As many supervisors as `BACKLINE_BENCH_PAGES` says sign in, each opens a workspace, and nobody
//! does anything. The server is the program `backline` of this build, on one core; the pages share
//! the other and answer pings, as browsers do. Where `BACKLINE_BENCH_BEFORE` names the program of
//! another build, that one is measured in the same run, before and after this one: a machine that
//! becomes busier or quieter meanwhile changes the ratio little. Figures, never limits: no run fails
//! for being slow.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

#[path = "../../../media/benches/media/figures.rs"]
mod figures;
mod page;
mod server;
#[path = "../rig/socket.rs"]
mod socket;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use figures::{Table, cpu_of, memory_of, percentile, pin};
use server::Server;

const PAGES: usize = 1_000;
/// How long a server is left alone once all pages are open.
const SETTLES: Duration = Duration::from_secs(5);
/// How long it is measured then: whole rounds of everything that it says by the clock.
const QUIET: Duration = Duration::from_secs(20);

fn main() {
    // `cargo bench` says so; whoever runs all targets as tests wants to see no more than a start.
    if !std::env::args().any(|flag| flag == "--bench") {
        return;
    }
    let count = std::env::var("BACKLINE_BENCH_PAGES").ok().and_then(|n| n.parse().ok());
    let before = std::env::var_os("BACKLINE_BENCH_BEFORE").map(PathBuf::from);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(compare(count.unwrap_or(PAGES), before.as_deref()));
}

async fn compare(count: usize, before: Option<&Path>) {
    let this = Path::new(env!("CARGO_BIN_EXE_backline"));
    let (mut old, mut new) = (Measured::default(), Measured::default());
    println!("{count} pages");
    match before {
        Some(other) => {
            old.add(other, count).await;
            new.add(this, count).await;
            new.add(this, count).await;
            old.add(other, count).await;
        }
        None => new.add(this, count).await,
    }
    let mut table = Table::new();
    let ratio = new.cpu.iter().sum::<f64>() / old.cpu.iter().sum::<f64>();
    old.tell(&mut table, "before: ");
    new.tell(&mut table, "");
    if before.is_some() {
        table.add("CPU of an idle page, this build to that before", "%", vec![ratio * 100.0]);
    }
    table.print();
}

/// What was measured of one build, run by run.
#[derive(Default)]
struct Measured {
    cpu: Vec<f64>,
    memory: Vec<f64>,
    gap: Vec<f64>,
    longest_gap: Vec<f64>,
}

impl Measured {
    async fn add(&mut self, program: &Path, count: usize) {
        let server = Server::start(program, count);
        let process = server.process();
        pin(process, 0);
        pin(std::process::id(), 1);
        let memory = memory_of(process);
        let pages = tokio::task::LocalSet::new();
        let gaps = pages.run_until(page::open(&server, count)).await;
        pages.run_until(tokio::time::sleep(SETTLES)).await;
        gaps.take();
        let began = cpu_of(process);
        pages.run_until(tokio::time::sleep(QUIET)).await;
        let micros = (cpu_of(process) - began).as_secs_f64() * 1e6;
        self.cpu.push(micros / QUIET.as_secs_f64() / count as f64);
        self.memory.push((memory_of(process) - memory) / count as f64);
        let mut gaps: Vec<f64> = gaps.take().iter().map(Duration::as_secs_f64).collect();
        self.gap.push(percentile(&mut gaps, 0.5));
        self.longest_gap.push(percentile(&mut gaps, 1.0));
    }

    fn tell(self, table: &mut Table, which: &str) {
        table.add(format!("{which}CPU of an idle page, each second"), "µs", self.cpu);
        table.add(format!("{which}  memory of it"), "KiB", self.memory);
        table.add(format!("{which}  it is told nothing for, p50"), "s", self.gap);
        table.add(format!("{which}  it is told nothing for, longest"), "s", self.longest_gap);
    }
}
