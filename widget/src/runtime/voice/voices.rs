//! The sound of a connection: one audio element per incoming track, on the chosen speaker.
//!
//! The elements stand in the page, hidden; a track that is not attached to an element is not
//! played at all.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlAudioElement, MediaStream, MediaStreamTrack};

use super::{outlet::Outlet, peer::only};

/// The elements that play, and where.
#[derive(Clone, Default)]
pub(crate) struct Voices(Rc<RefCell<(Vec<HtmlAudioElement>, Outlet)>>);

impl Voices {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Plays a track; `blocked` is called when the browser wants a touch of the page first, and when
    /// it has stopped playing by itself, as it does in a page that it freezes.
    pub(crate) fn play(&self, track: &MediaStreamTrack, blocked: impl Fn() + Clone + 'static) {
        let Ok(stream) = MediaStream::new_with_tracks(&only(track.as_ref())) else { return };
        let Ok(element) = HtmlAudioElement::new() else { return };
        element.set_hidden(true);
        element.set_src_object(Some(&stream));
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(body) = document.and_then(|document| document.body()) {
            // An element out of the page plays as well; it only cannot be found by a test.
            let _in_the_page = body.append_child(&element);
        }
        let outlet = {
            let mut voices = self.0.borrow_mut();
            voices.0.push(element.clone());
            voices.1.clone()
        };
        send(&element, &outlet);
        let paused = Closure::<dyn FnMut()>::new(blocked.clone());
        element.set_onpause(Some(paused.into_js_value().unchecked_ref()));
        start(element, || {}, blocked);
    }

    /// Tries again what the browser holds back: `plays` or `blocked` is called for each.
    pub(crate) fn resume(
        &self,
        plays: impl Fn() + Clone + 'static,
        blocked: impl Fn() + Clone + 'static,
    ) {
        for element in self.all().into_iter().filter(|element| element.paused()) {
            start(element, plays.clone(), blocked.clone());
        }
    }

    /// Sends every voice there.
    pub(crate) fn go_to(&self, outlet: &Outlet) {
        self.0.borrow_mut().1.clone_from(outlet);
        for element in self.all() {
            send(&element, outlet);
        }
    }

    /// Ends all sound.
    pub(crate) fn stop(&self) {
        let (elements, _) = self.0.take();
        for element in elements {
            element.set_onpause(None);
            element.set_src_object(None);
            element.remove();
        }
    }

    fn all(&self) -> Vec<HtmlAudioElement> {
        self.0.borrow().0.clone()
    }
}

/// Whether this browser lets a page choose the speaker.
#[must_use]
pub(crate) fn can_choose_speaker() -> bool {
    HtmlAudioElement::new().is_ok_and(|element| sink_setter(&element).is_some())
}

fn start(
    element: HtmlAudioElement,
    plays: impl FnOnce() + 'static,
    blocked: impl FnOnce() + 'static,
) {
    spawn_local(async move {
        let playing = match element.play() {
            Ok(promise) => JsFuture::from(promise).await.is_ok(),
            Err(_) => false,
        };
        match element.is_connected() {
            true if playing => plays(),
            true => blocked(),
            false => {}
        }
    });
}

fn send(element: &HtmlAudioElement, outlet: &Outlet) {
    element.set_muted(*outlet == Outlet::Nowhere);
    use_speaker(element, outlet.speaker());
}

fn sink_setter(source: &JsValue) -> Option<Function> {
    Reflect::get(source, &"setSinkId".into()).ok()?.dyn_into().ok()
}

/// Has an audio element or an audio context sound on this speaker, where the browser lets it.
pub(super) fn use_speaker(source: &JsValue, speaker: &str) {
    let moved = sink_setter(source).and_then(|set| set.call1(source, &speaker.into()).ok());
    if let Some(promise) = moved.and_then(|moved| moved.dyn_into::<Promise>().ok()) {
        // A speaker that is gone: the sound stays where it was.
        spawn_local(async move {
            let _stays: Result<JsValue, JsValue> = JsFuture::from(promise).await;
        });
    }
}
