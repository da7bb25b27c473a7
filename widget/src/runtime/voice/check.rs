//! A connection that is made to see whether sound could flow, on no call: no microphone is on it, and
//! nobody hears anybody.
//!
//! Moved by the person who wants to be rung again and by the server's answers. What it means is said
//! by the server.

use std::rc::Rc;

use backline_core::id::{CommandId, InteractionId};
use wasm_bindgen_futures::spawn_local;

use super::{line::PageVoice, peer::PeerConnection};
use crate::runtime::browser::entropy;

/// The check under way.
pub(crate) struct SoundCheck {
    id: CommandId,
    peer: Rc<PeerConnection>,
}

impl SoundCheck {
    /// Begins one, unless one is under way.
    pub(crate) fn begin(voice: &PageVoice) {
        if voice.0.state.borrow().check.is_some() {
            return;
        }
        let Ok(peer) = PeerConnection::new(|_| {}) else { return };
        let (id, negotiation) = (CommandId(entropy::fresh()), peer.negotiation());
        voice.0.state.borrow_mut().check = Some(Self { id, peer: Rc::new(peer) });
        voice.0.page.show(&|media| media.checking = true);
        let voice = voice.clone();
        spawn_local(async move {
            match negotiation.offer().await {
                Ok(sdp) => voice.0.page.check_sound(id, sdp),
                Err(_) => {
                    Self::was_answered(&voice, id, true);
                }
            }
        });
    }

    /// Takes the media plane's answer, where it is to the check's offer; whether it was.
    pub(super) fn takes(voice: &PageVoice, interaction: InteractionId, sdp: &str) -> bool {
        let peer = {
            let line = voice.0.state.borrow();
            let of_call = line.held.is_some_and(|held| held.interaction == interaction);
            line.check.as_ref().filter(|_| !of_call).map(|check| Rc::clone(&check.peer))
        };
        let Some(peer) = peer else { return false };
        let (negotiation, sdp) = (peer.negotiation(), sdp.to_owned());
        spawn_local(async move {
            // What comes of it the server says.
            let _unusable = negotiation.accept(&sdp).await;
        });
        true
    }

    /// The server that was asked does not know it any more.
    pub(crate) fn forget(voice: &PageVoice) {
        let over = voice.0.state.borrow_mut().check.take();
        drop(over);
        voice.0.page.show(&|media| media.checking = false);
    }

    /// Whether this was the check, which is over.
    pub(super) fn was_answered(voice: &PageVoice, id: CommandId, refused: bool) -> bool {
        let over = voice.0.state.borrow_mut().check.take_if(|check| check.id == id);
        let Some(over) = over else { return false };
        drop(over);
        voice.0.page.show(&|media| media.checking = false);
        if !refused {
            voice.forget_no_way();
        }
        true
    }
}
