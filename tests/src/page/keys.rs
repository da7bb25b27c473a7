//! Which keys of a telephone a party hears: by their tones, as its browser plays them.

use anyhow::Result;
use serde_json::Value;

use super::Page;

const SCRIPT: &str = include_str!("keys.js");

impl Page {
    /// Which keys are heard while `script` is played, in their order. The same key twice in a row reads
    /// as one, and on a busy machine a browser may play a tone in part or not at all.
    ///
    /// # Errors
    /// When the browser cannot record, or the script fails.
    pub async fn hears_keys(&self, script: impl AsyncFnOnce() -> Result<()>) -> Result<String> {
        self.driver().execute(SCRIPT, Vec::new()).await?;
        self.value::<Value>("ear.records()", Value::Null).await?;
        script().await?;
        self.value("ear.recorded()", Value::Null).await
    }
}
