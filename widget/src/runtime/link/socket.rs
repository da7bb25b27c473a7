//! The WebSocket to the server: texts in, texts out. It knows neither their meaning nor when to
//! connect again.

use backline_core::protocol::SUBPROTOCOL;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, MessageEvent, WebSocket};

use crate::runtime::browser::address;

/// What happens to a socket.
pub(crate) enum SocketEvent {
    /// It is open.
    Opened,
    /// It brought a text.
    Text(String),
    /// It has closed, or never opened.
    Closed,
}

/// An open socket; closed when dropped, and silent from then on.
pub(crate) struct Socket {
    inner: WebSocket,
    _opened: Closure<dyn FnMut(Event)>,
    _text: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(Event)>,
}

impl Socket {
    /// Begins to connect; nothing when the browser will not even try.
    pub(crate) fn open(tell: impl Fn(SocketEvent) + Clone + 'static) -> Option<Self> {
        let inner = WebSocket::new_with_str(&address::socket_url()?, SUBPROTOCOL).ok()?;
        let on_open = tell.clone();
        let opened = Closure::<dyn FnMut(Event)>::new(move |_: Event| on_open(SocketEvent::Opened));
        let on_text = tell.clone();
        let text = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                on_text(SocketEvent::Text(text));
            }
        });
        let closed = Closure::<dyn FnMut(Event)>::new(move |_: Event| tell(SocketEvent::Closed));
        inner.set_onopen(Some(opened.as_ref().unchecked_ref()));
        inner.set_onmessage(Some(text.as_ref().unchecked_ref()));
        inner.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Some(Self { inner, _opened: opened, _text: text, _closed: closed })
    }

    /// The browser's own handle, to send with.
    pub(crate) fn handle(&self) -> WebSocket {
        self.inner.clone()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.inner.set_onopen(None);
        self.inner.set_onmessage(None);
        self.inner.set_onclose(None);
        let _closing = self.inner.close();
    }
}
