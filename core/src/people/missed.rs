//! A call that somebody did not answer, in short.

use crate::{id::InteractionId, personal::Personal, time::Timestamp, wire::record};

/// A call that rang at somebody until its time was over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MissedCall {
    /// Which.
    pub interaction: InteractionId,
    /// Who called.
    pub caller: Personal<String>,
    /// When it stopped ringing there.
    pub at: Timestamp,
}

record!(MissedCall { interaction, caller, at });
