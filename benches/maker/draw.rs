//! What does chance say at this place? [`Draw`] is a SplitMix64 stream per (seed, stream, index).
//!
//! Written out here, fifteen lines, rather than taken from a crate: crates promise good numbers, not the *same*
//! numbers after an update, and the golden hash in `tests/maker.rs` needs the same.

/// One stream of numbers. Two places never share a stream.
#[derive(Debug, Clone)]
pub struct Draw(u64);

/// What a stream is for. The numbers are part of the output: never renumber, only add.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    RowCount = 1,
    IsOrganisation = 2,
    Subject = 3,
    Case = 4,
    SharedCase = 5,
    Row = 6,
    Shuffle = 7,
    Unlisted = 8,
    Namesake = 9,
    Neighbour = 10,
    Citizen = 11,
    Listing = 12,
    Publication = 13,
    Application = 14,
    Region = 15,
    Mask = 16,
}

impl Draw {
    pub fn at(seed: u64, stream: Stream, index: u64) -> Self {
        let place = mix(mix(seed.wrapping_add(GOLDEN)) ^ stream as u64);
        Self(mix(place ^ index.wrapping_mul(GOLDEN)))
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// Uniform in `0..bound` (Lemire's multiplication; its bias, below 2^-32 for every bound used here, is no matter).
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// Uniform in `low..=high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as u64) as i64
    }

    /// True for `parts` of ten thousand.
    pub fn chance(&mut self, parts: u64) -> bool {
        self.below(10_000) < parts
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    /// One of a short table of (weight, item); the weights' sum is whatever it is.
    pub fn weighted<T: Copy>(&mut self, table: &[(u64, T)]) -> T {
        let mut left = self.below(table.iter().map(|(weight, _)| weight).sum());
        let mut at = 0;
        while left >= table[at].0 {
            left -= table[at].0;
            at += 1;
        }
        table[at].1
    }
}

fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
