//! One command about the call of each kind.

use super::{CallCommand, Key, Offer};

/// One of each kind.
pub(in crate::interaction) fn examples() -> [CallCommand; 10] {
    [
        CallCommand::Answer,
        CallCommand::Decline,
        CallCommand::Join { offer: Offer("v=0\r\n".to_owned()) },
        CallCommand::TellSound { microphone: false, speaker: true },
        CallCommand::Mute,
        CallCommand::Unmute,
        CallCommand::Hold,
        CallCommand::Resume,
        CallCommand::PressKey { key: Key::FIVE },
        CallCommand::HangUp,
    ]
}
