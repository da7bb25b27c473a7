//! One command about the call of each kind.

use super::{CallCommand, Key, Offer};

/// One of each kind.
pub(in crate::interaction) fn examples() -> [CallCommand; 9] {
    [
        CallCommand::Answer,
        CallCommand::Decline,
        CallCommand::Join { offer: Offer("v=0\r\n".to_owned()) },
        CallCommand::Mute,
        CallCommand::Unmute,
        CallCommand::Hold,
        CallCommand::Resume,
        CallCommand::PressKey { key: Key::FIVE },
        CallCommand::HangUp,
    ]
}
