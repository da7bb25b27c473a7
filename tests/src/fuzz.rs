//! What outsiders can send, as functions of bytes: they return, or a bug is found.
//!
//! The test command runs them over the kept corpus and seeded mutations of it; `cargo xtask fuzz`
//! runs the same functions under cargo-fuzz. A panic, or an answer that breaks the promise named at
//! each function, is the only failure.

use std::{
    cell::{Cell, RefCell},
    net::SocketAddr,
    time::{Duration, Instant},
};

use backline_core::{
    id::{InteractionId, LegId},
    protocol::{decode_client, decode_server},
    routing::PartyId,
};
use backline_media::{Engine, EngineConfig, EngineInput, EngineOutput, Order, Report};

/// A text from a socket, as either side decodes it. What decodes encodes to something that decodes
/// to the same.
pub fn socket_message(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(message) = decode_client(&text) {
        let again = serde_json::to_string(&message).unwrap_or_default();
        assert_eq!(decode_client(&again).as_ref(), Ok(&message), "a message that changes");
    }
    if let Ok(message) = decode_server(&text) {
        let again = serde_json::to_string(&message).unwrap_or_default();
        assert_eq!(decode_server(&again).as_ref(), Ok(&message), "a message that changes");
    }
}

/// A browser's session description: joined or refused, never both, never neither.
pub fn session_description(bytes: &[u8]) {
    let offer = String::from_utf8_lossy(bytes).into_owned();
    with_engine(|engine| {
        engine.handle(Instant::now(), EngineInput::Order(join(offer)));
        let mut answers = 0;
        while let Some(output) = engine.poll_output() {
            if let EngineOutput::Report(Report::Joined { .. } | Report::JoinRefused { .. }) = output
            {
                answers += 1;
            }
        }
        assert_eq!(answers, 1, "one offer, one answer");
        let interaction = InteractionId::from_u128(1);
        engine.handle(Instant::now(), EngineInput::Order(Order::Forget { interaction }));
        while engine.poll_output().is_some() {}
    });
}

/// Datagrams from a stranger while a browser is joining; lengths stand before each, in two bytes.
/// Nothing is sent back to who has proved nothing, and the leg is still there afterwards.
pub fn datagram(bytes: &[u8]) {
    with_engine(|engine| {
        let start = Instant::now();
        let setup = EngineConfig::at(Vec::new(), [0; 32]).setup;
        if JOINED.get().is_none_or(|joined| start - joined > setup / 2) {
            let offer = include_str!("../corpus/session_description/chromium.sdp").to_owned();
            engine.handle(start, EngineInput::Order(join(offer)));
            while engine.poll_output().is_some() {}
            JOINED.set(Some(start));
        }
        let stranger = SocketAddr::from(([127, 0, 0, 9], 9));
        let mut rest = bytes;
        let mut now = start;
        while let [high, low, tail @ ..] = rest {
            let length = usize::from(u16::from_be_bytes([*high, *low])).min(tail.len());
            let (contents, after) = tail.split_at(length);
            rest = after;
            now += Duration::from_millis(1);
            let input =
                EngineInput::Datagram { source: stranger, destination: address(), contents };
            engine.handle(now, input);
            while let Some(output) = engine.poll_output() {
                if let EngineOutput::Transmit { destination, .. } = output {
                    assert_ne!(destination, stranger, "an answer to a stranger");
                }
            }
        }
        assert_eq!(engine.counters().legs, 1, "a stranger ended a leg");
    });
}

thread_local! {
    // Made once a thread: a certificate costs more than a thousand runs.
    static ENGINE: RefCell<Option<Engine>> =
        RefCell::new(Engine::new(EngineConfig::at(vec![address()], [7; 32])));
    /// When the browser that strangers disturb began to join; it is joined anew now and then.
    static JOINED: Cell<Option<Instant>> = const { Cell::new(None) };
}

fn with_engine(run: impl FnOnce(&mut Engine)) {
    ENGINE.with_borrow_mut(|engine| {
        if let Some(engine) = engine {
            run(engine);
        }
    });
}

fn address() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 4000))
}

fn join(offer: String) -> Order {
    Order::Join {
        interaction: InteractionId::from_u128(1),
        party: PartyId::Customer,
        leg: LegId::from_u128(1),
        offer,
    }
}
