//! More connections than the system gives files: pages are served and facts are recorded all the
//! same, and operators see what goes on.

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};
use backline_core::protocol::{Page, ServerMessage};
use backline_tests::{Server, Signal, Wire, bring_caller};
use tokio::net::TcpStream;

/// Files that the server may have open.
const FILES: usize = 1_024;

/// Connections that say nothing, at each of the two ports.
const IDLE: usize = 1_100;

/// Files that this process needs: its end of every connection, and some for itself.
const OWN_FILES: usize = 2 * IDLE + 200;

/// Lets this process open as many files as the test needs.
fn have_files() -> Result<()> {
    let limits = fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find(|line| line.starts_with("Max open files"));
    let mut limits = line.context("no limit of files")?.split_whitespace().skip(3);
    let mut limit = || limits.next().and_then(|limit| limit.parse().ok()).unwrap_or(usize::MAX);
    let (soft, hard) = (limit(), limit());
    ensure!(hard >= OWN_FILES, "this test needs {OWN_FILES} files: raise the hard limit, {hard}");
    if soft < OWN_FILES {
        let own = std::process::id().to_string();
        let files = format!("--nofile={OWN_FILES}:");
        let raised = Command::new("prlimit").args(["--pid", &own, &files]).status();
        ensure!(raised.context("cannot run `prlimit`")?.success(), "the limit stays at {soft}");
    }
    Ok(())
}

/// So many connections that say nothing, from four addresses, so that no share of one is reached
/// before all places are taken.
async fn crowd(port: u16) -> Result<Vec<TcpStream>> {
    let mut crowd = Vec::new();
    for n in 0..IDLE {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.bind(format!("127.0.0.{}:0", 2 + n % 4).parse()?)?;
        crowd.push(socket.connect(([127, 0, 0, 1], port).into()).await?);
    }
    Ok(crowd)
}

/// What is at an address, and that it came whole.
async fn loads(at: &str) -> Result<String> {
    let answer = reqwest::get(at).await?.error_for_status()?;
    let length = answer.content_length();
    let bytes = answer.bytes().await?;
    ensure!(length.is_none_or(|length| length == bytes.len() as u64), "{at} is cut off");
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

///
#[tokio::test]
async fn with_more_idle_connections_than_files_pages_load_and_the_record_is_written() -> Result<()>
{
    have_files()?;
    let mut server = Server::start_with_files(FILES).await?;
    let idle = crowd(server.http()).await?;
    let operators = crowd(server.metrics()).await?;

    for page in ["/", "/panel", "/workspace", "/call"] {
        let page = loads(&server.at(page)).await?;
        let files = page.split('"').filter(|word| word.starts_with("/assets/"));
        for file in files.collect::<std::collections::BTreeSet<_>>() {
            loads(&server.at(file)).await?;
        }
    }
    let mut sofia = Wire::person(&server, "sofia", Page::Workspace).await?;
    let call = bring_caller(&server, "ana").await?;
    let is_it = |told: &ServerMessage| matches!(told, ServerMessage::Restated { interaction, .. } if *interaction == call);
    sofia.expect(|told| is_it(told).then_some(())).await?;
    ensure!(server.metric("backline_sockets").await? >= 1, "operators see nothing of it");

    let anchor = server.data().join("audit.anchor");
    let before = fs::read(&anchor)?.len();
    server.end(Signal::Term).await?;
    ensure!(fs::read(&anchor)?.len() > before, "the end is not anchored");
    drop((idle, operators));
    let failed: Vec<_> =
        server.log().into_iter().filter(|line| line.contains("Too many open files")).collect();
    assert_eq!(failed, Vec::<String>::new());
    Ok(())
}
