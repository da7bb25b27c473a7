//! A page inside another one: turning to it, and what is heard there beside a recording.

use std::time::Instant;

use anyhow::{Result, bail};
use serde_json::Value;
use thirtyfour::By;

use super::{BOUND, Page};
use crate::tone::Voice;

impl Page {
    /// Turns to the frame of this name: from here on the page is the one that is shown there.
    ///
    /// # Errors
    /// When there is no such frame, or it shows nothing.
    pub async fn enters(&self, frame: &str) -> Result<()> {
        self.leaves_frames().await?;
        let place = format!("iframe[name={frame}]");
        let there = format!("!!document.querySelector('{place}')?.checkVisibility()");
        self.until("a frame", &there, Value::Null).await?;
        self.driver().find(By::Css(place)).await?.enter_frame().await?;
        let loaded = "document.readyState === 'complete'";
        self.until("a page in the frame", loaded, Value::Null).await
    }

    /// Turns back to the page that holds the frames.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn leaves_frames(&self) -> Result<()> {
        Ok(self.driver().enter_default_frame().await?)
    }

    /// Waits until this voice is heard, whatever else is: a recording is no tone.
    ///
    /// # Errors
    /// When it is not within the patience of the harness.
    pub async fn comes_to_hear_among_others(&self, voice: Voice) -> Result<()> {
        let deadline = Instant::now() + BOUND;
        loop {
            let levels = self.listen().await?;
            match levels.has(voice) {
                true => return Ok(()),
                false if Instant::now() < deadline => {}
                false => bail!("{voice:?} was to be heard: {levels}\n{}", self.describe().await),
            }
        }
    }
}
