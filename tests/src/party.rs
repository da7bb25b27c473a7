//! A party of a call: a browser whose microphone speaks in that party's voice.

use std::ops::Deref;

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    browser::{Browser, Driver, LinePorts, Setup},
    chromium::{Microphone, Restraint},
    line::Line,
    page::{NOTES_KEYS, Page},
    server::Server,
    tone::Voice,
};

/// A person at a page. What they do and see is the [`Page`]'s.
#[derive(Debug)]
pub struct Party {
    browser: Browser,
    voice: Voice,
    address: String,
    line: Option<Line>,
}

/// A source of sound that reaches the browser, as its statistics tell.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Which of the places in the description.
    pub mid: Option<String>,
    /// The source's number.
    pub ssrc: u32,
    /// How many packets have come.
    pub packets_received: u64,
    /// How many are missing by their numbers.
    pub packets_lost: i64,
}

/// What passed over a page's sockets, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Passed {
    /// `page` or `server`.
    pub from: String,
    /// The text.
    pub text: String,
}

/// A peer connection's descriptions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Descriptions {
    /// Those that the page made.
    pub local: Vec<String>,
    /// Those that the server made.
    pub remote: Vec<String>,
}

impl Party {
    /// Opens a page of the server in a browser context of its own.
    ///
    /// # Errors
    /// When the browser does not start or the page does not load.
    pub async fn open(driver: &Driver, server: &Server, voice: Voice, path: &str) -> Result<Self> {
        let browser = driver.open(Microphone::Speaks(voice)).await?;
        Self::at(browser, voice, server.at(path), None).await
    }

    /// The same in a browser that slows down what nobody looks at, and silences what nobody has
    /// touched, as people's own does.
    ///
    /// # Errors
    /// When the browser does not start or the page does not load.
    pub async fn open_as_shipped(
        driver: &Driver,
        server: &Server,
        voice: Voice,
        path: &str,
    ) -> Result<Self> {
        let browser = driver.open_as_shipped(Microphone::Speaks(voice)).await?;
        Self::at(browser, voice, server.at(path), None).await
    }

    /// The same in a process of its own, which can be killed.
    ///
    /// # Errors
    /// When the browser does not start or the page does not load.
    pub async fn open_alone(
        driver: &Driver,
        server: &Server,
        voice: Voice,
        path: &str,
    ) -> Result<Self> {
        let (microphone, restraint) = (Microphone::Speaks(voice), Restraint::None);
        let setup = Setup { microphone, alone: true, restraint, line: None };
        Self::at(driver.set_up(setup).await?, voice, server.at(path), None).await
    }

    /// The same in Firefox, in a process of its own.
    ///
    /// # Errors
    /// When the browser does not start or the page does not load.
    pub async fn open_in_firefox(
        driver: &Driver,
        server: &Server,
        voice: Voice,
        path: &str,
    ) -> Result<Self> {
        Self::at(driver.firefox(voice).await?, voice, server.at(path), None).await
    }

    /// The same in Chromium, over a line that can be cut.
    ///
    /// # Errors
    /// When the browser does not start or the page does not load.
    pub async fn open_over_line(
        driver: &Driver,
        server: &Server,
        voice: Voice,
        path: &str,
    ) -> Result<Self> {
        let line = server.line().await?;
        let (http, media, instead_of) = (line.http(), line.media(), server.http());
        let ports = Some(LinePorts { http, instead_of, media });
        let (microphone, restraint) = (Microphone::Speaks(voice), Restraint::None);
        let setup = Setup { microphone, alone: true, restraint, line: ports };
        Self::at(driver.set_up(setup).await?, voice, server.at(path), Some(line)).await
    }

    async fn at(
        browser: Browser,
        voice: Voice,
        address: String,
        line: Option<Line>,
    ) -> Result<Self> {
        browser.page().goto(&address).await?;
        Ok(Self { browser, voice, address, line })
    }

    /// Goes to the address that it was opened with, as somebody who comes anew.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub async fn goto_again(&self) -> Result<()> {
        self.goto(&self.address).await
    }

    /// Has `script` run in every document of this party's tab from the next one on, before the page's
    /// own code: a double of something that the browser has.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn doubles(&self, script: &str) -> Result<()> {
        self.browser.runs_first(script).await
    }

    /// Loads the page anew; from there on it notes the keys that come in. Chromium only.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub async fn notes_keys(&self) -> Result<()> {
        self.doubles(NOTES_KEYS).await?;
        self.reload().await
    }

    /// Whose voice the microphone has.
    #[must_use]
    pub const fn voice(&self) -> Voice {
        self.voice
    }

    /// The browser itself.
    #[must_use]
    pub const fn browser(&self) -> &Browser {
        &self.browser
    }

    /// Everything that was called an error on this party's pages, by them or by the browser.
    ///
    /// # Errors
    /// When a page cannot be asked.
    pub async fn errors(&self) -> Result<Vec<String>> {
        self.browser.errors().await
    }

    /// The line to the server, if it can be cut.
    #[must_use]
    pub const fn line(&self) -> Option<&Line> {
        self.line.as_ref()
    }

    /// Every source of sound that reaches this browser, in the order of its places.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn sources(&self) -> Result<Vec<Source>> {
        self.value("ear.sources()", Value::Null).await
    }

    /// How many packets of sound are missing here by their numbers.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn packets_lost(&self) -> Result<u64> {
        let lost = self.sources().await?.into_iter().map(|source| source.packets_lost);
        Ok(lost.map(|lost| u64::try_from(lost).unwrap_or(0)).sum())
    }

    /// How many packets of sound this browser has sent over the connection that it has.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn packets_sent(&self) -> Result<u64> {
        self.value("ear.sent()", Value::Null).await
    }

    /// Waits until the page has a connection for sound.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn is_connected(&self) -> Result<()> {
        let up = "ear.peers.some(({ peer }) => peer.connectionState === 'connected')";
        self.until("a connection for sound", up, Value::Null).await
    }

    /// Everything that passed over the page's sockets since it was loaded.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn messages(&self) -> Result<Vec<Passed>> {
        self.value("ear.sockets.flatMap((socket) => socket.messages)", Value::Null).await
    }

    /// The texts that the server sent over the page's sockets since it was loaded.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn texts(&self) -> Result<Vec<String>> {
        let passed = self.messages().await?.into_iter();
        Ok(passed.filter(|passed| passed.from == "server").map(|passed| passed.text).collect())
    }

    /// The descriptions of all its peer connections since it was loaded.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn descriptions(&self) -> Result<Vec<Descriptions>> {
        self.value("ear.peers.map(({ local, remote }) => ({ local, remote }))", json!(null)).await
    }
}

impl Deref for Party {
    type Target = Page;

    fn deref(&self) -> &Page {
        self.browser.page()
    }
}
