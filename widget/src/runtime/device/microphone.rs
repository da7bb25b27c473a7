//! The microphone: asking for it, and why it is not there. Where its sound goes is not known here.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStream, MediaStreamConstraints, MediaStreamTrack};

use crate::runtime::browser::{address, panic::is_broken, storage::Remembered};

/// How the page stands to its microphone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Microphone {
    /// Not asked for.
    #[default]
    Off,
    /// The browser asks the person.
    Asking,
    /// There.
    On,
    /// The person or the browser said no.
    Blocked,
    /// There is none.
    Missing,
    /// There is one, but it does not start.
    Faulty,
    /// The browser asks the person, who has not answered for a while.
    Unanswered,
    /// It is there, and its headset, the system or its driver has silenced it.
    Silenced,
    /// It is there and gives nothing but zeros.
    Dead,
}

/// A running microphone; switched off when dropped.
pub(crate) struct Capture {
    stream: MediaStream,
    track: MediaStreamTrack,
}

impl Microphone {
    /// Whether it works; nothing while that is not known.
    #[must_use]
    pub const fn works(self) -> Option<bool> {
        match self {
            Self::Off | Self::Asking => None,
            Self::On => Some(true),
            Self::Blocked
            | Self::Missing
            | Self::Faulty
            | Self::Unanswered
            | Self::Silenced
            | Self::Dead => Some(false),
        }
    }

    /// What is wrong and what to do; nothing when nothing is wrong.
    #[must_use]
    pub const fn remedy(self) -> Option<&'static str> {
        match self {
            Self::Off | Self::Asking | Self::On => None,
            Self::Blocked => Some(
                "Microphone blocked. Allow it in the address bar, then press Try again. Until then nobody hears you.",
            ),
            Self::Unanswered => Some(
                "The browser asks whether this page may use the microphone. Allow it. Until then nobody hears you.",
            ),
            Self::Silenced => Some(
                "Your headset or your system has muted the microphone. Unmute it there. Nobody hears you.",
            ),
            Self::Dead => Some(
                "The microphone gives no sound. Check its switch and its cable, or choose another. Nobody hears you.",
            ),
            Self::Missing => Some(
                "No microphone found. Connect one, then press Try again. Until then nobody hears you.",
            ),
            Self::Faulty => Some(
                "The microphone does not start. Close what else uses it, then press Try again. Until then nobody hears you.",
            ),
        }
    }
}

impl Capture {
    /// Asks for the chosen microphone, or for any when that one is gone.
    pub(crate) async fn start() -> Result<Self, Microphone> {
        let chosen = Remembered::Microphone.read();
        match capture(chosen.as_deref()).await {
            Ok(capture) => Ok(capture),
            Err(why) => match (reason(&why), chosen) {
                (Microphone::Missing, Some(_)) => capture(None).await.map_err(|e| reason(&e)),
                (reason, _) => Err(reason),
            },
        }
    }

    pub(crate) const fn stream(&self) -> &MediaStream {
        &self.stream
    }

    pub(crate) const fn track(&self) -> &MediaStreamTrack {
        &self.track
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.track.set_onended(None);
        self.track.set_onmute(None);
        self.track.set_onunmute(None);
        self.track.stop();
    }
}

/// The browser's name of the device that a track is of, where it says one.
pub(crate) fn device_of(track: &MediaStreamTrack) -> Option<String> {
    let settings = track.get_settings();
    Reflect::get(&settings, &"deviceId".into()).ok()?.as_string().filter(|id| !id.is_empty())
}

/// Whether the sound is taken as it is, for headsets and for tests.
#[must_use]
pub(crate) fn is_raw() -> bool {
    address::query("raw").is_some() || Remembered::RawMicrophone.read().is_some()
}

async fn capture(device: Option<&str>) -> Result<Capture, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&wishes(device)?);
    let devices = window.navigator().media_devices()?;
    let asked = devices.get_user_media_with_constraints(&constraints)?;
    let stream: MediaStream = JsFuture::from(asked).await?.unchecked_into();
    let track = stream.get_audio_tracks().get(0).dyn_into::<MediaStreamTrack>()?;
    // The program may have broken while the browser asked.
    if is_broken() {
        track.stop();
        return Err(JsValue::NULL);
    }
    Ok(Capture { stream, track })
}

fn wishes(device: Option<&str>) -> Result<JsValue, JsValue> {
    let wishes = Object::new();
    let processed = JsValue::from(!is_raw());
    for effect in ["echoCancellation", "noiseSuppression", "autoGainControl"] {
        Reflect::set(&wishes, &effect.into(), &processed)?;
    }
    Reflect::set(&wishes, &"channelCount".into(), &1.into())?;
    if let Some(device) = device {
        let exact = Object::new();
        Reflect::set(&exact, &"exact".into(), &device.into())?;
        Reflect::set(&wishes, &"deviceId".into(), &exact)?;
    }
    Ok(wishes.into())
}

fn reason(why: &JsValue) -> Microphone {
    // Not every browser makes each of them a DOMException.
    let name = Reflect::get(why, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "SecurityError") => Microphone::Blocked,
        Some("NotFoundError" | "OverconstrainedError") => Microphone::Missing,
        Some(_) => Microphone::Faulty,
        // Without a name it is the page itself that may not ask: it came over plain HTTP.
        None => Microphone::Blocked,
    }
}
