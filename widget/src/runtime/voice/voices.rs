//! The sound of a connection: one audio element per incoming track, on the chosen speaker.
//!
//! The elements stand in the page, hidden; a track that is not attached to an element is not
//! played at all.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlAudioElement, MediaStream, MediaStreamTrack};

use super::peer::only;
use crate::runtime::browser::storage::Remembered;

/// The elements that play.
#[derive(Clone, Default)]
pub(crate) struct Voices(Rc<RefCell<Vec<HtmlAudioElement>>>);

impl Voices {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Plays a track; `blocked` is called when the browser wants a touch of the page first.
    pub(crate) fn play(&self, track: &MediaStreamTrack, blocked: impl FnOnce() + 'static) {
        let Ok(stream) = MediaStream::new_with_tracks(&only(track.as_ref())) else { return };
        let Ok(element) = HtmlAudioElement::new() else { return };
        element.set_hidden(true);
        element.set_src_object(Some(&stream));
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(body) = document.and_then(|document| document.body()) {
            // An element out of the page plays as well; it only cannot be found by a test.
            let _in_the_page = body.append_child(&element);
        }
        if let Some(speaker) = Remembered::Speaker.read() {
            use_speaker(&element, &speaker);
        }
        self.0.borrow_mut().push(element.clone());
        start(element, blocked);
    }

    /// Tries again what was blocked, from a press of a button.
    pub(crate) fn resume(&self, blocked: impl Fn() + Clone + 'static) {
        for element in self.0.borrow().iter() {
            start(element.clone(), blocked.clone());
        }
    }

    /// Moves every voice to another speaker; the empty name is the system's own choice.
    pub(crate) fn move_to(&self, speaker: &str) {
        for element in self.0.borrow().iter() {
            use_speaker(element, speaker);
        }
    }

    /// Ends all sound.
    pub(crate) fn stop(&self) {
        for element in self.0.take() {
            element.set_src_object(None);
            element.remove();
        }
    }
}

/// Whether this browser lets a page choose the speaker.
#[must_use]
pub(crate) fn can_choose_speaker() -> bool {
    HtmlAudioElement::new().is_ok_and(|element| sink_setter(&element).is_some())
}

fn start(element: HtmlAudioElement, blocked: impl FnOnce() + 'static) {
    spawn_local(async move {
        let playing = match element.play() {
            Ok(promise) => JsFuture::from(promise).await.is_ok(),
            Err(_) => false,
        };
        if !playing && element.is_connected() {
            blocked();
        }
    });
}

fn sink_setter(element: &HtmlAudioElement) -> Option<Function> {
    Reflect::get(element, &"setSinkId".into()).ok()?.dyn_into().ok()
}

fn use_speaker(element: &HtmlAudioElement, speaker: &str) {
    let moved = sink_setter(element).and_then(|set| set.call1(element, &speaker.into()).ok());
    if let Some(promise) = moved.and_then(|moved| moved.dyn_into::<Promise>().ok()) {
        // A speaker that is gone: the sound stays where it was.
        spawn_local(async move {
            let _stays: Result<JsValue, JsValue> = JsFuture::from(promise).await;
        });
    }
}
