//! Unguessable names from a seed handed in.
//!
//! SHA-256 over the seed and a counter: whoever does not know the seed cannot predict the next
//! block from any number of earlier ones. (The ICE library's own credentials come from a generator
//! that is not made for secrets, so ours are given to it.)

use sha2::{Digest as _, Sha256};
use str0m::{IceCreds, rtp::Ssrc};

use crate::SLOTS;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A source of random names.
pub(super) struct SeededRandom {
    seed: [u8; 32],
    rolls: u64,
}

impl SeededRandom {
    pub(super) const fn new(seed: [u8; 32]) -> Self {
        Self { seed, rolls: 0 }
    }

    fn roll(&mut self) -> [u8; 32] {
        self.rolls += 1;
        Sha256::new()
            .chain_update(self.seed)
            .chain_update(self.rolls.to_be_bytes())
            .finalize()
            .into()
    }

    pub(super) fn number(&mut self) -> u32 {
        let [a, b, c, d, ..] = self.roll();
        u32::from_be_bytes([a, b, c, d])
    }

    /// Up to 32 letters of six random bits each.
    pub(super) fn word(&mut self, letters: usize) -> String {
        self.roll()
            .iter()
            .take(letters)
            .map(|byte| char::from(LETTERS[usize::from(byte & 63)]))
            .collect()
    }

    pub(super) fn credentials(&mut self) -> IceCreds {
        IceCreds { ufrag: self.word(12), pass: self.word(32) }
    }

    /// Different, none of them zero.
    pub(super) fn ssrcs(&mut self) -> [Ssrc; SLOTS] {
        let mut numbers = [0_u32; SLOTS];
        for index in 0..SLOTS {
            let mut number = self.number();
            while number == 0 || numbers.contains(&number) {
                number = self.number();
            }
            numbers[index] = number;
        }
        numbers.map(Into::into)
    }
}

impl std::fmt::Debug for SeededRandom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dice").finish_non_exhaustive()
    }
}
