//! A help request: what agent and supervisors do with it on their pages, and its commands for those
//! who have no page.

use anyhow::Result;
use backline_core::{
    id::ReasonId,
    interaction::{
        Command, HelpCommand,
        help::{NewBrief, Severity},
    },
};
use serde_json::{Value, json};
use thirtyfour::By;

use super::Page;

/// Asks for help with `comment`, for the reason of that name.
///
/// # Panics
/// When the name is not well-formed.
#[must_use]
pub fn request(reason: &str, comment: &str) -> Command {
    help(HelpCommand::Request {
        reason: ReasonId::new(reason).expect("a well-formed name"),
        comment: comment.to_owned(),
        severity: Severity::Assist,
        brief: NewBrief::default(),
    })
}

/// A command about help.
#[must_use]
pub const fn help(command: HelpCommand) -> Command {
    Command::Help(command)
}

impl Page {
    /// Asks for help through the dialog, and waits until the request is up.
    ///
    /// # Errors
    /// When it does not get that far.
    pub async fn asks_for_help(&self, reason: &str, comment: &str) -> Result<()> {
        self.submits(reason, comment).await?;
        self.offers("Cancel").await
    }

    /// Asks for help through the dialog, and waits until the server has the request: where nobody
    /// may be asked, it has ended by then.
    ///
    /// # Errors
    /// When it does not get that far.
    pub async fn submits(&self, reason: &str, comment: &str) -> Result<()> {
        self.click("Help Request").await?;
        self.has_dialog("Ask for help").await?;
        self.chooses("Reason", reason).await?;
        self.types("Comment", comment).await?;
        self.click("Submit").await?;
        self.has_no_dialog().await
    }

    /// Presses the one button, and Yes in the dialog that asks.
    ///
    /// # Errors
    /// When it does not get that far.
    pub async fn says_yes_to(&self, button: &str, question: &str) -> Result<()> {
        self.click(button).await?;
        self.has_dialog(question).await?;
        self.click("Yes").await?;
        self.has_no_dialog().await
    }

    /// Waits until a request in the list *Help requested* reads `text`.
    ///
    /// # Errors
    /// When none does.
    pub async fn is_asked(&self, text: &str) -> Result<()> {
        let what = format!("a request that reads {text:?}");
        self.until(&what, "ear.rows('.queue').some((row) => row.includes(it))", json!(text)).await
    }

    /// Waits until a row of that list without an answer to press has read `text` since the page was
    /// loaded, whether it is still there or not.
    ///
    /// # Errors
    /// When none has.
    pub async fn was_told(&self, text: &str) -> Result<()> {
        let what = format!("a row that has read {text:?}");
        let read = "ear.asked.some((row) => row.includes(it) && !/Confirm|Reject/.test(row))";
        self.until(&what, read, json!(text)).await
    }

    /// Opens the menu of the bell.
    ///
    /// # Errors
    /// When there is none.
    pub async fn opens_bell(&self) -> Result<()> {
        self.until("a bell", "document.querySelector('.bell')", Value::Null).await?;
        self.driver().find(By::Css(".bell")).await?.click().await?;
        let open = "document.querySelector('.bell-menu:popover-open')";
        self.until("its menu", open, Value::Null).await
    }

    /// Opens the settings.
    ///
    /// # Errors
    /// When there are none.
    pub async fn opens_settings(&self) -> Result<()> {
        self.click("Settings").await?;
        let open = "document.querySelector('.settings:popover-open')";
        self.until("the settings", open, Value::Null).await
    }

    /// Takes the request that reads `text`, in its row.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn confirms(&self, text: &str) -> Result<()> {
        self.click_near("Confirm", text).await
    }
}
