//! A customer who does for ten minutes whatever a customer may do, as often as that is possible.

use backline_core::{
    host::{OpenedCalls, call::CallHost},
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command, Lens, MAX_OFFER_BYTES, Offer},
    protocol::{Cause, Record},
    time::Timestamp,
};

use super::call::Driven;

const TEN_MINUTES: u64 = 600_000;

/// What came of it.
pub(in crate::store) struct Flood {
    /// Each call, write by write.
    pub(in crate::store) calls: Vec<Vec<Vec<Record>>>,
    /// What the largest call holds in memory: its state, its streams and the ids of its commands,
    /// written out, in bytes.
    pub(in crate::store) memory: u64,
}

/// On one call, which goes on.
pub(in crate::store) fn on_one_call() -> Flood {
    let mut call = Driven::answered(InteractionId::from_u128(1));
    everything(&mut call, TEN_MINUTES);
    let memory = weight(call.host());
    Flood { calls: vec![call.writes], memory }
}

/// On one call after another, each of so many milliseconds, as many as there may be.
pub(in crate::store) fn on_calls_of(millis: u64) -> Flood {
    let (mut opened, mut now) = (OpenedCalls::default(), 0);
    let mut flood = Flood { calls: Vec::new(), memory: 0 };
    while now < TEN_MINUTES {
        let number = flood.calls.len() as u128 + 1;
        let mut call = Driven::answered_at(InteractionId::from_u128(number), now);
        let first = &mut call.writes[0][0];
        first.cause = Some(Cause { command: CommandId::from_u128(number), fingerprint: 0 });
        opened.note(first);
        everything(&mut call, millis);
        call.try_to(&Driven::customer(), Command::Call(CallCommand::HangUp));
        assert!(call.host().state().is_over());
        now = call.now();
        flood.memory = flood.memory.max(weight(call.host()));
        flood.calls.push(call.writes);
        while opened.admit(&Driven::customer(), Timestamp(now)).is_err() {
            now += 1_000;
        }
    }
    flood
}

/// All that a customer may ask but to end the call, a hundred times a second.
fn everything(call: &mut Driven, millis: u64) {
    let sound = |works| CallCommand::TellSound { microphone: works, speaker: works };
    let join = CallCommand::Join { offer: Offer("v".repeat(MAX_OFFER_BYTES)) };
    let all = [CallCommand::Mute, CallCommand::Unmute, sound(false), sound(true), join];
    let until = call.now() + millis;
    for command in all.into_iter().cycle() {
        if call.now() >= until {
            return;
        }
        call.try_to(&Driven::customer(), Command::Call(command));
    }
}

fn weight(call: &CallHost) -> u64 {
    let size = |value: Vec<u8>| value.len() as u64;
    let streams = [Lens::Supervisor, Lens::Agent, Lens::Customer].map(|lens| call.stream(lens));
    let streams = streams.map(|stream| size(serde_json::to_vec(stream).unwrap()));
    let ids = backline_core::host::KNOWN * 2 * size_of::<(CommandId, u64)>();
    let state = size(serde_json::to_vec(&call.state().restate()).unwrap());
    streams.iter().sum::<u64>() + state + ids as u64
}
