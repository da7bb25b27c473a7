//! Whether a party's sound flows, as far as is known: what the media plane measures, and what the
//! party's page says of its microphone and its loudspeaker.
//!
//! Moved by measurements and by pages. It opens and closes no edge: it says along which of the open
//! ones anything is heard.

use super::{CallFact, CallRefusal};
use crate::{
    id::LegId,
    interaction::{Eyes, Fact, Interaction, Party, Refusal, decide::Part, project::own},
    routing::{PartyId, Routes},
    wire::{record, words},
};

/// One party's sound, both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sound {
    /// What the media plane measures.
    pub flow: Flow,
    /// Whether the microphone works, as the party's page says.
    pub microphone: bool,
    /// Whether what comes in is played, as the party's page says.
    pub speaker: bool,
}

/// What comes in from a connection that is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flow {
    /// A voice, or nothing that is expected is missing.
    Flows,
    /// No packet of a voice, though the connection lives.
    NoVoice,
    /// What is expected comes, and nothing that is sent arrives there.
    OneWay,
    /// Nothing at all: nothing reaches the party either.
    Nothing,
}

impl Default for Sound {
    fn default() -> Self {
        Self::new()
    }
}

impl Sound {
    /// Of which nothing is known to be wrong.
    #[must_use]
    pub const fn new() -> Self {
        Self { flow: Flow::Flows, microphone: true, speaker: true }
    }

    /// Whether the party can be heard where an edge is open.
    #[must_use]
    pub fn can_be_heard(&self) -> bool {
        self.microphone && matches!(self.flow, Flow::Flows | Flow::OneWay)
    }

    /// Whether the party can hear where an edge is open.
    #[must_use]
    pub fn can_hear(&self) -> bool {
        self.speaker && self.is_reached()
    }

    /// Whether what is sent to the party arrives there.
    #[must_use]
    pub const fn is_reached(&self) -> bool {
        matches!(self.flow, Flow::Flows | Flow::NoVoice)
    }

    /// A new connection has not been measured yet.
    pub(in crate::interaction) const fn on_new_connection(&mut self) {
        self.flow = Flow::Flows;
    }

    /// Nobody expects a voice from a supervisor who begins or ends an action at this moment.
    pub(in crate::interaction) fn at_rest(&mut self) {
        if self.flow == Flow::NoVoice {
            self.flow = Flow::Flows;
        }
    }
}

/// The enforced edges along which sound flows, as far as is known.
pub(in crate::interaction) fn heard(call: &Interaction) -> Routes {
    let fits = |party: &PartyId, rule: fn(&Sound) -> bool| {
        call.party(party).is_none_or(|party| rule(&party.sound))
    };
    let edges = call.enforced.0.iter().filter(|edge| {
        edge.speaker.party().is_none_or(|party| fits(party, Sound::can_be_heard))
            && fits(&edge.listener, Sound::can_hear)
    });
    edges.cloned().collect()
}

/// What a page says of its microphone and its loudspeaker.
pub(super) fn tell(
    call: &Interaction,
    part: &Part,
    (microphone, speaker): (bool, bool),
) -> Result<Vec<Fact>, Refusal> {
    let id = part.party();
    let party = call.party(&id).ok_or_else(|| part.without_connection())?;
    let sound = Sound { microphone, speaker, ..party.sound };
    changed(id, party, sound).map(|fact| vec![fact]).ok_or(CallRefusal::SoundKnown.into())
}

/// What the media plane measures on a connection. From a supervisor a voice is expected only while
/// the supervisor is to be heard.
pub(in crate::interaction) fn measured(call: &Interaction, leg: LegId, flow: Flow) -> Option<Fact> {
    let (id, party) = call.parties.iter().find(|(_, it)| it.connection.leg() == Some(leg))?;
    let silence = flow == Flow::NoVoice && !party.is_expected_to_speak(&call.terms);
    let flow = if silence { Flow::Flows } else { flow };
    let sound = Sound { flow, ..party.sound };
    changed(id.clone(), party, sound).filter(|_| party.connection.is_up())
}

/// The page through which a party hears does not run: what comes in is not played.
pub(in crate::interaction) fn falls_deaf(call: &Interaction, id: &PartyId) -> Option<Fact> {
    let party = call.party(id).filter(|party| party.connection.is_up())?;
    changed(id.clone(), party, Sound { speaker: false, ..party.sound })
}

fn changed(id: PartyId, party: &Party, sound: Sound) -> Option<Fact> {
    (sound != party.sound).then_some(Fact::Call(CallFact::SoundChanged { party: id, sound }))
}

/// The fact that a party's sound is different for these eyes, where it is.
pub(in crate::interaction) fn change_seen(
    before: &Interaction,
    after: &Interaction,
    (id, eyes): (&PartyId, Eyes<'_>),
) -> Option<Fact> {
    let seen = |state: &Interaction| Some(own(state, state.party(id)?, eyes)?.sound);
    let sound = seen(after)?;
    let known = seen(before).unwrap_or_default();
    let party = id.clone();
    (sound != known).then_some(Fact::Call(CallFact::SoundChanged { party, sound }))
}

words!(Flow {
    "flows" Flows;
    "no_voice" NoVoice;
    "one_way" OneWay;
    "nothing" Nothing;
});

record!(Sound { flow, microphone, speaker });
