//! Fresh ids, from the browser's source of randomness.

use uuid::{Builder, Uuid};

/// A random id.
#[must_use]
pub(crate) fn fresh() -> Uuid {
    let mut bytes = [0; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    let filled =
        crypto.is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    Builder::from_random_bytes(bytes).into_uuid()
}
