//! The microphone as its owner sees it: how loud, and what is wrong with it.

use backline_core::protocol::Page;
use leptos::prelude::*;

use crate::{
    components::Act,
    icon::{Drawing, Icon},
    runtime::{Intent, LOUDEST, Level, Microphone, Remembered, VoiceLine, use_app},
};

/// Said in the place of a level that nobody knows.
const UNKNOWN: &str = "The level cannot be measured here. Others may still hear you.";

/// The button that plays what the browser holds back.
pub(crate) const PLAY_SOUND: (&str, Icon) = ("Play sound", Icon::Volume2);

const SPEAKER_AWAY: &str = "The speaker that you chose is not connected, so nothing is played. Connect it, or press Play sound to hear the call on another one.";

/// How loud the microphone is.
#[component]
pub fn LevelMeter() -> impl IntoView {
    let app = use_app();
    let level = app.level();
    let on = app.memo(|model| model.media.microphone == Microphone::On);
    let unknown = Memo::new(move |_| level.get() == Level::Unknown);
    let step = Memo::new(move |_| match level.get() {
        Level::Step(step) => step,
        Level::Unknown => 0,
    });
    view! {
        <div class="level" data-on=move || on.get().then_some("")>
            <Drawing icon=Icon::Mic />
            <div
                class="bar"
                role="meter"
                aria-label="Microphone level"
                aria-valuemin="0"
                aria-valuemax=LOUDEST.to_string()
                aria-valuenow=move || step.get().to_string()
                data-level=move || step.get().to_string()
                hidden=move || unknown.get()
            >
                {(0..LOUDEST)
                    .map(|each| view! { <i data-lit=move || (step.get() > each).then_some("")></i> })
                    .collect_view()}
            </div>
            <span class="small" hidden=move || !unknown.get()>{UNKNOWN}</span>
        </div>
    }
}

/// What is wrong with the microphone or the sound, and the way out; nothing when nothing is.
#[component]
pub fn MicrophoneTrouble() -> impl IntoView {
    let app = use_app();
    let remedy = app.memo(|model| model.media.microphone.remedy());
    let unheard = app.memo(|model| match (model.media.speaker_away, model.media.sound_blocked) {
        (true, _) => Some(SPEAKER_AWAY),
        (false, true) => {
            Some("The browser holds the sound back. Press Play sound to hear the call.")
        }
        (false, false) => None,
    });
    let other = app.memo(|model| {
        let away = model.media.microphone_away;
        away.then(|| {
            "The microphone that you chose is not connected. Another one is used until it is back."
                .to_owned()
        })
    });
    let no_way = app.memo(|model| {
        let media = &model.media;
        if media.checking {
            return Some("Checking the way to the server…".to_owned());
        }
        let unheard = model.replica.is_unheard();
        // A customer is told so in other words.
        if model.page == Page::Call || media.line != VoiceLine::NoWay && !unheard {
            return None;
        }
        let panel = model.page == Page::Panel;
        let went = if panel && unheard { " Your last call could not go on here." } else { "" };
        let then = if panel && unheard {
            " Nobody rings you until you choose Available; the way is checked first."
        } else {
            " Or use another network."
        };
        let server = media.server.clone().or_else(|| Remembered::MediaServer.read());
        let server = server.as_deref().unwrap_or("the server");
        let said =
            ["Your network lets no sound through. Have UDP to ", server, " opened.", went, then];
        Some(said.concat())
    });
    view! {
        <div class="trouble" role="alert">
            {line(no_way)}
            {way_out(remedy, ("Try again", Icon::RotateCcw), Intent::TryMicrophone)}
            {way_out(unheard, PLAY_SOUND, Intent::PlaySound)}
            {line(other)}
        </div>
    }
}

fn line(said: Memo<Option<String>>) -> impl IntoView {
    move || said.get().map(|said| view! { <p>{said}</p> })
}

/// What is wrong, and the button that helps: its label, its sign and what it does.
pub(crate) fn way_out(
    said: Memo<Option<&'static str>>,
    (label, icon): (&'static str, Icon),
    intent: Intent,
) -> impl IntoView {
    let app = use_app();
    move || {
        let intent = intent.clone();
        said.get().map(|said| {
            view! {
                <p>{said}</p>
                <Act label icon press=move || app.want(intent.clone()) />
            }
        })
    }
}
