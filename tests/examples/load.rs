//! A load generator: customers' pages over the real WebSocket of a server on this machine.
//!
//! `cargo run -p backline-tests --example load -- 127.0.0.1:8080 100 10` opens 100 pages at a running
//! demo. Each calls, mutes and unmutes itself once a second for 10 seconds, and hangs up. What is
//! printed: how often each was done, and how long its answer took. It ends by itself.

use std::{
    env,
    io::Write as _,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use backline_core::{
    id::InteractionId,
    interaction::{CallCommand, Command},
};
use backline_tests::{Reply, Wire};
use tokio::{task::JoinSet, time};

/// The demo's tenant.
const TENANT: &str = "acme";

/// Fewer than the new browsers that a server admits from one address in a minute.
const MOST_PAGES: u32 = 500;

/// Longest run, in seconds.
const MOST_SECONDS: u64 = 60;

/// Between two commands of a page.
const PAUSE: Duration = Duration::from_secs(1);

/// What is measured: each with how long the server took to answer.
#[derive(Default)]
struct Measured {
    opened: Vec<Duration>,
    called: Vec<Duration>,
    commands: Vec<Duration>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut given = env::args().skip(1);
    let address = given.next().unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let address: SocketAddr = address.parse().context("an address looks like 127.0.0.1:8080")?;
    ensure!(address.ip().is_loopback(), "{address} is not on this machine");
    let pages = given.next().map_or(Ok(50), |pages| pages.parse()).context("how many pages?")?;
    ensure!(pages <= MOST_PAGES, "{MOST_PAGES} pages at most");
    let seconds = given.next().map_or(Ok(10), |span| span.parse()).context("how many seconds?")?;
    ensure!(seconds <= MOST_SECONDS, "{MOST_SECONDS} seconds at most");

    let until = Instant::now() + Duration::from_secs(seconds);
    let mut running: JoinSet<Result<Measured>> =
        (0..pages).map(|number| page(address, number, until)).collect();
    let (mut all, mut failed) = (Measured::default(), Vec::new());
    while let Some(ended) = running.join_next().await {
        match ended? {
            Ok(one) => {
                all.opened.extend(one.opened);
                all.called.extend(one.called);
                all.commands.extend(one.commands);
            }
            Err(why) => failed.push(why),
        }
    }
    report(&mut all, failed.len())?;
    failed.into_iter().next().map_or(Ok(()), |why| Err(why.context("the first page that failed")))
}

/// One customer's page, from opening it to hanging up.
async fn page(address: SocketAddr, number: u32, until: Instant) -> Result<Measured> {
    let mut measured = Measured::default();
    let begun = Instant::now();
    let mut wire = Wire::customer_at(address, TENANT).await?;
    measured.opened.push(begun.elapsed());
    let begun = Instant::now();
    let call = wire.call(&format!("Load {number}"), None).await?;
    measured.called.push(begun.elapsed());
    let mut next = CallCommand::Mute;
    while Instant::now() < until {
        let after = if next == CallCommand::Mute { CallCommand::Unmute } else { CallCommand::Mute };
        measured.commands.push(answered(&mut wire, call, next).await?);
        next = after;
        time::sleep(PAUSE).await;
    }
    measured.commands.push(answered(&mut wire, call, CallCommand::HangUp).await?);
    Ok(measured)
}

/// How long a command took to be done.
async fn answered(wire: &mut Wire, call: InteractionId, asked: CallCommand) -> Result<Duration> {
    let begun = Instant::now();
    match wire.ask(call, Command::Call(asked)).await? {
        Reply::Done(_) => Ok(begun.elapsed()),
        Reply::Refused(_, sentence) => bail!("refused: {sentence}"),
    }
}

/// A line for each kind: how many, and the median, the 95th percentile and the longest, in
/// milliseconds.
fn report(all: &mut Measured, failed: usize) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for (what, spans) in [
        ("pages opened", &mut all.opened),
        ("calls begun", &mut all.called),
        ("commands done", &mut all.commands),
    ] {
        spans.sort_unstable();
        let at = |part: usize| {
            let place = (spans.len() * part / 100).min(spans.len().saturating_sub(1));
            spans.get(place).map_or(0.0, |span| span.as_secs_f64() * 1_000.0)
        };
        let (median, most, longest) = (at(50), at(95), at(100));
        let count = spans.len();
        writeln!(
            out,
            "{what:>13}: {count:5}   median {median:6.1} ms   95 % within {most:6.1} ms   \
             longest {longest:6.1} ms"
        )?;
    }
    Ok(writeln!(out, "{:>13}: {failed:5}", "pages failed")?)
}
