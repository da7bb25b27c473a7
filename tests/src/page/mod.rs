//! What a person does and sees on a page: press a button, read a text, hear somebody.
//!
//! Everything waits for its own condition inside the page and gives up after the patience of the harness; nothing
//! sleeps, except the ear, for whom the time is what it measures.

mod axe;
mod field;
mod frames;
mod hearing;
mod help;
mod keys;
mod looks;
mod notice;

pub use axe::{Barrier, SCHEMES};
pub use hearing::Hearing;
pub use help::{help, request};
pub use keys::HeardKey;
pub(crate) use keys::NOTES_KEYS;
pub use looks::Look;
pub use notice::Notified;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::WebDriver;

use super::{PATIENCE, tone::Voice};
use hearing::{Levels, Listening};

/// How long anything in a browser may take on a busy machine.
const BOUND: Duration = PATIENCE;

/// After an acknowledgement, before listening: Chromium covers up a lost sound for half a second.
const SETTLE: Duration = Duration::from_secs(1);

/// How long is listened for one reading.
const WINDOW: Duration = Duration::from_millis(600);

/// A page in a browser.
#[derive(Debug, Clone)]
pub struct Page {
    driver: WebDriver,
    session: String,
}

impl Page {
    pub(crate) const fn new(driver: WebDriver, session: String) -> Self {
        Self { driver, session }
    }

    /// The WebDriver underneath, for what has no verb here.
    #[must_use]
    pub const fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Goes to an address.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub async fn goto(&self, address: &str) -> Result<()> {
        self.asks_nobody().await?;
        self.driver.goto(address).await.with_context(|| format!("{address} does not load"))
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub async fn reload(&self) -> Result<()> {
        self.asks_nobody().await?;
        match self.driver.refresh().await {
            // Chromedriver looks for a question that the browser has answered by itself, and fails
            // over it after the page was loaded.
            Err(error) if error.to_string().contains("No dialog is showing") => {}
            done => done?,
        }
        let loaded = "document.readyState === 'complete'";
        self.until("a page that is loaded", loaded, Value::Null).await
    }

    /// Whether to leave is asked of nobody: a driver that answers the question can fail over it.
    async fn asks_nobody(&self) -> Result<()> {
        let unasked = "addEventListener('beforeunload', (leaving) =>
            leaving.stopImmediatePropagation(), { capture: true })";
        self.value(unasked, Value::Null).await
    }

    /// Gives the page this much room.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// The value of a JavaScript expression, which may be a promise; `it` is `given` in it.
    ///
    /// # Errors
    /// When it throws, or gives something else than was expected.
    pub async fn value<T: DeserializeOwned>(&self, expression: &str, given: Value) -> Result<T> {
        let script = format!(
            "const it = arguments[0], done = arguments[arguments.length - 1];
             (async () => ({{ ok: await ({expression}) }}))()
               .catch((error) => ({{ failed: String(error) }})).then(done);"
        );
        let answer = self.driver.execute_async(script, vec![given]).await?;
        let answer = answer.json();
        if let Some(why) = answer.get("failed") {
            bail!("`{expression}` failed: {why}");
        }
        let value = answer.get("ok").cloned().unwrap_or_default();
        serde_json::from_value(value).with_context(|| format!("what `{expression}` gave"))
    }

    /// Waits until an expression holds; `it` is `given` in it. A page that is just being loaded is
    /// waited for as well.
    ///
    /// # Errors
    /// When it does not hold within the patience of the harness; the error shows what the page reads instead.
    pub async fn until(&self, what: &str, expression: &str, given: Value) -> Result<()> {
        let deadline = Instant::now() + BOUND;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let wait = format!("ear.until(() => ({expression}), {})", left.as_millis());
            match self.value::<Value>(&format!("Boolean(await {wait})"), given.clone()).await {
                Ok(Value::Bool(true)) => return Ok(()),
                Err(error) if Instant::now() < deadline && reloaded(&error) => {}
                Ok(_) => bail!("not within {BOUND:?}: {what}\n{}", self.describe().await),
                Err(error) => return Err(error.context(format!("waiting for: {what}"))),
            }
        }
    }

    /// Waits until the page reads `text`.
    ///
    /// # Errors
    /// When it does not.
    pub async fn reads(&self, text: &str) -> Result<()> {
        self.until(&format!("the page reads {text:?}"), "ear.reads(it)", json!(text)).await
    }

    /// Waits until the page does not read `text`.
    ///
    /// # Errors
    /// When it goes on to.
    pub async fn unreads(&self, text: &str) -> Result<()> {
        let what = format!("the page does not read {text:?}");
        self.until(&what, "!ear.reads(it)", json!(text)).await
    }

    /// Whether the page reads `text` at this moment.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn is_reading(&self, text: &str) -> Result<bool> {
        self.value("ear.reads(it)", json!(text)).await
    }

    /// Waits until there is an enabled button of exactly this name.
    ///
    /// # Errors
    /// When there is none.
    pub async fn offers(&self, name: &str) -> Result<()> {
        let what = format!("an enabled button {name:?}");
        self.until(&what, "ear.buttons(it).some(ear.enabled)", json!(name)).await
    }

    /// Waits until no button of this name can be pressed.
    ///
    /// # Errors
    /// When it goes on to be there.
    pub async fn withholds(&self, name: &str) -> Result<()> {
        let what = format!("no enabled button {name:?}");
        self.until(&what, "!ear.buttons(it).some(ear.enabled)", json!(name)).await
    }

    /// Waits until the button of this name is described by `sentence`.
    ///
    /// # Errors
    /// When it is not.
    pub async fn explains(&self, name: &str, sentence: &str) -> Result<()> {
        let what = format!("{name:?} explains itself by {sentence:?}");
        let given = json!({ "name": name, "sentence": sentence });
        self.until(&what, "ear.explains(it.name, it.sentence)", given).await
    }

    /// Presses the button of exactly this accessible name.
    ///
    /// # Errors
    /// When there is none that can be pressed, or more than one.
    pub async fn click(&self, name: &str) -> Result<()> {
        self.press(name, "").await
    }

    /// Presses the button of this name in the row that reads `near`.
    ///
    /// # Errors
    /// When there is none that can be pressed, or more than one.
    pub async fn click_near(&self, name: &str, near: &str) -> Result<()> {
        self.press(name, near).await
    }

    async fn press(&self, name: &str, near: &str) -> Result<()> {
        let deadline = Instant::now() + BOUND;
        let which = json!({ "name": name, "near": near });
        let what = format!("an enabled button {name:?}");
        loop {
            self.until(&what, "ear.buttons(it.name, it.near).some(ear.enabled)", which.clone())
                .await?;
            match self.try_press(&which).await {
                Ok(label) => {
                    ensure!(label == name, "the button {name:?} is announced as {label:?}");
                    return Ok(());
                }
                // The page redrew the button, or something passed over it, in that moment.
                Err(error) if Instant::now() < deadline && is_passing(&error) => {}
                Err(error) => return Err(error.context(format!("pressing {name:?}"))),
            }
        }
    }

    async fn try_press(&self, which: &Value) -> Result<String> {
        let script =
            "return ear.buttons(arguments[0].name, arguments[0].near).filter(ear.enabled);";
        let mut found = self.driver.execute(script, vec![which.clone()]).await?.elements()?;
        ensure!(found.len() <= 1, "{} buttons have this name", found.len());
        let button = found.pop().context("stale element: it is gone again")?;
        let label = format!("{}/element/{}/computedlabel", self.session, button.element_id());
        let label: Value = reqwest::get(label).await?.json().await?;
        let label = label["value"].as_str().context("stale element: no label")?.to_owned();
        button.click().await?;
        Ok(label)
    }

    /// Listens: who is heard from one second after this moment on.
    ///
    /// # Errors
    /// When a voice is neither clearly there nor clearly not.
    pub async fn hears(&self) -> Result<Hearing> {
        self.settles().await?;
        let deadline = Instant::now() + BOUND;
        let mut listening = Listening::default();
        loop {
            let levels = self.listen().await?;
            match listening.next(&levels)? {
                Some(hearing) => return Ok(hearing),
                None if Instant::now() < deadline => {}
                None => bail!("it cannot be told who is heard: {levels}"),
            }
        }
    }

    /// Waits until exactly these voices are heard, for what comes back by itself at its own time.
    ///
    /// # Errors
    /// When they are not within the patience of the harness.
    pub async fn comes_to_hear(&self, voices: &BTreeSet<Voice>) -> Result<()> {
        let deadline = Instant::now() + BOUND;
        loop {
            let levels = self.listen().await?;
            match levels.read() {
                Ok(hearing) if hearing.voices == *voices => return Ok(()),
                _ if Instant::now() < deadline => {}
                _ => bail!("{voices:?} were to be heard, but: {levels}\n{}", self.describe().await),
            }
        }
    }

    /// Waits until there is any sound, also sound that is no tone.
    ///
    /// # Errors
    /// When there is none within the patience of the harness.
    pub async fn comes_to_sound(&self) -> Result<()> {
        let deadline = Instant::now() + BOUND;
        loop {
            let levels = self.listen().await?;
            match levels.sound() {
                true => return Ok(()),
                false if Instant::now() < deadline => {}
                false => bail!("there is no sound: {levels}\n{}", self.describe().await),
            }
        }
    }

    /// Puts an ear to everything that comes in, and lets [`SETTLE`] pass: no event tells when a browser
    /// has made up the last of a sound that it no longer gets.
    async fn settles(&self) -> Result<()> {
        self.value::<Value>("ear.attend()", Value::Null).await?;
        tokio::time::sleep(SETTLE).await;
        Ok(())
    }

    async fn listen(&self) -> Result<Levels> {
        let tones = Voice::ALL.map(Voice::hertz);
        let given = json!({ "tones": tones, "window": WINDOW.as_millis() });
        self.value("ear.listen(it.tones, it.window)", given).await
    }

    /// What the page looks like, in words, for a failure's message.
    pub async fn describe(&self) -> String {
        let expression = "JSON.stringify({
            address: location.href,
            text: document.body.innerText.replace(/\\s+/g, ' ').slice(0, 1500),
            buttons: [...document.querySelectorAll('button')]
                .map((b) => (ear.enabled(b) ? '' : '(off) ') + b.innerText.trim()),
            peers: ear.peers.map(({ peer }) => peer.connectionState),
            trouble: ear.trouble,
            sockets: ear.sockets.map(({ open, messages }) =>
                ({ open, last: messages.slice(-4).map((m) => m.from + ': ' + m.text.slice(0, 300)) })),
            errors: ear.errors,
        }, null, 1)";
        match self.value::<String>(expression, Value::Null).await {
            Ok(text) => text,
            Err(error) => format!("(the page cannot be asked: {error:#})"),
        }
    }
}

/// Whether the document went away under a script, as it does in a reload.
fn reloaded(error: &anyhow::Error) -> bool {
    let text = format!("{error:#}");
    // As Chromium says it, and as Firefox does.
    let signs = ["document unloaded", "aborted by navigation", "context was destroyed"];
    let signs_of_firefox = ["Document was unloaded", "destroyed before query", "been discarded"];
    [&signs[..], &signs_of_firefox, &["ear is not defined"]]
        .concat()
        .iter()
        .any(|sign| text.contains(sign))
}

fn is_passing(error: &anyhow::Error) -> bool {
    let text = format!("{error:#}");
    ["stale element", "click intercepted", "not interactable", "no such element"]
        .iter()
        .any(|sign| text.contains(sign))
}
