//! Signs of life of a party: what its connection brings, and when a page of its last said something.
//!
//! Moved by time. A device that stops takes both away at once, and says nothing of what was wrong with
//! it: a missing voice is the microphone's only where a page says that it runs, or where the connection
//! outlives the page's own.

use super::Flow;
use crate::{
    id::LegId,
    interaction::{Interaction, Observation},
    time::{Millis, Timestamp},
};

/// How long nothing may come from an agent or a customer, neither a datagram nor a word of a page,
/// before they count as lost.
pub const GONE_AFTER: Millis = Millis::seconds(5);

/// How long a page may say nothing before a voice that is missing says nothing of the microphone:
/// longer than two of the pulses that a page in a call is sent each second, and shorter than the media
/// plane waits for a voice.
const DOUBTED_AFTER: Millis = Millis(2_500);

/// How long it says nothing then: a device that stopped takes its datagrams away with the word, or one
/// pulse after it, and the media plane has missed them by now. Where they go on, only the page's own
/// way is dead, and a voice that is missing is missing.
const DOUBTED_UNTIL: Millis = Millis(GONE_AFTER.0 + DOUBTED_AFTER.0);

/// What there is to see of a party from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// What comes in from its connection.
    pub flow: Flow,
    /// Whether what is sent over it arrives there.
    pub arrives: bool,
    /// When a datagram came from there last, if none comes any more.
    pub heard: Timestamp,
    /// When a page through which it speaks last said something, or the last such page went.
    pub word: Timestamp,
}

impl Signs {
    /// What is noticed at `at` of the party of `leg`.
    #[must_use]
    pub fn noticed(self, call: &Interaction, leg: LegId, at: Timestamp) -> Observation {
        let Self { flow, arrives, heard, word } = self;
        let silent_since = heard.max(word);
        let mut parties = call.parties().iter();
        let Some((id, party)) = parties.find(|(_, party)| party.connection.leg() == Some(leg))
        else {
            return Observation::Measured { leg, flow };
        };
        let supervises = party.supervisor().is_some();
        let most = if supervises { call.terms().supervisor_silence } else { GONE_AFTER };
        match flow {
            Flow::Nothing if silent_since.plus(most) <= at => {
                let party = id.clone();
                if supervises { Observation::Silent { party } } else { Observation::Gone { party } }
            }
            // What was known of the microphone before stays known.
            Flow::NoVoice
                if party.sound.flow != flow
                    && party.is_expected_to_speak(call.terms())
                    && word.plus(DOUBTED_AFTER) <= at
                    && at < word.plus(DOUBTED_UNTIL) =>
            {
                Observation::Measured { leg, flow: Flow::Nothing }
            }
            // Neither way brings sound, and no microphone is at fault.
            Flow::NoVoice if !arrives && party.is_expected_to_speak(call.terms()) => {
                Observation::Measured { leg, flow: Flow::Nothing }
            }
            Flow::Flows | Flow::NoVoice | Flow::OneWay if !arrives => {
                Observation::Measured { leg, flow: Flow::OneWay }
            }
            Flow::Flows | Flow::NoVoice | Flow::OneWay | Flow::Nothing => {
                Observation::Measured { leg, flow }
            }
        }
    }
}
