//! Firefox processes: one for each party, with its driver, and with a sound server of its own that
//! gives it a microphone and something to play to.
//!
//! Firefox's own double of a microphone does not count as one where it decides what may sound, and
//! without a device nothing that a page measures moves. What is asked besides the driver goes over
//! its WebDriver BiDi socket.

use std::{env, fs, path::Path, process::Command};

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use super::{
    PATIENCE,
    chromium::program,
    log,
    process::{self, Process, Signal},
    scratch::Scratch,
    tone::Voice,
};

/// Every page has been granted the microphone for good: one that has not may use no more than the
/// machine's default route until it captures, and the server listens at loopback only. Nothing leaves
/// the machine: what is not on it goes to a proxy that is not there.
const PREFERENCES: &str = r#"
user_pref("permissions.default.microphone", 1);
user_pref("media.peerconnection.ice.loopback", true);
user_pref("marionette.port", 0);
user_pref("network.proxy.type", 1);
user_pref("network.proxy.http", "127.0.0.1");
user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
"#;

/// A running Firefox. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Firefox {
    process: Process,
    number: u32,
    driver: Process,
    /// Where its driver listens.
    port: u16,
    /// Where its BiDi socket is.
    address: String,
    /// It goes after whoever listens to it.
    _sound: Process,
}

impl Firefox {
    /// Starts one whose microphone has that voice.
    pub(crate) async fn start(voice: Voice) -> Result<Self> {
        let folder = Scratch::new("sound")?;
        let server = folder.path().join("socket");
        let sound = sound_server(folder, &server, voice).await?;

        let profile = Scratch::new("browser")?;
        fs::write(profile.path().join("user.js"), PREFERENCES)?;
        let name = env::var("BACKLINE_FIREFOX").unwrap_or_else(|_| "firefox-esr".to_owned());
        let mut command = Command::new(program("BACKLINE_FIREFOX", &name)?);
        command.args(["--headless", "--no-remote", "--marionette", "--remote-debugging-port", "0"]);
        command.arg("--profile").arg(profile.path()).arg("about:blank");
        command.env("PULSE_SERVER", format!("unix:{}", server.display()));
        let (mut process, number) = Process::start_kept(&command, profile).await?;
        let listens = |line: &str| line.split_once("Listening on port ")?.1.trim().parse().ok();
        let marionette: u16 =
            process.says(PATIENCE, listens).await.context("Firefox does not come up")?;
        let listens = |line: &str| Some(line.split_once("BiDi listening on ")?.1.trim().to_owned());
        let address =
            process.says(PATIENCE, listens).await.context("Firefox is not to be asked")?;

        let mut command = Command::new(program("GECKODRIVER", "geckodriver")?);
        command.args(["--port", "0", "--connect-existing", "--marionette-port"]);
        command.arg(marionette.to_string());
        let mut driver = Process::start(command)?;
        let listens =
            |line: &str| line.split_once("Listening on 127.0.0.1:")?.1.trim().parse().ok();
        let port = driver.says(PATIENCE, listens).await.context("geckodriver does not come up")?;
        Ok(Self { process, number, driver, port, address, _sound: sound })
    }

    /// Where its driver is found.
    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// Its last words, for a failure's message.
    pub(crate) fn tail(&self) -> String {
        format!("{}\n{}", self.driver.tail(10), self.process.tail(20))
    }

    /// Looks at the tabs of the driver's session beside it.
    pub(crate) async fn watch(&self, session: &str) -> Result<Watch> {
        let address = format!("{}/session/{session}", self.address);
        let (socket, _) = timeout(PATIENCE, connect_async(address)).await??;
        let mut watch = Watch { socket, number: 0, errors: Vec::new() };
        watch.ask("session.subscribe", json!({ "events": [log::BIDI] })).await?;
        Ok(watch)
    }

    /// Kills it, as a crash would.
    pub(crate) fn kill(&self) -> Result<()> {
        process::send(self.number, Signal::Kill)
    }
}

/// A sound server at `socket` with one microphone, which speaks with that voice, and one speaker.
async fn sound_server(folder: Scratch, socket: &Path, voice: Voice) -> Result<Process> {
    let mut command = Command::new(program("PULSEAUDIO", "pulseaudio")?);
    command.args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]);
    command.args(["--disable-shm=yes", "--high-priority=no", "--realtime=no"]);
    command.args(["--log-target=stderr", "--log-level=info"]);
    for module in [
        format!("module-native-protocol-unix socket={} auth-anonymous=1", socket.display()),
        "module-null-sink sink_name=speaker rate=48000".to_owned(),
        format!("module-sine-source source_name=microphone rate=48000 frequency={}", voice.hertz()),
    ] {
        command.arg("--load").arg(module);
    }
    for place in ["HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH"] {
        command.env(place, folder.path());
    }
    let (mut server, _) = Process::start_kept(&command, folder).await?;
    let up = |line: &str| line.contains("startup complete").then_some(());
    server.says(PATIENCE, up).await.context("the sound server does not come up")?;
    Ok(server)
}

/// What the tabs of one Firefox tell, and what is asked of them beside the driver.
#[derive(Debug)]
pub(crate) struct Watch {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    number: u64,
    errors: Vec<String>,
}

impl Watch {
    /// Has `script` run in every document from the next one on, before the page's own code.
    pub(crate) async fn preload(&mut self, script: &str) -> Result<()> {
        let function = format!("() => {{ {script} }}");
        let script = json!({ "functionDeclaration": function });
        self.ask("script.addPreloadScript", script).await.map(drop)
    }

    /// Everything that the browser has called an error in these tabs so far.
    pub(crate) async fn errors(&mut self) -> Result<Vec<String>> {
        // What was told before its answer has come when that has.
        self.ask("browsingContext.getTree", json!({})).await?;
        Ok(self.errors.clone())
    }

    /// The same, also when the browser is gone by now.
    pub(crate) async fn breaks(&mut self) -> Vec<String> {
        // A browser that was killed in the scene cannot be asked; what it had told is known.
        let _gone = self.errors().await;
        self.errors.clone()
    }

    async fn ask(&mut self, method: &str, params: Value) -> Result<Value> {
        self.number += 1;
        let question = json!({ "id": self.number, "method": method, "params": params });
        self.socket.send(Message::text(question.to_string())).await?;
        timeout(PATIENCE, self.answer(method))
            .await
            .with_context(|| format!("{method}: no answer"))?
    }

    async fn answer(&mut self, method: &str) -> Result<Value> {
        while let Some(message) = self.socket.next().await {
            let Message::Text(text) = message? else { continue };
            let mut answer: Value = serde_json::from_str(&text)?;
            if answer["id"] == self.number {
                ensure!(answer["type"] == "success", "{method}: {text}");
                return Ok(answer["result"].take());
            }
            self.errors.extend(log::error(&answer));
        }
        bail!("{method}: Firefox is gone")
    }
}
