//! A range coder: symbols with shares of 2¹⁶ in, about −log₂(share) bits each out.
//!
//! rANS (Duda 2013, "Asymmetric numeral systems"), a 64-bit state renewed by 32-bit words. What is written last is read
//! first, so [`Coder`] collects what is to be said and turns it round at the end. A stretch of bytes is the state (four
//! bytes, and as many more as the length is above a multiple of four), then words.

use crate::bytes;

/// A stretch of the 2¹⁶ parts that a symbol has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) start: u32,
    /// 1 to 2¹⁶.
    pub(super) width: u32,
}

/// Collects symbols.
#[derive(Default)]
pub(super) struct Coder {
    said: Vec<Share>,
}

impl Coder {
    /// Says a symbol. One that has everything costs nothing.
    pub(super) fn say(&mut self, share: Share) {
        if share.width < WHOLE {
            self.said.push(share);
        }
    }

    /// Says a number of so many bits, at most 64, all of them as likely.
    pub(super) fn say_bits(&mut self, number: u64, bits: u32) {
        let mut left = bits.min(64);
        while left > 0 {
            let some = left.min(SCALE);
            let shift = SCALE.saturating_sub(some);
            let part = low(number.unbounded_shr(left.saturating_sub(some))) & ((WHOLE - 1) >> shift);
            self.say(Share { start: part << shift, width: 1 << shift });
            left = left.saturating_sub(some);
        }
    }

    /// Says a number below `of`, at most 2¹⁶, all of them as likely.
    pub(super) fn say_below(&mut self, number: u32, of: u32) {
        self.say(below(number, of));
    }

    /// Appends what was said to `out` and forgets it.
    pub(super) fn finish(&mut self, out: &mut Vec<u8>) {
        let mut state = LOWEST;
        let mut words: Vec<u32> = Vec::new();
        for share in self.said.drain(..).rev() {
            let width = u64::from(share.width).max(1);
            if state >= width << (63 - SCALE) {
                words.push(low(state));
                state >>= 32;
            }
            let (high, rest) = (state.checked_div(width).unwrap_or(0), state.checked_rem(width).unwrap_or(0));
            state = (high << SCALE).wrapping_add(rest).wrapping_add(u64::from(share.start));
        }
        if state >> 56 != 0 {
            words.push(low(state));
            state >>= 32;
        }
        let length = 8_usize.saturating_sub(usize::try_from(state.leading_zeros() / 8).unwrap_or(0)).max(4);
        out.extend_from_slice(state.to_le_bytes().get(..length).unwrap_or_default());
        words.iter().rev().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
    }
}

/// Hears what a coder said.
pub(super) struct Hearer<'a> {
    state: u64,
    words: &'a [u8],
}

impl<'a> Hearer<'a> {
    pub(super) fn new(stretch: &'a [u8]) -> Option<Self> {
        let length = stretch.len().checked_rem(4)?.checked_add(4)?;
        let (head, words) = stretch.split_at_checked(length)?;
        let mut state = [0; 8];
        state.get_mut(..length)?.copy_from_slice(head);
        let mut hearer = Self { state: u64::from_le_bytes(state), words };
        hearer.renew();
        Some(hearer)
    }

    /// Where among the 2¹⁶ parts the next symbol lies.
    #[inline]
    pub(super) fn place(&self) -> u32 {
        low(self.state) & (WHOLE - 1)
    }

    /// Takes the symbol that has this share, in which [`place`](Self::place) lies.
    #[inline]
    pub(super) fn take(&mut self, share: Share) {
        let rest = u64::from(self.place().wrapping_sub(share.start));
        self.state = u64::from(share.width).wrapping_mul(self.state >> SCALE).wrapping_add(rest);
        self.renew();
    }

    /// A number of so many bits.
    pub(super) fn bits(&mut self, bits: u32) -> u64 {
        let mut number = 0_u64;
        let mut left = bits.min(64);
        while left > 0 {
            let some = left.min(SCALE);
            let shift = SCALE.saturating_sub(some);
            let part = self.place() >> shift;
            self.take(Share { start: part << shift, width: 1 << shift });
            number = number.unbounded_shl(some) | u64::from(part);
            left = left.saturating_sub(some);
        }
        number
    }

    /// A number below `of`.
    pub(super) fn below(&mut self, of: u32) -> u32 {
        let number = self.place().wrapping_mul(of) >> SCALE;
        self.take(below(number, of));
        number
    }

    /// At most how many numbers of so many bits may still come.
    pub(super) fn most_left(&self, bits: u32) -> usize {
        let left = self.words.len().saturating_add(8).saturating_mul(8);
        usize::try_from(bits).ok().and_then(|bits| left.checked_div(bits)).unwrap_or(0)
    }

    #[inline]
    fn renew(&mut self) {
        if self.state < LOWEST {
            let word = bytes::u32_at(self.words, 0).unwrap_or(0);
            self.words = self.words.get(4..).unwrap_or_default();
            self.state = self.state << 32 | u64::from(word);
        }
    }
}

/// The share of `number` among `of` equal ones, which 2¹⁶ may not divide evenly.
fn below(number: u32, of: u32) -> Share {
    let from = |number: u32| number.wrapping_mul(WHOLE).div_ceil(of.max(1));
    let next = if number.wrapping_add(1) >= of { WHOLE } else { from(number.wrapping_add(1)) };
    Share { start: from(number), width: next.wrapping_sub(from(number)) }
}

fn low(state: u64) -> u32 {
    u32::try_from(state & 0xFFFF_FFFF).unwrap_or(u32::MAX)
}

/// Shares are counted in 2¹⁶ parts.
pub(super) const WHOLE: u32 = 1 << SCALE;
const SCALE: u32 = 16;

/// The state's lower bound.
const LOWEST: u64 = 1 << 31;

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "in a test an overflow is the report")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Said {
        Bits(u64, u32),
        Below(u32, u32),
        Share(u32, u32),
    }

    fn said() -> impl Strategy<Value = Said> {
        prop_oneof![
            (any::<u64>(), 0_u32..=64).prop_map(|(number, bits)| Said::Bits(
                if bits == 64 { number } else { number & ((1 << bits) - 1) },
                bits
            )),
            (1_u32..60_000)
                .prop_flat_map(|of| (0..of, Just(of)))
                .prop_map(|(number, of)| Said::Below(number, of)),
            (0_u32..WHOLE)
                .prop_flat_map(|start| (Just(start), 1..=WHOLE - start))
                .prop_map(|(a, b)| Said::Share(a, b)),
        ]
    }

    proptest! {
        #[test]
        fn what_was_said_is_heard(all in proptest::collection::vec(said(), 0..200)) {
            let mut coder = Coder::default();
            for one in &all {
                match *one {
                    Said::Bits(number, bits) => coder.say_bits(number, bits),
                    Said::Below(number, of) => coder.say_below(number, of),
                    Said::Share(start, width) => coder.say(Share { start, width }),
                }
            }
            let mut stretch = Vec::new();
            coder.finish(&mut stretch);
            let mut hearer = Hearer::new(&stretch).unwrap();
            for one in all {
                match one {
                    Said::Bits(number, bits) => prop_assert_eq!(hearer.bits(bits), number),
                    Said::Below(number, of) => prop_assert_eq!(hearer.below(of), number),
                    Said::Share(start, width) => {
                        prop_assert!(width == WHOLE || (start..start + width).contains(&hearer.place()));
                        if width < WHOLE {
                            hearer.take(Share { start, width });
                        }
                    }
                }
            }
        }
    }
}
