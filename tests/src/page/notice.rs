//! Notifications of the browser's own: what it showed, a click on one.
//!
//! A headless browser shows one and has nothing to click, so the click alone is dispatched here;
//! permission, options and when one is shown are the browser's and the page's.

use anyhow::Result;
use serde::Deserialize;
use serde_json::Value;

use super::Page;

/// What a page had the browser show.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Notified {
    /// The first line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// Whether the page has not closed it again.
    pub open: bool,
}

impl Page {
    /// Every notification that the page had the browser show since it was loaded.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn notifications(&self) -> Result<Vec<Notified>> {
        self.value("ear.notified()", Value::Null).await
    }

    /// Waits until the page has had the browser show a notification.
    ///
    /// # Errors
    /// When it has not.
    pub async fn is_notified(&self) -> Result<()> {
        self.until("a notification", "ear.notifications.length", Value::Null).await
    }

    /// Clicks the last notification that is open.
    ///
    /// # Errors
    /// When there is none.
    pub async fn clicks_notification(&self) -> Result<()> {
        self.value("ear.clickNotification()", Value::Null).await.map(|_: Value| ())
    }
}
