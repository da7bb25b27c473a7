//! What a workspace costs a browser while the floor changes.

use std::collections::BTreeMap;

use backline_tests::{Driver, Microphone, Page, Voice};
use serde_json::{Value, json};

use super::figures::{Table, percentile};

const METER: &str = include_str!("meter.js");

/// How many times slower the processor is for the page.
pub(crate) const SLOWED: u32 = 4;
/// Each with the place of its first figure.
const SPEEDS: [(u32, usize); 2] = [(1, 0), (SLOWED, 10)];

/// How long frames are counted, in milliseconds.
const SPAN: u32 = 5_000;
/// A frame that comes later than this after the one before has missed its time.
const LATE: f64 = 25.0;
/// Until then an input is to be painted, in milliseconds.
const MOST: f64 = 50.0;
/// Of what the browser tells nothing, this is the longest that it can have been.
const UNTOLD: f64 = 16.0;

/// What is pressed and typed in turn; a letter is typed where the focus is.
const INPUTS: [Input; 14] = [
    Input::Press(".filters input"),
    Input::Letter("m"),
    Input::Letter("a"),
    Input::Letter("r"),
    Input::Key("Backspace", 8),
    Input::Key("Backspace", 8),
    Input::Key("Backspace", 8),
    Input::Press(".calls th.agent .sort"),
    Input::Press(".calls th.customer .sort"),
    Input::Press(".calls th.since .sort"),
    Input::Press(".person"),
    Input::Key("Escape", 27),
    Input::Press(".bell"),
    Input::Key("Escape", 27),
];
enum Input {
    Press(&'static str),
    Letter(&'static str),
    Key(&'static str, u32),
}

/// What was measured of one build, round by round, by the name of the figure.
#[derive(Default)]
pub(crate) struct Workspace(BTreeMap<(usize, String), (&'static str, Vec<f64>)>);

impl Workspace {
    pub(crate) async fn add(&mut self, driver: &Driver, origin: &str, token: &str, calls: usize) {
        let browser = driver.open(Microphone::Speaks(Voice::Sofia)).await.unwrap();
        let page = browser.page();
        let before =
            format!("sessionStorage.setItem('backline.session', {});\n{METER}", Value::from(token));
        let source = json!({ "source": before });
        let cdp = page.driver().cdp();
        cdp.send_raw("Page.addScriptToEvaluateOnNewDocument", source).await.unwrap();
        page.moves_less(false).await.unwrap();
        page.resize(1_280, 800).await.unwrap();
        page.goto(&format!("{origin}/workspace")).await.unwrap();
        // Some are always between two calls.
        let counted = "parseInt(document.querySelector('.calls .count')?.innerText) > it * 0.9";
        page.until("all calls", counted, json!(calls)).await.unwrap();
        page.driver().cdp().send_raw("Performance.enable", json!({})).await.unwrap();
        for (speed, place) in SPEEDS {
            slow(page, speed).await;
            self.look(page, place, if place == 0 { "" } else { "slowed, " }).await;
        }
        leave(page).await;
    }

    /// Looks at the page for a while, scrolls it, and works on it; the figures have their places from
    /// `place` on.
    async fn look(&mut self, page: &Page, place: usize, at: &str) {
        let begun = Work::of(page).await;
        let gaps = frames(page, "() => {}").await;
        let work = Work::of(page).await.since(&begun);
        self.frames(place, &format!("{at}at rest"), &gaps);
        let parts = [("", work.all), (", scripts", work.scripts), (", layout", work.layout)];
        for ((part, spent), place) in parts.into_iter().zip(place + 2..) {
            self.note(place, format!("{at}at rest: thread works{part}"), "ms/s", spent);
        }
        let gaps = frames(page, "meter.scrolls").await;
        self.frames(place + 5, &format!("{at}scrolled"), &gaps);
        let mut inputs = typed(page).await;
        let late = inputs.iter().filter(|span| **span > MOST).count() as f64 * 100.0;
        let late = late / inputs.len() as f64;
        let median = percentile(&mut inputs, 0.5);
        let longest = percentile(&mut inputs, 1.0);
        self.note(place + 7, format!("{at}input to paint, p50"), "ms", median);
        self.note(place + 8, format!("{at}input to paint, longest"), "ms", longest);
        self.note(place + 9, format!("{at}inputs painted after 50 ms"), "%", late);
    }

    fn frames(&mut self, place: usize, what: &str, gaps: &[f64]) {
        let span: f64 = gaps.iter().sum();
        let late = gaps.iter().filter(|gap| **gap > LATE).count() as f64;
        self.note(place, format!("{what}: frames"), "a second", gaps.len() as f64 / span * 1e3);
        self.note(place + 1, format!("{what}: late frames"), "%", late / gaps.len() as f64 * 100.0);
    }

    fn note(&mut self, place: usize, name: String, unit: &'static str, value: f64) {
        self.0.entry((place, name)).or_insert((unit, Vec::new())).1.push(value);
    }

    pub(crate) fn tell(self, table: &mut Table, build: &str) {
        for ((_, name), (unit, rounds)) in self.0 {
            table.add(format!("{build}{name}"), unit, rounds);
        }
    }
}

/// The page goes: a browser keeps its tabs for as long as its driver runs.
pub(crate) async fn leave(page: &Page) {
    page.goto("about:blank").await.unwrap();
    slow(page, 1).await;
}

/// Makes the processor so many times slower for this page.
pub(crate) async fn slow(page: &Page, times: u32) {
    let rate = json!({ "rate": times });
    page.driver().cdp().send_raw("Emulation.setCPUThrottlingRate", rate).await.unwrap();
}

async fn frames(page: &Page, moves: &str) -> Vec<f64> {
    page.value(&format!("meter.frames({SPAN}, {moves})"), Value::Null).await.unwrap()
}

/// Presses and types everything, and gives how long each took until it was painted.
async fn typed(page: &Page) -> Vec<f64> {
    page.value::<Value>("meter.inputs()", Value::Null).await.unwrap();
    for input in &INPUTS {
        match input {
            Input::Press(selector) => press(page, selector).await,
            Input::Letter(letter) => key(page, json!({ "key": letter, "text": letter })).await,
            Input::Key(name, code) => {
                key(page, json!({ "key": name, "windowsVirtualKeyCode": code })).await;
            }
        }
        page.value::<Value>("meter.painted()", Value::Null).await.unwrap();
    }
    let (mut spans, untold): (Vec<f64>, usize) =
        page.value("meter.inputs()", Value::Null).await.unwrap();
    spans.extend(std::iter::repeat_n(UNTOLD, untold));
    spans
}

async fn press(page: &Page, selector: &str) {
    let (x, y): (f64, f64) = page.value("meter.place(it)", json!(selector)).await.unwrap();
    for kind in ["mousePressed", "mouseReleased"] {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
        page.driver().cdp().send_raw("Input.dispatchMouseEvent", event).await.unwrap();
    }
}

async fn key(page: &Page, mut event: Value) {
    for kind in ["keyDown", "keyUp"] {
        event["type"] = json!(kind);
        page.driver().cdp().send_raw("Input.dispatchKeyEvent", event.clone()).await.unwrap();
    }
}

/// What the page's main thread has done, in milliseconds; a second long, once it is a difference.
struct Work {
    at: f64,
    all: f64,
    scripts: f64,
    layout: f64,
}

impl Work {
    async fn of(page: &Page) -> Self {
        let cdp = page.driver().cdp();
        let metrics = cdp.send_raw("Performance.getMetrics", json!({})).await.unwrap();
        let seconds = |name: &str| {
            let all = metrics["metrics"].as_array().unwrap();
            let found = all.iter().find(|metric| metric["name"] == name).unwrap();
            found["value"].as_f64().unwrap()
        };
        Self {
            at: seconds("Timestamp"),
            all: seconds("TaskDuration"),
            scripts: seconds("ScriptDuration"),
            layout: seconds("LayoutDuration") + seconds("RecalcStyleDuration"),
        }
    }

    fn since(&self, begun: &Self) -> Self {
        let a_second = |now: f64, before: f64| (now - before) / (self.at - begun.at) * 1e3;
        Self {
            at: self.at,
            all: a_second(self.all, begun.all),
            scripts: a_second(self.scripts, begun.scripts),
            layout: a_second(self.layout, begun.layout),
        }
    }
}
