//! Numbers of a few bits each, and rows of single bits, read where they lie.
//!
//! Packed numbers follow one another from the lowest bit of the first byte on, each of the same width; eight zero
//! bytes stand behind the last, so that one load reads any of them. A bitmap is a row of 64-bit words, lowest bit first.

use crate::bytes;

/// Number `index` of a row of packed numbers, `width` bits each (at most [`WIDEST`]).
#[inline]
pub(super) fn packed_at(row: &[u8], width: u32, index: u64) -> Option<u64> {
    let bit = index.wrapping_mul(u64::from(width));
    let word = bytes::u64_at(row, usize::try_from(bit >> 3).ok()?)?;
    Some((word >> (bit & 7)) & mask(width))
}

/// Bytes that `count` packed numbers take, the eight behind them included.
pub(super) fn packed_length(width: u32, count: u64) -> Option<usize> {
    let bits = count.checked_mul(u64::from(width))?;
    usize::try_from(bits.div_ceil(8).checked_add(8)?).ok()
}

/// The bits that a number up to `greatest` takes; at least one.
pub(super) fn width_of(greatest: u64) -> u32 {
    u64::BITS.saturating_sub(greatest.leading_zeros()).max(1)
}

/// The lowest `width` bits set.
#[inline]
pub(super) const fn mask(width: u32) -> u64 {
    if width >= u64::BITS { u64::MAX } else { !(u64::MAX << width) }
}

/// Packs numbers as they come.
pub(super) struct Packer {
    out: Vec<u8>,
    width: u32,
    pending: u64,
    filled: u32,
}

impl Packer {
    /// `width` is at most [`WIDEST`].
    pub(super) fn new(width: u32) -> Self {
        Self { out: Vec::new(), width: width.min(WIDEST), pending: 0, filled: 0 }
    }

    pub(super) fn push(&mut self, number: u64) {
        self.pending |= (number & mask(self.width)) << self.filled;
        self.filled = self.filled.saturating_add(self.width);
        while self.filled >= 8 {
            self.out.push(self.pending.to_le_bytes()[0]);
            self.pending >>= 8;
            self.filled = self.filled.saturating_sub(8);
        }
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.filled > 0 {
            self.out.push(self.pending.to_le_bytes()[0]);
        }
        self.out.extend_from_slice(&[0; 8]);
        self.out
    }
}

/// Whether bit `index` is set; `None` past the end.
#[inline]
pub(super) fn is_set(map: &[u8], index: u64) -> Option<bool> {
    let byte = map.get(usize::try_from(index >> 3).ok()?)?;
    Some(byte >> (index & 7) & 1 == 1)
}

/// The first set bit at `from` or after it and before `end`; `end` where there is none.
#[inline]
pub(super) fn next_set(map: &[u8], from: u64, end: u64) -> u64 {
    let mut word = from >> 6;
    let mut keep = u64::MAX << (from & 63);
    while word << 6 < end {
        let Some(bits) = word_at(map, word).map(|bits| bits & keep) else { return end };
        if bits != 0 {
            return (word << 6).saturating_add(u64::from(bits.trailing_zeros())).min(end);
        }
        keep = u64::MAX;
        word = word.saturating_add(1);
    }
    end
}

/// The `nth` set bit at `from` or after it, counted from 0; `None` where there are not so many.
pub(super) fn nth_set(map: &[u8], from: u64, nth: u32) -> Option<u64> {
    let mut word = from >> 6;
    let mut bits = word_at(map, word)? & (u64::MAX << (from & 63));
    let mut left = nth;
    while left >= bits.count_ones() {
        left = left.saturating_sub(bits.count_ones());
        word = word.saturating_add(1);
        bits = word_at(map, word)?;
    }
    for _ in 0..left {
        bits &= bits.wrapping_sub(1);
    }
    Some((word << 6) | u64::from(bits.trailing_zeros()))
}

/// How many bits are set from `from` on and before `end`.
pub(super) fn count_set(map: &[u8], from: u64, end: u64) -> u64 {
    let mut count = 0_u64;
    let mut at = from;
    while at < end {
        let next = (at | 63).saturating_add(1).min(end);
        let above = mask(u32::try_from(next.wrapping_sub(1) & 63).unwrap_or(63).saturating_add(1));
        let bits = word_at(map, at >> 6).unwrap_or(0) & above & (u64::MAX << (at & 63));
        count = count.saturating_add(u64::from(bits.count_ones()));
        at = next;
    }
    count
}

#[inline]
fn word_at(map: &[u8], word: u64) -> Option<u64> {
    bytes::u64_at(map, usize::try_from(word).ok()?.checked_mul(8)?)
}

/// Bytes that a bitmap of so many bits takes: whole words.
pub(super) fn bitmap_length(bits: u64) -> Option<usize> {
    usize::try_from(bits.div_ceil(64)).ok()?.checked_mul(8)
}

/// Sets bits as they come.
#[derive(Default)]
pub(super) struct BitmapWriter {
    out: Vec<u8>,
    word: u64,
    bits: u64,
}

impl BitmapWriter {
    pub(super) fn push(&mut self, bit: bool) {
        self.word |= u64::from(bit) << (self.bits & 63);
        self.bits = self.bits.saturating_add(1);
        if self.bits & 63 == 0 {
            self.out.extend_from_slice(&self.word.to_le_bytes());
            self.word = 0;
        }
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.bits & 63 != 0 {
            self.out.extend_from_slice(&self.word.to_le_bytes());
        }
        self.out
    }
}

/// The widest packed number: with seven bits before it in its first byte it fits into one 64-bit load.
pub(super) const WIDEST: u32 = 57;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn packed_numbers_return_as_they_went(width in 1_u32..=WIDEST, numbers: Vec<u64>) {
            let mut packer = Packer::new(width);
            numbers.iter().for_each(|number| packer.push(*number));
            let row = packer.finish();
            prop_assert_eq!(Some(row.len()), packed_length(width, numbers.len() as u64));
            for (index, number) in (0..).zip(&numbers) {
                prop_assert_eq!(packed_at(&row, width, index), Some(number & mask(width)));
            }
        }

        #[test]
        fn bits_are_found_and_counted_as_a_plain_scan_does(bits: Vec<bool>, from in 0_u64..400, end in 0_u64..400) {
            let mut writer = BitmapWriter::default();
            bits.iter().for_each(|bit| writer.push(*bit));
            let map = writer.finish();
            let count = bits.len() as u64;
            let (from, end) = (from.min(count), end.min(count));
            let set: Vec<u64> = (0..).zip(&bits).filter(|(_, bit)| **bit).map(|(at, _)| at).collect();
            let next = set.iter().copied().find(|at| (from..end).contains(at));
            prop_assert_eq!(next_set(&map, from, end), next.unwrap_or(end));
            let at_or_after: Vec<u64> = set.iter().copied().filter(|at| *at >= from).collect();
            for (nth, at) in (0..).zip(&at_or_after) {
                prop_assert_eq!(nth_set(&map, from, nth), Some(*at));
            }
            prop_assert_eq!(nth_set(&map, from, u32::try_from(at_or_after.len()).unwrap()), None);
            prop_assert_eq!(count_set(&map, from, end), set.iter().filter(|at| (from..end).contains(at)).count() as u64);
        }
    }
}
