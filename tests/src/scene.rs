//! What a test plays in: a server and a driver, as many scenes at once as the machine can play.

use std::{
    env, fs,
    sync::LazyLock,
    thread::{self, available_parallelism},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{browser::Driver, party::Party, server::Server, tone::Voice};

/// How long is looked whether the machine is busy: a share of time has no event to await.
const LOOK_FOR: Duration = Duration::from_millis(500);

/// Scenes mostly wait, for sound above all, so there is one more than there are cores; where others
/// keep the cores busy, there are fewer. `BACKLINE_SCENES` says another number.
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| {
    let wanted = env::var("BACKLINE_SCENES").ok().and_then(|number| number.parse().ok());
    let usual = || {
        let cores = available_parallelism().map_or(1, usize::from);
        if is_busy() { cores.div_ceil(2) } else { cores + 1 }
    };
    Semaphore::new(wanted.unwrap_or_else(usual))
});

/// Whether others leave less than half of the processors' time, which takes a moment to see. Not
/// known but on Linux.
fn is_busy() -> bool {
    let Some((idle, all)) = spent() else { return false };
    thread::sleep(LOOK_FOR);
    spent().is_some_and(|(later, all_later)| (later - idle) * 2 < all_later - all)
}

/// The processors' time since the start of the machine, in ticks: idle, and all of it.
fn spent() -> Option<(u64, u64)> {
    let stat = fs::read_to_string("/proc/stat").ok()?;
    let ticks = stat.lines().next()?.split_whitespace().skip(1);
    let ticks: Vec<u64> = ticks.map_while(|ticks| ticks.parse().ok()).collect();
    Some((*ticks.get(3)?, ticks.iter().sum()))
}

/// A server and the means to open browsers. Everything that it started ends with it.
#[derive(Debug)]
pub struct Scene {
    /// The server under test.
    pub server: Server,
    /// Starts browsers.
    pub driver: Driver,
    /// Whether a program is broken on purpose here.
    breaks: bool,
    _turn: SemaphorePermit<'static>,
}

impl Scene {
    /// Plays `script` in a fresh scene. When it fails, the error carries the server's last words.
    ///
    /// # Errors
    /// When the scene cannot be set, or the script fails.
    pub async fn play(script: impl AsyncFnOnce(&mut Self) -> Result<()>) -> Result<()> {
        Self::set(Server::start(), script).await
    }

    /// The same under other policies than the demo's.
    ///
    /// # Errors
    /// When the scene cannot be set, or the script fails.
    pub async fn play_with(
        policies: &str,
        script: impl AsyncFnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        Self::set(Server::start_with(policies), script).await
    }

    async fn set(
        server: impl Future<Output = Result<Server>>,
        script: impl AsyncFnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let turn = TURNS.acquire().await?;
        let (server, driver) = tokio::try_join!(server, Driver::start())?;
        let mut scene = Self { server, driver, breaks: false, _turn: turn };
        let played = match script(&mut scene).await {
            Ok(()) => scene.nothing_broke().await,
            failed @ Err(_) => failed,
        };
        played.with_context(|| format!("the server's last words:\n{}", scene.server.last_words()))
    }

    /// This scene breaks a page's program on purpose, and looks itself at what comes of it.
    pub const fn breaks_something(&mut self) {
        self.breaks = true;
    }

    /// No scene ends with a page whose program was broken or loaded twice, or a line of the server's
    /// log at the level of errors.
    async fn nothing_broke(&self) -> Result<()> {
        let breaks = self.driver.breaks().await;
        ensure!(self.breaks || breaks.is_empty(), "a page was broken: {breaks:#?}");
        let errors = self.server.errors();
        ensure!(errors.is_empty(), "the server called this an error: {errors:#?}");
        Ok(())
    }

    /// A customer at `/call`, who has not called yet.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn customer(&self, name: &str) -> Result<Party> {
        let path = format!("/call?raw=1&name={name}&number=%2B1%20202%20555%200142");
        Party::open(&self.driver, &self.server, Voice::Customer, &path).await
    }

    /// An agent at `/panel`.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn agent(&self, who: &str) -> Result<Party> {
        Party::open(&self.driver, &self.server, Voice::Agent, &panel(who)).await
    }

    /// An agent at `/panel`, whose browser holds back what it holds back of people's pages.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn agent_as_shipped(&self, who: &str) -> Result<Party> {
        Party::open_as_shipped(&self.driver, &self.server, Voice::Agent, &panel(who)).await
    }

    /// A supervisor at `/workspace`, whose browser does the same.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn supervisor_as_shipped(&self, who: &str, voice: Voice) -> Result<Party> {
        Party::open_as_shipped(&self.driver, &self.server, voice, &workspace(who)).await
    }

    /// An agent at `/panel` in Firefox.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn agent_in_firefox(&self, who: &str) -> Result<Party> {
        Party::open_in_firefox(&self.driver, &self.server, Voice::Agent, &panel(who)).await
    }

    /// An agent at `/panel`, over a line that can be cut.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn agent_over_line(&self, who: &str) -> Result<Party> {
        Party::open_over_line(&self.driver, &self.server, Voice::Agent, &panel(who)).await
    }

    /// An agent at `/panel`, in a process of its own.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn agent_alone(&self, who: &str) -> Result<Party> {
        Party::open_alone(&self.driver, &self.server, Voice::Agent, &panel(who)).await
    }

    /// A supervisor at `/workspace`, over a line that can be cut.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn supervisor_over_line(&self, who: &str, voice: Voice) -> Result<Party> {
        Party::open_over_line(&self.driver, &self.server, voice, &workspace(who)).await
    }

    /// A supervisor at `/workspace` in Firefox, who speaks with `voice`.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn supervisor_in_firefox(&self, who: &str, voice: Voice) -> Result<Party> {
        Party::open_in_firefox(&self.driver, &self.server, voice, &workspace(who)).await
    }

    /// A supervisor at `/workspace`, who speaks with `voice`.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn supervisor(&self, who: &str, voice: Voice) -> Result<Party> {
        Party::open(&self.driver, &self.server, voice, &workspace(who)).await
    }

    /// The same in a process of its own, which can be killed.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn supervisor_alone(&self, who: &str, voice: Voice) -> Result<Party> {
        Party::open_alone(&self.driver, &self.server, voice, &workspace(who)).await
    }
}

fn panel(who: &str) -> String {
    format!("/panel?raw=1&as={who}")
}

fn workspace(who: &str) -> String {
    format!("/workspace?raw=1&as={who}")
}
