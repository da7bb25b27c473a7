//! The microphones and speakers that there are, and the ones that were chosen.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaDeviceInfo, MediaDeviceKind, MediaDevices};

use crate::runtime::browser::storage::Remembered;

/// What a device is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKind {
    /// Sound in.
    Microphone,
    /// Sound out.
    Speaker,
}

/// One device. Its name is empty until the microphone was allowed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// For what.
    pub kind: DeviceKind,
    /// The browser's name for it, different in every origin.
    pub id: String,
    /// Its name for people.
    pub label: String,
}

impl DeviceKind {
    /// Where the choice is kept.
    #[must_use]
    pub(crate) const fn kept(self) -> Remembered {
        match self {
            Self::Microphone => Remembered::Microphone,
            Self::Speaker => Remembered::Speaker,
        }
    }

    const fn of(kind: MediaDeviceKind) -> Option<Self> {
        match kind {
            MediaDeviceKind::Audioinput => Some(Self::Microphone),
            MediaDeviceKind::Audiooutput => Some(Self::Speaker),
            // Whatever browsers may add is as little of use here as a camera.
            MediaDeviceKind::Videoinput | _ => None,
        }
    }
}

/// Every microphone and speaker; none when the browser will not say.
pub(crate) async fn list() -> Vec<Device> {
    enumerate().await.unwrap_or_default()
}

/// Calls `changed` whenever a device comes or goes, for as long as the page lives.
pub(crate) fn watch(changed: impl FnMut() + 'static) {
    let Some(devices) = media_devices() else { return };
    let closure = Closure::<dyn FnMut()>::new(changed);
    devices.set_ondevicechange(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
}

fn media_devices() -> Option<MediaDevices> {
    let devices = web_sys::window()?.navigator().media_devices().ok()?;
    // A page that came over plain HTTP has none.
    (!devices.is_undefined()).then_some(devices)
}

async fn enumerate() -> Result<Vec<Device>, JsValue> {
    let devices = media_devices().ok_or(JsValue::NULL)?;
    let found: JsValue = JsFuture::from(devices.enumerate_devices()?).await?;
    let found: Array = found.dyn_into()?;
    let devices = found.iter().filter_map(|found| {
        let info: MediaDeviceInfo = found.dyn_into().ok()?;
        let kind = DeviceKind::of(info.kind())?;
        Some(Device { kind, id: info.device_id(), label: info.label() })
    });
    Ok(devices.filter(|device| !device.id.is_empty()).collect())
}
