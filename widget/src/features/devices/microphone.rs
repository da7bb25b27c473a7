//! The microphone as its owner sees it: how loud, and what is wrong with it.

use leptos::prelude::*;

use crate::{
    components::Act,
    icon::{Drawing, Icon},
    runtime::{Intent, LOUDEST, Microphone, use_app},
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
    let blocked = app.memo(|model| model.media.sound_blocked);
    view! {
        <div class="trouble" role="alert">
            {move || remedy.get().map(|remedy| view! {
                <p>{remedy}</p>
                <Act
                    label="Try again"
                    icon=Icon::RotateCcw
                        press=move || app.want(Intent::TryMicrophone)
                />
            })}
            {move || blocked.get().then(|| view! {
                <p>"The browser holds the sound back. Press Play sound to hear the call."</p>
                <Act
                    label="Play sound"
                    icon=Icon::Volume2
                        press=move || app.want(Intent::PlaySound)
                />
            })}
        </div>
    }
}
