//! Chromium processes: one for each microphone, in which many parties play, each in a browser
//! context of its own that shares nothing with another; and one that a single party has alone.
//!
//! A microphone is a flag of the process, so parties with the same voice can share one, also in
//! different scenes at once. What is asked of a process goes over its DevTools socket.

use std::{
    collections::BTreeMap,
    env,
    path::PathBuf,
    process::Command,
    sync::{Arc, LazyLock},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, sync::Mutex, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use super::{
    PATIENCE, log,
    process::{self, Process, Signal},
    scratch::Scratch,
    stopped::Stopped,
    tone::{self, Voice},
};

/// How long a process may take to start, or to answer, on a busy machine.
const BOUND: Duration = PATIENCE;

const FLAGS: [&str; 17] = [
    "--headless",
    "--remote-debugging-port=0",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-breakpad",
    "--disable-extensions",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    // What is on its way is neither where it will be nor in the colour that it will have.
    "--force-prefers-reduced-motion",
];

/// With these no page is slowed down that nobody looks at, and each may sound that nobody has touched.
const OBLIGING: [&str; 4] = [
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--autoplay-policy=no-user-gesture-required",
];

/// What a process holds back of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Restraint {
    /// Nothing, so that a test may play many parties in it at once.
    None,
    /// What it holds back of the pages that people have.
    AsShipped,
}

/// What stands in for a microphone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Microphone {
    /// It speaks this tone without end.
    Speaks(Voice),
    /// The person refuses it to the page.
    Refused,
    /// It is there, and the network lets no UDP through.
    Unreachable,
}

/// A running Chromium. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Chromium {
    process: Process,
    number: u32,
    /// Where its DevTools are: host, port and path.
    address: String,
    path: String,
}

/// Those that many parties play in.
static SHARED: LazyLock<Mutex<Shared>> = LazyLock::new(Mutex::default);

type Shared = BTreeMap<(Voice, Restraint), Arc<Chromium>>;

impl Chromium {
    /// The process whose microphone has that voice, which others may play in as well.
    pub(crate) async fn shared(voice: Voice, restraint: Restraint) -> Result<Arc<Self>> {
        let mut shared = SHARED.lock().await;
        if let Some(running) = shared.get(&(voice, restraint)) {
            return Ok(running.clone());
        }
        let started = Arc::new(Self::start(Microphone::Speaks(voice), restraint, None).await?);
        shared.insert((voice, restraint), started.clone());
        Ok(started)
    }

    /// A process for one party, which resolves names by `rule` if there is one.
    pub(crate) async fn alone(
        microphone: Microphone,
        restraint: Restraint,
        rule: Option<String>,
    ) -> Result<Arc<Self>> {
        Ok(Arc::new(Self::start(microphone, restraint, rule).await?))
    }

    async fn start(
        microphone: Microphone,
        restraint: Restraint,
        rule: Option<String>,
    ) -> Result<Self> {
        let profile = Scratch::new("browser")?;
        let mut command = Command::new(program("BACKLINE_CHROMIUM", "chromium")?);
        command.args(FLAGS);
        match restraint {
            Restraint::None => command.args(OBLIGING),
            Restraint::AsShipped => &mut command,
        };
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        match microphone {
            Microphone::Speaks(voice) => {
                let file = profile.path().join("microphone.wav");
                tone::write(voice, &file)?;
                command.arg(format!("--use-file-for-fake-audio-capture={}", file.display()));
            }
            Microphone::Refused => {
                command.arg("--use-fake-ui-for-media-stream=deny");
            }
            Microphone::Unreachable => {
                command.arg("--webrtc-ip-handling-policy=disable_non_proxied_udp");
                command.arg("--force-webrtc-ip-handling-policy");
            }
        }
        command.args(rule.map(|rule| format!("--host-resolver-rules={rule}"))).arg("about:blank");
        let (mut process, number) = Process::start_kept(&command, profile).await?;
        let listens = |line: &str| {
            let (_, address) = line.split_once("DevTools listening on ws://")?;
            let (address, path) = address.split_once('/')?;
            Some((address.to_owned(), path.trim().to_owned()))
        };
        let (address, path) =
            process.says(BOUND, listens).await.context("Chromium does not come up")?;
        Ok(Self { process, number, address, path })
    }

    /// Where chromedriver finds it.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Its last words, for a failure's message.
    pub(crate) fn tail(&self) -> String {
        self.process.tail(20)
    }

    /// A browser context with nothing in it.
    pub(crate) async fn fresh(&self) -> Result<Fresh> {
        let address = format!("ws://{}/{}", self.address, self.path);
        let (socket, _) = timeout(BOUND, connect_async(address)).await??;
        let mut fresh = Fresh {
            socket,
            number: 0,
            context: String::new(),
            tabs: Vec::new(),
            errors: Vec::new(),
            breaks: Vec::new(),
        };
        let made = fresh.ask("Target.createBrowserContext", json!({ "disposeOnDetach": true }));
        made.await?["browserContextId"]
            .as_str()
            .context("no context")?
            .clone_into(&mut fresh.context);
        Ok(fresh)
    }

    /// Kills it, as a crash would.
    pub(crate) fn kill(&self) -> Result<()> {
        process::send(self.number, Signal::Kill)
    }

    /// Stops all of it, as a laptop that is closed does.
    pub(crate) fn stop(&self) -> Result<Stopped> {
        Stopped::with_children(self.number)
    }
}

/// A browser context: pages, storage and permissions of one party. It goes with this.
#[derive(Debug)]
pub(crate) struct Fresh {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    number: u64,
    context: String,
    /// A session of this socket for each tab, whose events come over it.
    tabs: Vec<String>,
    errors: Vec<String>,
    /// Those of them by which a program is broken.
    breaks: Vec<String>,
}

impl Fresh {
    /// Opens the window with its first tab; which, as chromedriver calls it.
    pub(crate) async fn window(&mut self) -> Result<String> {
        self.open(json!({ "newWindow": true, "width": 1280, "height": 900 })).await
    }

    /// Opens another tab of the window, in front of the others.
    pub(crate) async fn tab(&mut self) -> Result<String> {
        self.open(json!({})).await
    }

    async fn open(&mut self, mut place: Value) -> Result<String> {
        place["url"] = json!("about:blank");
        place["browserContextId"] = json!(self.context);
        let target = self.ask("Target.createTarget", place).await?;
        let target = target["targetId"].as_str().context("no target")?.to_owned();
        let attached = json!({ "targetId": target, "flatten": true });
        let tab = self.ask("Target.attachToTarget", attached).await?;
        let tab = tab["sessionId"].as_str().context("no session")?.to_owned();
        for source in log::SOURCES {
            self.ask_tab(Some(&tab), source, json!({})).await?;
        }
        self.tabs.push(tab);
        Ok(target)
    }

    /// Everything that the browser has called an error in these tabs so far.
    pub(crate) async fn errors(&mut self) -> Result<Vec<String>> {
        for tab in self.tabs.clone() {
            // What a tab has sent before its answer has come when that has.
            self.ask_tab(Some(&tab), "Runtime.evaluate", json!({ "expression": "0" })).await?;
        }
        Ok(self.errors.clone())
    }

    /// By what the programs of these tabs were broken so far, also when the browser is gone by now.
    pub(crate) async fn breaks(&mut self) -> Vec<String> {
        // A browser that was killed in the scene cannot be asked; what it had told is known.
        let _gone = self.errors().await;
        self.breaks.clone()
    }

    /// Has the person answer the browser's question about notifications for pages of `origin`:
    /// `granted` or `denied`.
    pub(crate) async fn notifications(&mut self, origin: &str, answer: &str) -> Result<()> {
        let permission = json!({
            "permission": { "name": "notifications" }, "setting": answer,
            "origin": origin, "browserContextId": self.context,
        });
        self.ask("Browser.setPermission", permission).await.map(drop)
    }

    /// The value of an expression in the newest tab, which may be a promise. Unlike what the driver
    /// runs, this is no touch to the page.
    pub(crate) async fn untouched(&mut self, expression: &str) -> Result<Value> {
        let tab = self.tabs.last().cloned().context("no tab")?;
        let question = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true,
            "userGesture": false,
        });
        let mut answer = self.ask_tab(Some(&tab), "Runtime.evaluate", question).await?;
        let thrown = &answer["exceptionDetails"];
        ensure!(thrown.is_null(), "`{expression}` failed: {thrown}");
        Ok(answer["result"]["value"].take())
    }

    async fn ask(&mut self, method: &str, params: Value) -> Result<Value> {
        self.ask_tab(None, method, params).await
    }

    /// Asks a tab, or the browser as a whole.
    async fn ask_tab(&mut self, tab: Option<&str>, method: &str, params: Value) -> Result<Value> {
        self.number += 1;
        let mut question = json!({ "id": self.number, "method": method, "params": params });
        if let Some(tab) = tab {
            question["sessionId"] = json!(tab);
        }
        self.socket.send(Message::text(question.to_string())).await?;
        timeout(BOUND, self.answer(method)).await.with_context(|| format!("{method}: no answer"))?
    }

    async fn answer(&mut self, method: &str) -> Result<Value> {
        while let Some(message) = self.socket.next().await {
            let Message::Text(text) = message? else { continue };
            let mut answer: Value = serde_json::from_str(&text)?;
            if answer["id"] == self.number {
                ensure!(answer.get("error").is_none(), "{method}: {text}");
                return Ok(answer["result"].take());
            }
            let error = log::error(&answer);
            self.breaks.extend(error.clone().filter(|_| log::is_break(&answer)));
            self.breaks.extend(log::waste(&answer));
            self.errors.extend(error);
        }
        bail!("{method}: Chromium is gone")
    }
}

/// The program that the variable names, or the first of that name on the path.
pub(crate) fn program(variable: &str, name: &str) -> Result<PathBuf> {
    if let Some(path) = env::var_os(variable).filter(|value| !value.is_empty()) {
        return Ok(path.into());
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .with_context(|| {
            format!("{name} is not installed; `cargo xtask doctor` says what is missing")
        })
}
