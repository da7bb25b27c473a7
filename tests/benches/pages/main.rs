//! What the pages cost a browser: `cargo xtask bench pages`.
//!
//! A floor of `BACKLINE_BENCH_CALLS` calls is alive and changes all the time; a supervisor looks at
//! it in Chromium, on the processor as it is and slowed four times. What is counted are frames, what
//! the page's thread has to do, and how long after a press or a letter the page is painted again; of
//! `/panel`, when it can be used. Where `BACKLINE_BENCH_BEFORE` names the folder `dist` of another
//! build, its pages are measured in the same run, on the same floor, before and after these: a machine
//! that becomes busier or quieter meanwhile changes the ratio little. Figures, never limits: no run
//! fails for being slow.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

#[path = "../../../server/benches/rig/child.rs"]
#[expect(dead_code, reason = "nobody asks which process it is")]
mod child;
mod crowd;
#[path = "../../../media/benches/media/figures.rs"]
#[expect(dead_code, reason = "nobody asks for processes")]
mod figures;
mod loading;
mod meter;
mod other_build;
mod server;

use backline_tests::Driver;
use figures::Table;
use loading::Loading;
use meter::Workspace;

const CALLS: usize = 200;
/// How often each build is looked at, unless `BACKLINE_BENCH_ROUNDS` says so; in between the other one is.
const ROUNDS: usize = 1;
/// How often each build's panel is loaded.
const LOADS: usize = 3;

fn main() {
    if std::env::var_os(server::CHILD).is_some() {
        return server::serve();
    }
    // `cargo bench` says so; whoever runs all targets as tests wants to see no more than a start.
    if !std::env::args().any(|flag| flag == "--bench") {
        return;
    }
    let asked = |name| std::env::var(name).ok().and_then(|n| n.parse().ok());
    let calls = asked("BACKLINE_BENCH_CALLS").unwrap_or(CALLS);
    let rounds = asked("BACKLINE_BENCH_ROUNDS").unwrap_or(ROUNDS);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(compare(calls, rounds));
}

async fn compare(calls: usize, rounds: usize) {
    let server = server::start(calls);
    let driver = Driver::start().await.unwrap();
    let builds = builds(&server.address);
    println!("{calls} calls");
    let mut table = Table::new();
    for kind in [Loading::Form, Loading::SignedIn] {
        let mut loads = vec![Vec::new(); builds.len()];
        for (build, spans) in (0..LOADS).flat_map(|_| builds.iter().zip(0..)) {
            loads[spans].extend(loading::of(&driver, build, kind, &server.tokens[0]).await);
        }
        for (build, spans) in builds.iter().zip(loads) {
            kind.tell(&mut table, build.name, spans);
        }
    }
    let mut workspaces: Vec<_> = builds.iter().map(|_| Workspace::default()).collect();
    for round in 0..rounds {
        // Before, after, after, before: what the machine does meanwhile weighs on both.
        let mut order: Vec<_> = builds.iter().zip(0..).filter(|(it, _)| it.has_workspace).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for (build, place) in order {
            workspaces[place].add(&driver, &build.origin, &server.tokens[0], calls).await;
        }
    }
    for (build, workspace) in builds.iter().zip(workspaces) {
        workspace.tell(&mut table, build.name);
    }
    table.print();
}

/// Pages that are measured, and where they are.
struct Build {
    name: &'static str,
    origin: String,
    has_workspace: bool,
}

fn builds(address: &str) -> Vec<Build> {
    let port = address.rsplit(':').next().unwrap();
    let at = |name, host: &str, has_workspace| Build {
        name,
        origin: format!("http://{host}:{port}"),
        has_workspace,
    };
    let before = other_build::folder().map(|folder| {
        at("before: ", other_build::HOST, folder.join("workspace/index.html").is_file())
    });
    before.into_iter().chain([at("", "localhost", true)]).collect()
}
