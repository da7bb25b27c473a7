//! One chromedriver, and what a party has of a browser: a context of its own with its tabs.

use std::{process::Command, sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use thirtyfour::{
    Capabilities, CapabilitiesHelper, ChromiumLikeCapabilities, DesiredCapabilities, WebDriver,
    WindowHandle,
};
use tokio::sync::Mutex;

use super::{
    PATIENCE,
    chromium::{Chromium, Fresh, Microphone, Restraint, program},
    firefox::{Firefox, Watch},
    page::Page,
    port,
    process::Process,
    stopped::Stopped,
    tone::Voice,
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
    opened: Mutex<Vec<Arc<Mutex<Tabs>>>>,
}

/// What a party has of a browser, with one page in front. Dropping it closes its tabs.
#[derive(Debug)]
pub struct Browser {
    page: Page,
    tabs: Arc<Mutex<Tabs>>,
    program: Program,
    script: String,
}

/// The program that it is part of.
#[derive(Debug)]
enum Program {
    /// Others play in it as well.
    Shared(#[expect(dead_code, reason = "it runs for as long")] Arc<Chromium>),
    Alone(Arc<Chromium>),
    Firefox(Arc<Firefox>),
}

/// What a party's tabs tell, and what is asked of them beside the driver.
#[derive(Debug)]
enum Tabs {
    Chromium(Fresh),
    /// With the program, which is there for as long as anybody may ask.
    Firefox(Watch, #[expect(dead_code, reason = "it runs for as long")] Arc<Firefox>),
}

impl Tabs {
    async fn errors(&mut self) -> Result<Vec<String>> {
        match self {
            Self::Chromium(tabs) => tabs.errors().await,
            Self::Firefox(tabs, _) => tabs.errors().await,
        }
    }

    async fn breaks(&mut self) -> Vec<String> {
        match self {
            Self::Chromium(tabs) => tabs.breaks().await,
            Self::Firefox(tabs, _) => tabs.breaks().await,
        }
    }

    fn chromium(&mut self) -> Result<&mut Fresh> {
        match self {
            Self::Chromium(tabs) => Ok(tabs),
            Self::Firefox(..) => bail!("Firefox is not asked this"),
        }
    }
}

/// How to start a browser.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) microphone: Microphone,
    /// Whether the process is to be shared with nobody.
    pub(crate) alone: bool,
    /// What a process that is shared holds back.
    pub(crate) restraint: Restraint,
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
        let restraint = Restraint::None;
        self.set_up(Setup { microphone, alone: false, restraint, line: None }).await
    }

    /// The same, and the browser holds back what it holds back of people's pages.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn open_as_shipped(&self, microphone: Microphone) -> Result<Browser> {
        let restraint = Restraint::AsShipped;
        self.set_up(Setup { microphone, alone: false, restraint, line: None }).await
    }

    pub(crate) async fn set_up(&self, setup: Setup) -> Result<Browser> {
        let rule = setup
            .line
            .map(|line| format!("MAP localhost:{} 127.0.0.1:{}", line.instead_of, line.http));
        let (chromium, program) = match setup.microphone {
            Microphone::Speaks(voice) if !setup.alone && rule.is_none() => {
                let chromium = Chromium::shared(voice, setup.restraint).await?;
                (chromium.clone(), Program::Shared(chromium))
            }
            microphone
            @ (Microphone::Speaks(_) | Microphone::Refused | Microphone::Unreachable) => {
                let chromium = Chromium::alone(microphone, setup.restraint, rule).await?;
                (chromium.clone(), Program::Alone(chromium))
            }
        };
        let script = match setup.line {
            Some(line) => format!("window.line = {{ media: {} }};\n{EAR}", line.media),
            None => EAR.to_owned(),
        };
        let mut context = chromium.fresh().await?;
        let first = context.window().await?;
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_debugger_address(chromium.address())?;
        let page = attach(self.port, wanted.into());
        let page = page
            .await
            .with_context(|| format!("{}\n{}", self.process.tail(20), chromium.tail()))?;
        let tabs = self.keep(Tabs::Chromium(context)).await;
        let browser = Browser { page, tabs, program, script };
        browser.show(&first.into()).await?;
        browser.runs_first(&browser.script).await?;
        Ok(browser)
    }

    /// Opens a Firefox whose microphone has that voice, and which shows an empty page.
    ///
    /// # Errors
    /// When Firefox does not start.
    pub async fn firefox(&self, voice: Voice) -> Result<Browser> {
        let firefox = Arc::new(Firefox::start(voice).await?);
        let mut wanted = DesiredCapabilities::firefox();
        wanted.set("webSocketUrl", true)?;
        let page = attach(firefox.port(), wanted.into());
        let page = page.await.with_context(|| firefox.tail())?;
        let session = page.driver().session_id().to_string();
        let watch = firefox.watch(&session).await?;
        let tabs = self.keep(Tabs::Firefox(watch, firefox.clone())).await;
        let program = Program::Firefox(firefox);
        let browser = Browser { page, tabs, program, script: EAR.to_owned() };
        browser.runs_first(EAR).await?;
        Ok(browser)
    }

    async fn keep(&self, tabs: Tabs) -> Arc<Mutex<Tabs>> {
        let tabs = Arc::new(Mutex::new(tabs));
        self.opened.lock().await.push(tabs.clone());
        tabs
    }

    /// By what the program of any page was broken that was opened with this driver.
    pub async fn breaks(&self) -> Vec<String> {
        let mut breaks = Vec::new();
        for tabs in self.opened.lock().await.iter() {
            breaks.extend(tabs.lock().await.breaks().await);
        }
        breaks
    }
}

/// A session with a browser that runs already, by the driver at this port.
async fn attach(port: u16, wanted: Capabilities) -> Result<Page> {
    let address = format!("http://127.0.0.1:{port}");
    let driver = WebDriver::builder(address.clone(), wanted).request_timeout(ANSWER);
    let driver = driver.await.context("no browser")?;
    let session = format!("{address}/session/{}", driver.session_id());
    // The tabs go when the browser is dropped; nothing is left to say goodbye to.
    drop(driver.clone().leak());
    driver.set_script_timeout(SCRIPT).await?;
    driver.set_page_load_timeout(PATIENCE).await?;
    Ok(Page::new(driver, session))
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
        let tab = self.tabs.lock().await.chromium()?.tab().await?.into();
        self.show(&tab).await?;
        self.runs_first(&self.script).await?;
        Ok(tab)
    }

    /// Turns to a tab.
    ///
    /// # Errors
    /// When it is closed.
    pub async fn show(&self, tab: &WindowHandle) -> Result<()> {
        Ok(self.page.driver().switch_to_window(tab.clone()).await?)
    }

    /// Has `script` run in every document of this tab from here on, before the page's own code.
    pub(crate) async fn runs_first(&self, script: &str) -> Result<()> {
        if let Tabs::Firefox(tabs, _) = &mut *self.tabs.lock().await {
            return tabs.preload(script).await;
        }
        let source = serde_json::json!({ "source": script });
        let cdp = self.page.driver().cdp();
        cdp.send_raw("Page.addScriptToEvaluateOnNewDocument", source).await?;
        Ok(())
    }

    /// The value of an expression, which may be a promise, asked so that the page counts as touched by
    /// nobody.
    ///
    /// # Errors
    /// When it throws, or the browser is not asked this.
    pub async fn untouched(&self, expression: &str) -> Result<Value> {
        self.tabs.lock().await.chromium()?.untouched(expression).await
    }

    /// Has the person answer the browser's question about notifications for the page that is open:
    /// `granted` or `denied`.
    ///
    /// # Errors
    /// When the browser does not take the answer.
    pub async fn permits_notifications(&self, answer: &str) -> Result<()> {
        let origin: String = self.page.value("location.origin", Value::Null).await?;
        self.tabs.lock().await.chromium()?.notifications(&origin, answer).await
    }

    /// Everything that the page in front, and the browser in any tab of this party's, called an error;
    /// nothing of what others have open in the same process.
    ///
    /// # Errors
    /// When a page cannot be asked.
    pub async fn errors(&self) -> Result<Vec<String>> {
        let mut errors: Vec<String> = self.page.value("ear.errors", Value::Null).await?;
        errors.extend(self.tabs.lock().await.errors().await?);
        Ok(errors)
    }

    /// Stops everything of it, pages and network and sound, with its connections open, until what is
    /// returned is dropped. Nothing can be asked of it meanwhile.
    ///
    /// # Errors
    /// When others play in it, or it is gone already.
    pub fn stops(&self) -> Result<Stopped> {
        match &self.program {
            Program::Alone(chromium) => chromium.stop(),
            Program::Shared(_) => bail!("others may play in this process: open the party alone"),
            Program::Firefox(_) => bail!("Firefox is not stopped"),
        }
    }

    /// Kills the process, as a crash would.
    ///
    /// # Errors
    /// When others play in it, or it is gone already.
    pub fn kill(&self) -> Result<()> {
        match &self.program {
            Program::Shared(_) => bail!("others may play in this process: open the party alone"),
            Program::Alone(chromium) => chromium.kill(),
            Program::Firefox(firefox) => firefox.kill(),
        }
    }
}
