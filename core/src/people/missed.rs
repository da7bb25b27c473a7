//! A call that somebody did not answer, or on which they could not be heard, in short.

use crate::{id::InteractionId, personal::Personal, time::Timestamp, wire::record};

/// A call that rang at somebody until its time was over, or that they answered without their sound
/// ever coming up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MissedCall {
    /// Which.
    pub interaction: InteractionId,
    /// Who called.
    pub caller: Personal<String>,
    /// When it stopped ringing there, or was given back.
    pub at: Timestamp,
    /// Whether it was answered, and no sound came up: no call rings there until a check has passed.
    pub unheard: bool,
}

record!(MissedCall { interaction, caller, at, unheard = spare });
