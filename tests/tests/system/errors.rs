//! The errors themselves: each is found by the party on whose page it happened, and by nobody else
//! who plays in the same process.

use anyhow::Result;
use backline_tests::{Browser, Driver, Microphone, Voice};
use serde_json::Value;

use crate::ears::page_of;

/// What goes wrong while this page loads, before anybody can have asked it anything.
pub(crate) const FAULTY: &str = "<!doctype html><title>faulty</title><link rel=icon href=data:,>
    <meta http-equiv=Content-Security-Policy content=\"img-src data:\">
    <script>throw new Error('thrown while it loads')</script>
    <script>Promise.reject(new Error('rejected while it loads'))</script>
    <script>console.error('called an error', 7)</script>
    <script src=http://127.0.0.1:1/nothing.js></script>
    <img src=http://127.0.0.1:1/forbidden.png>";

/// What each of them is called.
const FOUND: [&str; 5] = [
    "thrown while it loads",
    "rejected while it loads",
    "called an error 7",
    "nothing.js",
    "img-src",
];

/// Every one of `wanted` is among the errors of these pages.
pub(crate) async fn has(browser: &Browser, wanted: &[&str]) -> Result<()> {
    let errors = browser.errors().await?;
    for wanted in wanted {
        assert!(errors.iter().any(|error| error.contains(wanted)), "no {wanted:?} in {errors:#?}");
    }
    Ok(())
}

///
#[tokio::test]
async fn an_error_is_found_by_the_party_whose_page_it_is_and_by_no_neighbour() -> Result<()> {
    let driver = Driver::start().await?;
    let microphone = Microphone::Speaks(Voice::Sofia);
    let (own, neighbour) = tokio::try_join!(driver.open(microphone), driver.open(microphone))?;
    let quiet = page_of("<!doctype html><title>quiet</title><link rel=icon href=data:,>")?;
    neighbour.page().goto(&quiet).await?;
    own.page().goto(&page_of(FAULTY)?).await?;
    has(&own, &FOUND).await?;
    assert_eq!(neighbour.errors().await?, Vec::<String>::new());

    // A page that has been left is answered for as well, and so is one in another tab.
    own.page().goto(&quiet).await?;
    has(&own, &FOUND).await?;
    own.new_tab().await?;
    own.page().goto(&quiet).await?;
    has(&own, &FOUND).await?;

    let later = "setTimeout(() => { throw new Error('thrown later') })";
    neighbour.page().value::<Value>(later, Value::Null).await?;
    neighbour.page().until("an error", "ear.errors.length", Value::Null).await?;
    has(&neighbour, &["thrown later"]).await?;
    assert!(own.errors().await?.iter().all(|error| !error.contains("thrown later")));

    // What a program throws, in a promise that nobody awaits, too, breaks the scene of whose it is.
    drop((own, neighbour));
    let breaks = driver.breaks().await;
    for thrown in FOUND[..3].iter().chain(&["thrown later"]) {
        assert!(breaks.iter().any(|error| error.contains(thrown)), "{thrown:?} in {breaks:#?}");
    }
    Ok(())
}
