//! How long it takes until `/panel` can be used, in a browser that has never seen it, on a processor
//! slowed four times.

use backline_tests::{Driver, Microphone, Voice};
use serde_json::{Value, json};

use super::{
    Build,
    figures::Table,
    meter::{SLOWED, leave, slow},
};

/// When the page counts as one that can be used.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Loading {
    /// Nobody has signed in: the form takes a password.
    Form,
    /// Somebody has: their presence can be chosen, hence the server has greeted the page.
    SignedIn,
}

/// When something was painted first, and when the page could be used, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    painted: f64,
    usable: f64,
}

/// Runs before everything else in the page. What can be used is looked for after each change, and
/// counts once it has been painted and the thread is free again.
const WATCH: &str = "if (TOKEN) sessionStorage.setItem('backline.session', TOKEN);
    window.usable = new Promise((done) => {
        const look = () => {
            if (!document.querySelector(CONTROL)?.checkVisibility()) return;
            watch.disconnect();
            requestAnimationFrame(() => setTimeout(() => done(performance.now())));
        };
        const watch = new MutationObserver(look);
        watch.observe(document, { childList: true, subtree: true });
    });";

/// A page of another version of the protocol never gets there.
const WAIT: &str = "Promise.race([usable, new Promise((done) => setTimeout(done, 20000, null))])
    .then((usable) => usable && [performance.getEntriesByName('first-contentful-paint')[0].startTime, usable])";

/// Loads the panel of a build once.
pub(crate) async fn of(driver: &Driver, build: &Build, kind: Loading, token: &str) -> Option<Load> {
    let browser = driver.open(Microphone::Speaks(Voice::Agent)).await.unwrap();
    let page = browser.page();
    let (token, control) = match kind {
        Loading::Form => (None, "input[type=password]"),
        Loading::SignedIn => (Some(token), ".presence select"),
    };
    let given = format!("const TOKEN = {}, CONTROL = {};", json!(token), json!(control));
    let source = json!({ "source": format!("{{ {given} {WATCH} }}") });
    let cdp = page.driver().cdp();
    cdp.send_raw("Page.addScriptToEvaluateOnNewDocument", source).await.unwrap();
    slow(page, SLOWED).await;
    page.goto(&format!("{}/panel", build.origin)).await.unwrap();
    let load: Option<(f64, f64)> = page.value(WAIT, Value::Null).await.unwrap();
    leave(page).await;
    load.map(|(painted, usable)| Load { painted, usable })
}

impl Loading {
    pub(crate) fn tell(self, table: &mut Table, build: &str, loads: Vec<Load>) {
        let (painted, usable) = loads.iter().map(|load| (load.painted, load.usable)).unzip();
        let what = match self {
            Self::Form => "form",
            Self::SignedIn => "signed in",
        };
        table.add(format!("{build}/panel slowed, {what}: painted"), "ms", painted);
        table.add(format!("{build}/panel slowed, {what}: usable"), "ms", usable);
    }
}
