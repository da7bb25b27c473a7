//! The media connection to the server: one `RTCPeerConnection` of the protocol's fixed shape.
//!
//! Five audio places, negotiated once; the first also sends. Which voice comes in which place is
//! the server's choice and changes without negotiation, so all five play, always. What goes out is
//! a track or nothing at all. When to connect is not known here.
//!
//! What a browser throws would skip destructors, so whatever may throw is called in a way that gives
//! it back as an error, also where the browser has no such method.

use backline_core::{interaction::STREAM_CLOCK, routing::SLOTS};
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Event, MediaStreamTrack, RtcBundlePolicy, RtcConfiguration, RtcPeerConnection,
    RtcPeerConnectionState, RtcRtpSender, RtcRtpTransceiver, RtcRtpTransceiverDirection,
    RtcRtpTransceiverInit, RtcSdpType, RtcSessionDescriptionInit, RtcTrackEvent,
};

use super::voices::Voices;

/// What happens to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PeerEvent {
    /// Sound can flow.
    Up,
    /// Nothing comes at the moment; it may come back by itself.
    Wavering,
    /// It will not come back.
    Failed,
    /// The browser plays no sound before the person has touched the page.
    SoundBlocked,
}

/// One connection; closed when dropped, and silent from then on.
pub(crate) struct PeerConnection {
    inner: RtcPeerConnection,
    sender: RtcRtpSender,
    voices: Voices,
    _changed: Closure<dyn FnMut(Event)>,
    _track: Closure<dyn FnMut(RtcTrackEvent)>,
}

/// How long a key sounds.
const KEY_MS: u32 = 100;
/// How long nothing sounds after it, at least: what a browser keeps, too, when nobody asks for another.
const PAUSE_MS: u32 = 70;
/// Telephone events by Opus's clock. Browsers that agree on 8,000 Hz end a key after a sixth of the
/// time (Chromium 156 and Firefox 153, `findings/dtmf-clock.sh`).
const FINE: &str = " telephone-event/48000";

impl PeerConnection {
    /// A connection with its five places and nothing to send yet.
    pub(crate) fn new(tell: impl Fn(PeerEvent) + Clone + 'static) -> Result<Self, JsValue> {
        let configuration = RtcConfiguration::new();
        configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
        let inner = RtcPeerConnection::new_with_configuration(&configuration)?;
        let Ok(sender) = places(&inner) else {
            inner.close();
            return Err(JsValue::NULL);
        };
        let voices = Voices::new();
        let (playing, blocked) = (voices.clone(), tell.clone());
        let track = Closure::<dyn FnMut(RtcTrackEvent)>::new(move |event: RtcTrackEvent| {
            let blocked = blocked.clone();
            playing.play(&event.track(), move || blocked(PeerEvent::SoundBlocked));
        });
        inner.set_ontrack(Some(track.as_ref().unchecked_ref()));
        let watched = inner.clone();
        let changed = Closure::<dyn FnMut(Event)>::new(move |_: Event| {
            if let Some(event) = told_by(watched.connection_state()) {
                tell(event);
            }
        });
        inner.set_onconnectionstatechange(Some(changed.as_ref().unchecked_ref()));
        Ok(Self { inner, sender, voices, _changed: changed, _track: track })
    }

    /// The browser's own handle, for the steps that take time.
    pub(crate) fn negotiation(&self) -> Negotiation {
        Negotiation(self.inner.clone())
    }

    /// Sends this track from here on, or nothing.
    pub(crate) fn send(&self, track: Option<&MediaStreamTrack>) {
        // Settles in order, and is refused only by a connection that is closing.
        let nothing = JsValue::NULL;
        let track = track.map_or(&nothing, AsRef::as_ref);
        if let Ok(in_order) = called(&self.sender, "replaceTrack", &[track]) {
            spawn_local(async move {
                let _closing = settled(in_order).await;
            });
        }
    }

    /// Sends a touch tone; gives how many milliseconds that takes, with the pause after it.
    ///
    /// # Errors
    /// What the browser says when it cannot. A sender may be missing and may throw at any time.
    pub(crate) fn press(&self, key: char) -> Result<u32, JsValue> {
        let tones = Reflect::get(&self.sender, &"dtmf".into())?;
        let fine = self.inner.remote_description().is_some_and(|it| it.sdp().contains(FINE));
        let lasts = if fine { KEY_MS } else { KEY_MS * 6 };
        called(&tones, "insertDTMF", &[&key.to_string().into(), &lasts.into(), &PAUSE_MS.into()])?;
        Ok(lasts + PAUSE_MS)
    }

    /// The voices that come in.
    pub(crate) const fn voices(&self) -> &Voices {
        &self.voices
    }
}

impl Drop for PeerConnection {
    fn drop(&mut self) {
        self.inner.set_ontrack(None);
        self.inner.set_onconnectionstatechange(None);
        self.inner.close();
        self.voices.stop();
    }
}

/// The steps of a connection's one negotiation.
pub(crate) struct Negotiation(RtcPeerConnection);

impl Negotiation {
    /// The session description to send. The server learns the browser's address by itself, so
    /// nothing is gathered.
    pub(crate) async fn offer(&self) -> Result<String, JsValue> {
        let offer = settled(called(&self.0, "createOffer", &[])?).await?;
        let sdp = Reflect::get(&offer, &"sdp".into())?.as_string().ok_or(JsValue::NULL)?;
        let description = RtcSessionDescriptionInit::new(RtcSdpType::Offer);
        description.set_sdp(&sdp);
        settled(called(&self.0, "setLocalDescription", &[&description])?).await?;
        // Browsers count keys by the stream's clock whatever they agree on: nothing is translated.
        Ok(sdp.replacen("m=", &["a=", STREAM_CLOCK, "\r\nm="].concat(), 1))
    }

    /// Takes in the server's answer.
    pub(crate) async fn accept(&self, sdp: &str) -> Result<(), JsValue> {
        let description = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
        description.set_sdp(sdp);
        settled(called(&self.0, "setRemoteDescription", &[&description])?).await?;
        Ok(())
    }
}

/// Makes the places of a new connection; gives what sends from the first.
fn places(inner: &RtcPeerConnection) -> Result<RtcRtpSender, JsValue> {
    let mut first = None;
    for place in 0..SLOTS {
        let init = RtcRtpTransceiverInit::new();
        init.set_direction(match place {
            0 => RtcRtpTransceiverDirection::Sendrecv,
            _ => RtcRtpTransceiverDirection::Recvonly,
        });
        let made = called(inner, "addTransceiver", &[&"audio".into(), &init])?;
        first.get_or_insert(made);
    }
    let first: RtcRtpTransceiver = first.ok_or(JsValue::NULL)?.dyn_into()?;
    Ok(first.sender())
}

/// What the browser's `method` gives, or throws.
fn called(on: &JsValue, method: &str, given: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(on, &method.into())?.dyn_into()?;
    function.apply(on, &given.iter().copied().collect::<Array>())
}

/// What a promise comes to.
async fn settled(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(promise.dyn_into::<Promise>()?).await
}

fn told_by(state: RtcPeerConnectionState) -> Option<PeerEvent> {
    match state {
        RtcPeerConnectionState::Connected => Some(PeerEvent::Up),
        RtcPeerConnectionState::Disconnected => Some(PeerEvent::Wavering),
        RtcPeerConnectionState::Failed | RtcPeerConnectionState::Closed => Some(PeerEvent::Failed),
        RtcPeerConnectionState::New | RtcPeerConnectionState::Connecting => None,
        // The browser's enumeration may grow.
        _ => None,
    }
}

/// A one-element array, for constructors that take a list.
pub(crate) fn only(item: &JsValue) -> Array {
    Array::of1(item)
}
