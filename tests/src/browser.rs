//! One chromedriver, and what a party has of a browser: a context of its own with its tabs.

use std::{process::Command, sync::Arc, time::Duration};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver, WindowHandle};
use tokio::sync::Mutex;

use super::{
    PATIENCE,
    chromium::{Chromium, Fresh, Microphone, program},
    page::Page,
    port,
    process::Process,
};

const START: Duration = PATIENCE;

/// Longer than anything is waited for in a page.
const SCRIPT: Duration = PATIENCE.saturating_add(Duration::from_secs(30));

/// Longer than the driver waits for a script.
const ANSWER: Duration = PATIENCE.saturating_add(Duration::from_secs(60));

const EAR: &str = include_str!("ear.js");

/// Speaks WebDriver for any number of browsers.
#[derive(Debug)]
pub struct Driver {
    process: Process,
    port: u16,
    /// What was opened with it, kept until it goes: each is asked at the end.
    opened: Mutex<Vec<Arc<Mutex<Fresh>>>>,
}

/// What a party has of a browser, with one page in front. Dropping it closes its tabs.
#[derive(Debug)]
pub struct Browser {
    page: Page,
    context: Arc<Mutex<Fresh>>,
    chromium: Arc<Chromium>,
    alone: bool,
    script: String,
}

/// How to start a browser.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) microphone: Microphone,
    /// Whether the process is to be shared with nobody.
    pub(crate) alone: bool,
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
        Ok(Self { process, port, opened: Mutex::default() })
    }

    /// Opens a browser that has `microphone` and shows an empty page.
    ///
    /// # Errors
    /// When Chromium does not start.
    pub async fn open(&self, microphone: Microphone) -> Result<Browser> {
        self.set_up(Setup { microphone, alone: false, line: None }).await
    }

    pub(crate) async fn set_up(&self, setup: Setup) -> Result<Browser> {
        let rule = setup
            .line
            .map(|line| format!("MAP localhost:{} 127.0.0.1:{}", line.instead_of, line.http));
        let (chromium, alone) = match setup.microphone {
            Microphone::Speaks(voice) if !setup.alone && rule.is_none() => {
                (Chromium::shared(voice).await?, false)
            }
            microphone
            @ (Microphone::Speaks(_) | Microphone::Refused | Microphone::Unreachable) => {
                (Chromium::alone(microphone, rule).await?, true)
            }
        };
        let script = match setup.line {
            Some(line) => format!("window.line = {{ media: {} }};\n{EAR}", line.media),
            None => EAR.to_owned(),
        };
        let mut context = chromium.fresh().await?;
        let first = context.window().await?;
        let page = self.attach(&chromium).await?;
        let context = Arc::new(Mutex::new(context));
        self.opened.lock().await.push(context.clone());
        let browser = Browser { page, context, chromium, alone, script };
        browser.show(&first.into()).await?;
        browser.listen().await?;
        Ok(browser)
    }

    /// By what the program of any page was broken that was opened with this driver.
    pub async fn breaks(&self) -> Vec<String> {
        let mut breaks = Vec::new();
        for context in self.opened.lock().await.iter() {
            breaks.extend(context.lock().await.breaks().await);
        }
        breaks
    }

    /// A session with a process that runs already.
    async fn attach(&self, chromium: &Chromium) -> Result<Page> {
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_debugger_address(chromium.address())?;
        let address = format!("http://127.0.0.1:{}", self.port);
        let driver = WebDriver::builder(address.clone(), wanted).request_timeout(ANSWER);
        let driver = driver.await.with_context(|| {
            format!("no browser: {}\n{}", self.process.tail(20), chromium.tail())
        })?;
        let session = format!("{address}/session/{}", driver.session_id());
        // The context goes when the browser is dropped; nothing is left to say goodbye to.
        drop(driver.clone().leak());
        driver.set_script_timeout(SCRIPT).await?;
        driver.set_page_load_timeout(PATIENCE).await?;
        Ok(Page::new(driver, session))
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
        let tab = self.context.lock().await.tab().await?.into();
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

    /// Has the person answer the browser's question about notifications for the page that is open:
    /// `granted` or `denied`.
    ///
    /// # Errors
    /// When the browser does not take the answer.
    pub async fn permits_notifications(&self, answer: &str) -> Result<()> {
        let origin: String = self.page.value("location.origin", Value::Null).await?;
        self.context.lock().await.notifications(&origin, answer).await
    }

    /// Everything that the page in front, and the browser in any tab of this party's, called an error;
    /// nothing of what others have open in the same process.
    ///
    /// # Errors
    /// When a page cannot be asked.
    pub async fn errors(&self) -> Result<Vec<String>> {
        let mut errors: Vec<String> = self.page.value("ear.errors", Value::Null).await?;
        errors.extend(self.context.lock().await.errors().await?);
        Ok(errors)
    }

    /// Kills the process, as a crash would.
    ///
    /// # Errors
    /// When others play in it, or it is gone already.
    pub fn kill(&self) -> Result<()> {
        ensure!(self.alone, "others may play in this process: open the party alone");
        self.chromium.kill()
    }
}
