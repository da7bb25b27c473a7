//! One chromedriver, and browser processes that it starts: each with its own microphone.

use std::{env, path::PathBuf, process::Command, time::Duration};

use anyhow::{Context, Result};
use thirtyfour::{
    ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver, WindowHandle,
};

use super::{
    page::Page,
    port,
    process::{self, Process, Signal},
    scratch::Scratch,
    tone::{self, Voice},
};

const START: Duration = Duration::from_secs(60);

/// Longer than anything is waited for in a page.
const SCRIPT: Duration = Duration::from_secs(90);

const FLAGS: [&str; 19] = [
    "--headless",
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
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
];

const EAR: &str = include_str!("ear.js");

/// Speaks WebDriver for any number of browsers.
#[derive(Debug)]
pub struct Driver {
    process: Process,
    port: u16,
}

/// What stands in for a microphone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Microphone {
    /// It speaks this tone without end.
    Speaks(Voice),
    /// The person refuses it to the page.
    Refused,
}

/// A browser process with one page. Dropping it kills it.
#[derive(Debug)]
pub struct Browser {
    page: Page,
    process: u32,
    script: String,
    _profile: Scratch,
}

/// How to start a browser.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) microphone: Microphone,
    /// The ports of a line through which it reaches the server, and the server's own HTTP port.
    pub(crate) line: Option<LinePorts>,
}

/// A detour to the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LinePorts {
    pub(crate) http: u16,
    pub(crate) instead_of: u16,
    pub(crate) media: u16,
}

impl Driver {
    /// Starts chromedriver on a free port.
    ///
    /// # Errors
    /// When it is not installed or does not come up.
    pub async fn start() -> Result<Self> {
        let port = port::free_tcp()?;
        let mut command = Command::new(program("CHROMEDRIVER", "chromedriver")?);
        command.arg(format!("--port={port}")).arg("--log-level=SEVERE");
        let mut process = Process::start(command)?;
        process
            .says(START, |line| line.contains("started successfully").then_some(()))
            .await
            .context("chromedriver does not come up")?;
        Ok(Self { process, port })
    }

    /// Opens a browser that has `microphone` and shows an empty page.
    ///
    /// # Errors
    /// When Chromium does not start.
    pub async fn open(&self, microphone: Microphone) -> Result<Browser> {
        self.set_up(Setup { microphone, line: None }).await
    }

    pub(crate) async fn set_up(&self, setup: Setup) -> Result<Browser> {
        let profile = Scratch::new("browser")?;
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_binary(&program("BACKLINE_CHROMIUM", "chromium")?.to_string_lossy())?;
        wanted.set_logging_prefs("browser", LoggingPrefsLogLevel::Severe)?;
        for flag in FLAGS {
            wanted.add_arg(flag)?;
        }
        wanted.add_arg("--window-size=1280,900")?;
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        match setup.microphone {
            Microphone::Speaks(voice) => {
                let file = profile.path().join("microphone.wav");
                tone::write(voice, &file)?;
                wanted.add_arg(&format!("--use-file-for-fake-audio-capture={}", file.display()))?;
            }
            Microphone::Refused => wanted.add_arg("--use-fake-ui-for-media-stream=deny")?,
        }
        let mut script = EAR.to_owned();
        if let Some(line) = setup.line {
            let rule = format!("MAP localhost:{} 127.0.0.1:{}", line.instead_of, line.http);
            wanted.add_arg(&format!("--host-resolver-rules={rule}"))?;
            script = format!("window.line = {{ media: {} }};\n{EAR}", line.media);
        }
        self.session(wanted, script, profile).await
    }

    async fn session(
        &self,
        wanted: thirtyfour::ChromeCapabilities,
        script: String,
        profile: Scratch,
    ) -> Result<Browser> {
        let address = format!("http://127.0.0.1:{}", self.port);
        let driver = WebDriver::new(address.clone(), wanted)
            .await
            .with_context(|| format!("no browser: {}", self.process.tail(20)))?;
        let session = format!("{address}/session/{}", driver.session_id());
        let process = driver
            .capabilities()
            .get("goog:processID")
            .and_then(serde_json::Value::as_u64)
            .and_then(|id| u32::try_from(id).ok())
            .context("chromedriver does not tell the browser's process")?;
        // The process is killed when the browser is dropped; nothing is left to say goodbye to.
        drop(driver.clone().leak());
        driver.set_script_timeout(SCRIPT).await?;
        let page = Page::new(driver, session);
        let browser = Browser { page, process, script, _profile: profile };
        browser.listen().await?;
        Ok(browser)
    }
}

impl Browser {
    /// Its page.
    #[must_use]
    pub const fn page(&self) -> &Page {
        &self.page
    }

    /// Opens another tab and turns to it: from here on the page is the one that is shown there.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn new_tab(&self) -> Result<WindowHandle> {
        let tab = self.page.driver().new_tab().await?;
        self.show(&tab).await?;
        self.listen().await?;
        Ok(tab)
    }

    /// Turns to a tab.
    ///
    /// # Errors
    /// When it is closed.
    pub async fn show(&self, tab: &WindowHandle) -> Result<()> {
        Ok(self.page.driver().switch_to_window(tab.clone()).await?)
    }

    /// Has the ear in every document of this tab from here on.
    async fn listen(&self) -> Result<()> {
        let source = serde_json::json!({ "source": self.script });
        let cdp = self.page.driver().cdp();
        cdp.send_raw("Page.addScriptToEvaluateOnNewDocument", source).await?;
        Ok(())
    }

    /// Kills the process, as a crash would.
    ///
    /// # Errors
    /// When it is gone already.
    pub fn kill(&self) -> Result<()> {
        process::send(self.process, Signal::Kill)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        drop(process::send(self.process, Signal::Kill));
    }
}

/// The program that the variable names, or the first of that name on the path.
fn program(variable: &str, name: &str) -> Result<PathBuf> {
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
