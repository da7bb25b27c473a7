//! The microphone as its owner sees it: how loud, and what is wrong with it.

use backline_core::protocol::Page;
use leptos::prelude::*;

use crate::{
    components::Act,
    icon::{Drawing, Icon},
    runtime::{Intent, LOUDEST, Microphone, VoiceLine, use_app},
};

/// How loud the microphone is.
#[component]
pub fn LevelMeter() -> impl IntoView {
    let app = use_app();
    let level = app.level();
    let on = app.memo(|model| model.media.microphone == Microphone::On);
    view! {
        <div class="level" data-on=move || on.get().then_some("")>
            <Drawing icon=Icon::Mic />
            <div
                class="bar"
                role="meter"
                aria-label="Microphone level"
                aria-valuemin="0"
                aria-valuemax=LOUDEST.to_string()
                aria-valuenow=move || level.get().to_string()
                data-level=move || level.get().to_string()
            >
                {(0..LOUDEST)
                    .map(|step| view! { <i data-lit=move || (level.get() > step).then_some("")></i> })
                    .collect_view()}
            </div>
        </div>
    }
}

/// What is wrong with the microphone or the sound, and the way out; nothing when nothing is.
#[component]
pub fn MicrophoneTrouble() -> impl IntoView {
    let app = use_app();
    let remedy = app.memo(|model| model.media.microphone.remedy());
    let blocked = app.memo(|model| {
        let media = &model.media;
        match (media.sound_blocked, media.ring_blocked) {
            (true, _) => {
                Some("The browser holds the sound back. Press Play sound to hear the call.")
            }
            (false, true) => Some("The browser holds the ring back. Press Play sound to hear it."),
            (false, false) => None,
        }
    });
    let no_way = app.memo(|model| {
        let media = &model.media;
        let server = media.server.as_ref().filter(|_| media.line == VoiceLine::NoWay)?;
        let busy = if model.page == Page::Panel {
            " You are Busy until you choose Available."
        } else {
            " Or use another network."
        };
        let (address, port) = (server.0.as_str(), server.1.as_str());
        let said = ["Your network lets no sound through. Have UDP to ", address, ", port ", port];
        Some([&said.concat(), ", opened.", busy].concat())
    });
    view! {
        <div class="trouble" role="alert">
            {move || no_way.get().map(|said| view! { <p>{said}</p> })}
            {move || remedy.get().map(|remedy| view! {
                <p>{remedy}</p>
                <Act
                    label="Try again"
                    icon=Icon::RotateCcw
                        press=move || app.want(Intent::TryMicrophone)
                />
            })}
            {move || blocked.get().map(|said| view! {
                <p>{said}</p>
                <Act
                    label="Play sound"
                    icon=Icon::Volume2
                        press=move || app.want(Intent::PlaySound)
                />
            })}
        </div>
    }
}
