//! Choosing microphone and speaker.

use leptos::prelude::*;

use crate::{
    icon::{Drawing, Icon},
    runtime::{Device, DeviceKind, Intent, use_app},
};

/// The devices behind a word, where they stand on a page by themselves.
#[component]
pub fn DeviceChoice() -> impl IntoView {
    view! {
        <details class="fold">
            <summary>
                <Drawing icon=Icon::Headphones />
                "Microphone and speaker"
            </summary>
            <Devices />
        </details>
    }
}

/// Both choices, and whether the browser works on the microphone's sound.
#[component]
pub(super) fn Devices() -> impl IntoView {
    let app = use_app();
    let speaker_choice = app.peek(|model| model.media.speaker_choice);
    let raw = app.memo(|model| model.media.raw);
    view! {
        <Choice kind=DeviceKind::Microphone label="Microphone" />
        {speaker_choice.then(|| view! { <Choice kind=DeviceKind::Speaker label="Speaker" /> })}
        <label class="check">
            <input
                type="checkbox"
                prop:checked=raw
                on:change=move |event| app.want(Intent::RawMicrophone(event_target_checked(&event)))
            />
            "Headset: send the sound as it is"
        </label>
    }
}

#[component]
fn Choice(kind: DeviceKind, label: &'static str) -> impl IntoView {
    let app = use_app();
    let devices = app.memo(move |model| {
        let all = model.media.devices.iter();
        all.filter(|device| device.kind == kind && device.id != "default")
            .cloned()
            .collect::<Vec<_>>()
    });
    let chosen = app.memo(move |model| match kind {
        DeviceKind::Microphone => model.media.chosen_microphone.clone(),
        DeviceKind::Speaker => model.media.chosen_speaker.clone(),
    });
    let choose = move |event| {
        let id = Some(event_target_value(&event)).filter(|id| !id.is_empty());
        app.want(Intent::Choose(kind, id));
    };
    let option = move |(number, device): (usize, Device)| {
        let label = if device.label.is_empty() {
            [label, " ", &(number + 1).to_string()].concat()
        } else {
            device.label
        };
        let id = device.id.clone();
        view! {
            <option value=device.id selected=move || chosen.get().as_ref() == Some(&id)>{label}</option>
        }
    };
    view! {
        <label class="choice">
            {label}
            <select on:change=choose>
                <option value="" selected=move || chosen.get().is_none()>"System default"</option>
                {move || devices.get().into_iter().enumerate().map(option).collect_view()}
            </select>
        </label>
    }
}
