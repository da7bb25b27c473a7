//! Notifications of the browser's own: whether they may be shown, asking for that, showing one.
//!
//! Which one is shown, and when, it does not know.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{NotificationOptions, NotificationPermission};

/// Whether notifications may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// This browser, or a page that came over plain HTTP, has none.
    Missing,
    /// The page stands inside one of another origin, where browsers ask nobody.
    Framed,
    /// Nobody was asked yet.
    Unasked,
    /// The person has refused, or the browser for them.
    Refused,
    /// They may.
    Given,
}

/// What one says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationText {
    /// Names it: of two with the same name only the later is shown.
    pub tag: String,
    /// The first line.
    pub title: String,
    /// The rest.
    pub body: String,
}

/// One that is shown; closed when dropped.
pub struct Notification {
    shown: web_sys::Notification,
    _clicked: Closure<dyn FnMut()>,
}

impl Permission {
    /// How it stands.
    #[must_use]
    pub fn read() -> Self {
        let known = js_sys::Reflect::has(&window(), &JsValue::from_str("Notification"));
        if !known.unwrap_or_default() || !window().is_secure_context() {
            return Self::Missing;
        }
        match web_sys::Notification::permission() {
            NotificationPermission::Granted => Self::Given,
            NotificationPermission::Default | NotificationPermission::Denied if is_framed() => {
                Self::Framed
            }
            NotificationPermission::Denied => Self::Refused,
            // Whatever browsers may add has to be asked for.
            NotificationPermission::Default | _ => Self::Unasked,
        }
    }

    /// Asks the person, then calls `answered`.
    pub fn ask(answered: impl FnOnce() + 'static) {
        let Ok(asking) = web_sys::Notification::request_permission() else { return };
        spawn_local(async move {
            // The answer stands in the permission, however the promise ends.
            let _answer = JsFuture::from(asking).await;
            answered();
        });
    }
}

impl Notification {
    /// Shows one; nothing when the browser does not. A click brings the page to the front.
    #[must_use]
    pub fn show(message: &NotificationText, mut clicked: impl FnMut() + 'static) -> Option<Self> {
        let options = NotificationOptions::new();
        options.set_tag(&message.tag);
        options.set_body(&message.body);
        // It goes with the request, not when the browser is tired of it.
        options.set_require_interaction(true);
        let shown = web_sys::Notification::new_with_options(&message.title, &options).ok()?;
        let answered = shown.clone();
        let click = Closure::<dyn FnMut()>::new(move || {
            // A browser that keeps its window where it is has still been clicked.
            let _stays = window().focus();
            answered.close();
            clicked();
        });
        shown.set_onclick(Some(click.as_ref().unchecked_ref()));
        Some(Self { shown, _clicked: click })
    }
}

impl Drop for Notification {
    fn drop(&mut self) {
        self.shown.set_onclick(None);
        self.shown.close();
    }
}

/// Whether the page stands inside one of another origin.
fn is_framed() -> bool {
    match window().top() {
        // Of another origin's page not even the address can be read.
        Ok(Some(top)) => top.location().href().is_err(),
        Ok(None) | Err(_) => false,
    }
}
