//! How the scripted colleagues stand, as the server last said it, and the way to switch one.
//!
//! Moved by the page when it opens, by the switches, and by a look every few seconds while the page
//! is in view. It refuses to know what a colleague does.

use gloo_timers::callback::Interval;
use js_sys::{Array, Reflect};
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast as _, JsValue},
};
use wasm_bindgen_futures::spawn_local;

use super::ask::ask;

const PATH: &str = "/api/demo/colleagues";

/// Longer, and a colleague is shown on a call that has ended; shorter asks more and shows the same.
const LOOK_EVERY_MS: u32 = 2_000;

/// Who acts by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Ben,
    Sam,
}

/// What one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColleagueStanding {
    Off,
    Waiting,
    Acting,
    Aside,
}

/// Both, and why nothing newer is known.
#[derive(Clone, Copy)]
pub(super) struct StaffView {
    known: RwSignal<[Option<ColleagueStanding>; 2]>,
    trouble: RwSignal<String>,
    /// How many questions there were: an answer to an older one is not the newest.
    asked: StoredValue<u32>,
}

impl Who {
    const ALL: [Self; 2] = [Self::Ben, Self::Sam];

    const fn key(self) -> &'static str {
        match self {
            Self::Ben => "ben",
            Self::Sam => "sam",
        }
    }
}

impl ColleagueStanding {
    fn read(word: &str) -> Option<Self> {
        match word {
            "off" => Some(Self::Off),
            "waiting" => Some(Self::Waiting),
            "acting" => Some(Self::Acting),
            "aside" => Some(Self::Aside),
            _ => None,
        }
    }
}

impl StaffView {
    /// Looks, and goes on to look for as long as the page lives.
    pub(super) fn watched() -> Self {
        let (known, trouble) = (RwSignal::default(), RwSignal::default());
        let staff = Self { known, trouble, asked: StoredValue::new(0) };
        let look = move || {
            spawn_local(async move {
                // What went wrong is said by `trouble`.
                let _ = staff.learn(None).await;
            });
        };
        look();
        let looks = Interval::new(LOOK_EVERY_MS, move || {
            if !document().hidden() {
                look();
            }
        });
        let _ends_with_the_page = StoredValue::new_local(looks);
        staff
    }

    /// How one stands, as far as it is known.
    pub(super) fn standing(self, who: Who) -> Option<ColleagueStanding> {
        self.known.with(|known| known.get(who as usize).copied().flatten())
    }

    /// Why nothing newer is known, or nothing.
    pub(super) fn trouble(self) -> String {
        self.trouble.get()
    }

    /// Switches one on or off.
    pub(super) async fn switch(self, who: Who, on: bool) -> Result<(), String> {
        let on = if on { "true" } else { "false" };
        let body = ["{\"person\":\"", who.key(), "\",\"on\":", on, "}"].concat();
        self.learn(Some(body)).await
    }

    async fn learn(self, body: Option<String>) -> Result<(), String> {
        let number = self.asked.get_value() + 1;
        self.asked.set_value(number);
        let said = ask(PATH, body).await;
        // With the page gone, nobody is left to be told.
        if self.asked.try_get_value() == Some(number) {
            self.trouble.set(said.as_ref().err().cloned().unwrap_or_default());
            if let Ok(answer) = &said {
                self.known.set(Who::ALL.map(|who| find(answer, who)));
            }
        }
        said.map(|_| ())
    }
}

fn find(answer: &JsValue, who: Who) -> Option<ColleagueStanding> {
    let field = |value: &JsValue, key: &str| Reflect::get(value, &key.into()).ok();
    let all: Array = field(answer, "colleagues")?.dyn_into().ok()?;
    let one =
        all.iter().find(|one| field(one, "person").is_some_and(|person| person == who.key()))?;
    ColleagueStanding::read(&field(&one, "state")?.as_string()?)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn each_stands_as_the_server_says_and_an_unknown_word_is_not_taken_for_off() {
        let answer = r#"{"colleagues":[
            {"person":"ben","part":"agent","on":true,"state":"aside"},
            {"person":"sam","part":"supervisor","on":true,"state":"elsewhere"}]}"#;
        let answer = js_sys::JSON::parse(answer).unwrap();
        assert_eq!(Who::ALL.map(|who| find(&answer, who)), [Some(ColleagueStanding::Aside), None]);
    }
}
