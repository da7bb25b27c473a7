//! Which keys of a telephone come to a party, and for how long each is down: as they come off the
//! network, so that it does not matter how a busy machine plays them.

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Page;

/// With this a page notes the keys that come in. Chromium only.
pub(crate) const NOTES_KEYS: &str = include_str!("keys.js");

/// A key that came in, by the clock of the stream that it came in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct HeardKey {
    /// What is written on it.
    pub key: char,
    /// When it went down.
    pub began: u32,
    /// For how long.
    pub ticks: u32,
}

impl Page {
    /// Waits until exactly these keys have come in, in this order, each to its end.
    ///
    /// # Errors
    /// When they do not.
    pub async fn comes_to_get_keys(&self, keys: &str) -> Result<Vec<HeardKey>> {
        let what = format!("the keys {keys:?} come in");
        self.until(&what, "ear.heardKeys() === it", json!(keys)).await?;
        self.value("ear.keys", Value::Null).await
    }
}
