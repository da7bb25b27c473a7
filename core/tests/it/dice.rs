//! A seeded die, and what it does to bytes.

/// splitmix64: the same dice on every machine.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) const fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }

    pub(crate) fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len().max(1));
        match self.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, self.roll() as u8),
            2 if at < bytes.len() => {
                bytes.remove(at);
            }
            3 if at < bytes.len() => bytes[at] = b"0123456789{}[]\",:eE-.nulltrue"[self.below(28)],
            _ => {
                let part = bytes[at..(at + 12).min(bytes.len())].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
}
