//! What was heard over a window, read from levels: who spoke, and whether there was any sound.
//!
//! After a change a browser still plays what it has kept: half a second of it, or more on a busy
//! machine. So windows follow each other until two in a row read the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use anyhow::{Result, bail};
use serde::Deserialize;

use crate::tone::Voice;

/// A voice at this level or above, in dB on average over the window, is heard. A tone that comes
/// through undamaged reads about -26.
const HEARD: f64 = -35.0;
/// A voice below this level is not heard: a single packet of it would reach about -50, while what
/// codec and jitter smear over the spectrum stays under -60. Between the two lies doubt, and doubt
/// fails.
const UNHEARD: f64 = HEARD - 20.0;
/// Anything louder than this, on average, is sound of some kind.
const SOUND: f64 = -60.0;

/// What a party heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hearing {
    /// Whose tones, and no other's.
    pub voices: BTreeSet<Voice>,
    /// Whether there was any sound, hold treatment included.
    pub sound: bool,
}

/// Levels as the page measured them.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Levels {
    /// One for each of [`Voice::ALL`], in that order.
    pub(crate) tones: Vec<Level>,
    /// Of everything together.
    pub(crate) all: Level,
    /// How many tracks were listened to.
    pub(crate) tracks: usize,
}

/// A level over the window, in dB.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Level {
    pub(crate) mean: f64,
    pub(crate) max: f64,
}

/// Windows one after the other.
#[derive(Debug, Default)]
pub(crate) struct Listening {
    last: Option<Hearing>,
    /// Whether each voice was heard when that could last be told.
    told: BTreeMap<Voice, bool>,
    /// Voices that were not heard, and then perhaps.
    rising: BTreeSet<Voice>,
}

impl Listening {
    /// Takes in the next window. What is heard, once it is the same as in the window before.
    ///
    /// # Errors
    /// When a voice rises that was gone, and goes again: nothing that a browser has kept does that.
    pub(crate) fn next(&mut self, levels: &Levels) -> Result<Option<Hearing>> {
        for (voice, level) in Voice::ALL.into_iter().zip(&levels.tones) {
            let gone = self.told.get(&voice) == Some(&false);
            match level.heard() {
                Some(true) if gone => {
                    self.told.insert(voice, true);
                    self.rising.insert(voice);
                }
                Some(false) if self.rising.contains(&voice) => {
                    bail!("{voice:?} was heard for a moment: {levels}")
                }
                Some(heard) => {
                    self.told.insert(voice, heard);
                }
                None if gone => {
                    self.rising.insert(voice);
                }
                None => {}
            }
        }
        let now = levels.read().ok();
        let settled = now.is_some() && now == self.last;
        self.last = now.clone();
        Ok(now.filter(|_| settled))
    }
}

impl Level {
    /// Whether a voice of this level is heard; nothing where that cannot be told.
    fn heard(self) -> Option<bool> {
        match self.mean {
            mean if mean >= HEARD => Some(true),
            mean if mean > UNHEARD => None,
            _ => Some(false),
        }
    }
}

impl Levels {
    /// Who was heard.
    pub(crate) fn read(&self) -> Result<Hearing> {
        let mut voices = BTreeSet::new();
        for (voice, level) in Voice::ALL.into_iter().zip(&self.tones) {
            match level.heard() {
                Some(true) => {
                    voices.insert(voice);
                }
                Some(false) => {}
                None => bail!("it cannot be told whether {voice:?} is heard: {self}"),
            }
        }
        Ok(Hearing { voices, sound: self.sound() })
    }

    /// Whether this voice was heard, clearly.
    pub(crate) fn has(&self, voice: Voice) -> bool {
        let place = Voice::ALL.iter().position(|other| *other == voice);
        place.and_then(|place| self.tones.get(place)).and_then(|it| it.heard()) == Some(true)
    }

    /// Whether there was any sound.
    pub(crate) fn sound(&self) -> bool {
        self.all.mean > SOUND
    }
}

impl fmt::Display for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (voice, level) in Voice::ALL.into_iter().zip(&self.tones) {
            write!(f, "{voice:?} {:.0} dB (at most {:.0}), ", level.mean, level.max)?;
        }
        write!(f, "all {:.0} dB, {} tracks", self.all.mean, self.tracks)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may")]
mod tests {
    use super::*;

    fn levels(tones: [(f64, f64); 4]) -> Levels {
        let tones = tones.map(|(mean, max)| Level { mean, max }).to_vec();
        Levels { tones, all: Level { mean: -30.0, max: -30.0 }, tracks: 5 }
    }

    #[test]
    fn voices_that_stand_out_are_heard_and_the_others_are_not() {
        let read = levels([(-26.0, -25.0), (-90.0, -80.0), (-27.0, -26.0), (-99.0, -99.0)]);
        let voices = read.read().unwrap().voices;
        assert_eq!(voices, BTreeSet::from([Voice::Customer, Voice::Sofia]));
    }

    /// What comes of windows in which the customer is heard like this, and nobody else.
    fn listening<const N: usize>(means: [f64; N]) -> Result<Option<Hearing>> {
        let mut listening = Listening::default();
        let mut heard = None;
        for mean in means {
            let none = (-99.0, -99.0);
            heard = listening.next(&levels([(mean, mean), none, none, none]))?;
        }
        Ok(heard)
    }

    #[test]
    fn windows_follow_each_other_until_two_in_a_row_read_the_same() {
        assert_eq!(listening([-26.0]).unwrap(), None);
        assert_eq!(listening([-26.0, -45.0]).unwrap(), None, "what was kept fades");
        assert_eq!(listening([-26.0, -45.0, -90.0]).unwrap(), None);
        let silent = listening([-26.0, -45.0, -90.0, -90.0]).unwrap();
        assert_eq!(silent.unwrap().voices, BTreeSet::new());
        let late = listening([-90.0, -45.0, -26.0, -26.0]).unwrap();
        assert_eq!(late.unwrap().voices, BTreeSet::from([Voice::Customer]));
    }

    #[test]
    fn a_voice_that_was_gone_and_is_heard_for_a_moment_is_found_out() {
        for moment in [-45.0, -26.0] {
            let failed = listening([-90.0, moment, -90.0]).unwrap_err().to_string();
            assert!(failed.contains("Customer was heard for a moment"), "{failed}");
        }
    }

    #[test]
    fn a_voice_that_rose_for_a_moment_leaves_doubt_and_doubt_fails() {
        let read = levels([(-26.0, -25.0), (-50.0, -45.0), (-90.0, -80.0), (-99.0, -99.0)]);
        assert!(read.read().unwrap_err().to_string().contains("Agent -50 dB (at most -45)"));
    }
}
