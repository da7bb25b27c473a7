//! What a person does in forms and reads beside them: fields by their labels, dialogs by their
//! titles, what is said aloud, rows of a list.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::{Key, TypingData, WebElement};

use super::Page;

impl Page {
    /// Writes into the field of this label with real keys, in place of what is there.
    ///
    /// # Errors
    /// When there is no such field, or more than one.
    pub async fn types(&self, label: &str, text: &str) -> Result<()> {
        let field = self.field(label).await?;
        field.click().await?;
        field.send_keys(Key::Control + "a").await?;
        field.send_keys(Key::Delete).await?;
        if !text.is_empty() {
            field.send_keys(text).await?;
        }
        self.holds(label, text).await
    }

    /// Puts a text into the field of this label at once, as pasting does, for what no key can type.
    ///
    /// # Errors
    /// When there is no such field, or more than one.
    pub async fn pastes(&self, label: &str, text: &str) -> Result<()> {
        self.field(label).await?;
        let paste = "(() => {
            const [field] = ear.fields(it.label);
            field.focus();
            field.select();
            document.execCommand('insertText', false, it.text);
        })()";
        self.value::<Value>(paste, json!({ "label": label, "text": text })).await?;
        self.holds(label, text).await
    }

    /// Waits until the field of this label holds exactly `text`.
    ///
    /// # Errors
    /// When it does not.
    pub async fn holds(&self, label: &str, text: &str) -> Result<()> {
        let what = format!("{label:?} holds {text:?}");
        let given = json!({ "label": label, "text": text });
        self.until(&what, "ear.fields(it.label).some(({ value }) => value === it.text)", given)
            .await
    }

    /// Chooses in the list of this label what reads `option`.
    ///
    /// # Errors
    /// When there is no such list or no such choice.
    pub async fn chooses(&self, label: &str, option: &str) -> Result<()> {
        let field = self.field(label).await?;
        let options = field.find_all(thirtyfour::By::Tag("option")).await?;
        for found in options {
            if found.prop("label").await?.as_deref() == Some(option) {
                return Ok(found.click().await?);
            }
        }
        let known: Vec<String> = self.value("ear.options(it)", json!(label)).await?;
        anyhow::bail!("{label:?} offers {known:?}, not {option:?}")
    }

    /// Ticks the box, or takes the choice, of this label.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub async fn ticks(&self, label: &str) -> Result<()> {
        // Whoever sees a field that is drawn in another way clicks its label.
        let labels = "return ear.fields(arguments[0]).map(({ labels }) => labels[0])";
        Ok(self.found(label, labels).await?.click().await?)
    }

    async fn field(&self, label: &str) -> Result<WebElement> {
        self.found(label, "return ear.fields(arguments[0])").await
    }

    async fn found(&self, label: &str, script: &str) -> Result<WebElement> {
        let what = format!("a field {label:?}");
        self.until(&what, "ear.fields(it).length", json!(label)).await?;
        let found = self.driver().execute(script, vec![json!(label)]).await?;
        let mut found = found.elements()?;
        ensure!(found.len() == 1, "{} fields have the label {label:?}", found.len());
        found.pop().context("a field")
    }

    /// Waits until a dialog of this title is open.
    ///
    /// # Errors
    /// When it is not.
    pub async fn has_dialog(&self, title: &str) -> Result<()> {
        let what = format!("a dialog {title:?}");
        self.until(&what, "ear.titled() === it", json!(title)).await
    }

    /// Waits until a dialog has read all of this since the page was loaded, whether it is still
    /// open or not.
    ///
    /// # Errors
    /// When none has.
    pub async fn has_had_dialog(&self, texts: &[&str]) -> Result<()> {
        let what = format!("a dialog that has read {texts:?}");
        let read = "ear.opened.some((read) => it.every((text) => read.includes(text)))";
        self.until(&what, read, json!(texts)).await
    }

    /// Waits until no dialog is open.
    ///
    /// # Errors
    /// When one stays.
    pub async fn has_no_dialog(&self) -> Result<()> {
        self.until("no dialog", "!ear.dialog()", Value::Null).await
    }

    /// Waits until a live region says `text`, or has said it since it was last waited for.
    ///
    /// # Errors
    /// When none does.
    pub async fn announces(&self, text: &str) -> Result<()> {
        let what = format!("a live region says {text:?}");
        self.until(&what, "ear.announces(it)", json!(text)).await
    }

    /// Waits until a live region has said `text` since the page was loaded, whether it still does or
    /// not.
    ///
    /// # Errors
    /// When none has.
    pub async fn has_announced(&self, text: &str) -> Result<()> {
        let what = format!("a live region has said {text:?}");
        self.until(&what, "ear.announced.some((said) => said.text.includes(it))", json!(text)).await
    }

    /// Waits until the timeline has a row that reads `text`.
    ///
    /// # Errors
    /// When it has none.
    pub async fn tells(&self, text: &str) -> Result<()> {
        let what = format!("the timeline tells {text:?}");
        self.until(&what, "ear.timeline().some((row) => row.includes(it))", json!(text)).await
    }

    /// The rows of the timeline.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn timeline(&self) -> Result<Vec<String>> {
        self.value("ear.timeline()", Value::Null).await
    }

    /// Presses a key, wherever the focus is.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver().action_chain().send_keys(keys).perform().await?)
    }

    /// Waits until what has the focus is called `name`.
    ///
    /// # Errors
    /// When something else has it.
    pub async fn has_focus_on(&self, name: &str) -> Result<()> {
        let what = format!("the focus on {name:?}");
        self.until(&what, "ear.focused() === it", json!(name)).await
    }
}
