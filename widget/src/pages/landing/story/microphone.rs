//! Whether the browser lets this page have the microphone, in a sentence. The story goes on without.

use js_sys::{Array, Object, Reflect};
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast as _, JsValue, closure::Closure},
    web_sys::{self, MediaDeviceInfo, MediaDeviceKind, PermissionState, PermissionStatus},
};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// What is known of the microphone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum MicrophoneStanding {
    /// The browser does not say.
    #[default]
    Unknown,
    Allowed,
    Asked,
    Blocked,
    Missing,
}

impl MicrophoneStanding {
    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => "Microphone: you need none for this.",
            Self::Allowed => {
                "Microphone on. You speak as Ana, and as Sofia when Sofia is heard. Wear headphones."
            }
            Self::Asked => {
                "Microphone: allow it to speak to the caller’s recording. You need none for this."
            }
            Self::Blocked => {
                "Microphone blocked: you hear the caller, and nobody hears you. The story goes on without."
            }
            Self::Missing => {
                "No microphone found: you hear the caller, and nobody hears you. The story goes on without."
            }
        }
    }
}

/// Follows what the browser says, for as long as the signal lives.
pub(super) fn follow() -> RwSignal<MicrophoneStanding> {
    let standing = RwSignal::new(MicrophoneStanding::default());
    spawn_local(async move {
        let Some(status) = status().await else { return };
        look(&status, standing);
        let asked = status.clone();
        let changed = Closure::<dyn FnMut()>::new(move || look(&asked, standing));
        status.set_onchange(Some(changed.as_ref().unchecked_ref()));
        changed.forget();
    });
    standing
}

fn look(status: &PermissionStatus, standing: RwSignal<MicrophoneStanding>) {
    let permitted = match status.state() {
        PermissionState::Granted => MicrophoneStanding::Allowed,
        PermissionState::Denied => MicrophoneStanding::Blocked,
        PermissionState::Prompt => MicrophoneStanding::Asked,
        _ => MicrophoneStanding::Unknown,
    };
    // The page may show the story no more.
    let _gone = standing.try_set(permitted);
    spawn_local(async move {
        if is_missing().await == Some(true) {
            let _gone = standing.try_set(MicrophoneStanding::Missing);
        }
    });
}

async fn status() -> Option<PermissionStatus> {
    let question = Object::new();
    Reflect::set(&question, &"name".into(), &"microphone".into()).ok()?;
    let permissions = web_sys::window()?.navigator().permissions().ok()?;
    let answer = JsFuture::from(permissions.query(&question).ok()?).await.ok()?;
    answer.dyn_into().ok()
}

async fn is_missing() -> Option<bool> {
    let media = web_sys::window()?.navigator().media_devices().ok()?;
    let devices = JsFuture::from(media.enumerate_devices().ok()?).await.ok()?;
    let hears = |device: JsValue| {
        let device: MediaDeviceInfo = device.unchecked_into();
        device.kind() == MediaDeviceKind::Audioinput
    };
    Some(!devices.dyn_into::<Array>().ok()?.iter().any(hears))
}
