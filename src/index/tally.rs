//! How often did each number occur?
//!
//! In the file: how many numbers (u64), the numbers in ascending order (u64 each), their counts (u64 each).

use crate::bytes;

/// How often each key occurred.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Keys ascend.
    counts: Vec<(u64, u64)>,
    /// The sum of all counts.
    total: u64,
}

impl Tally {
    pub(super) fn new(counts: Vec<(u64, u64)>) -> Self {
        let total = sum(&counts);
        Self { counts, total }
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }

    pub(super) fn count(&self, key: u64) -> u64 {
        let found = self.counts.binary_search_by_key(&key, |(key, _)| *key).ok();
        found.and_then(|at| self.counts.get(at)).map_or(0, |(_, count)| *count)
    }

    /// The sum over keys whose decimal digits fit `digits`, `*` for any. Logarithmic but for the keys that begin with
    /// the digits before the first `*`.
    pub(super) fn matching(&self, digits: &[u8]) -> u64 {
        let (mut low, mut high) = (0, 0);
        let mut open = true;
        for digit in digits {
            open &= *digit != b'*';
            let digit = if open { u64::from(digit.saturating_sub(b'0')) } else { 0 };
            low = with_digit(low, digit);
            high = with_digit(high, if open { digit } else { 9 });
        }
        let from = self.counts.partition_point(|(key, _)| *key < low);
        let to = self.counts.partition_point(|(key, _)| *key <= high);
        let range = self.counts.get(from..to).unwrap_or_default();
        if digits.iter().skip_while(|digit| **digit != b'*').all(|digit| *digit == b'*') {
            return sum(range);
        }
        let fitting = range.iter().filter(|(key, _)| fits(*key, digits));
        fitting.fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }

    pub(super) fn read(section: &[u8], offset: &mut usize) -> Option<Self> {
        let count = usize::try_from(bytes::u64_at(section, *offset)?).ok()?;
        let width = count.checked_mul(8)?;
        let keys = offset.checked_add(8)?;
        let counts = keys.checked_add(width)?;
        let keys = bytes::span(section, keys, width)?.as_chunks::<8>().0;
        *offset = counts.checked_add(width)?;
        let counts = bytes::span(section, counts, width)?.as_chunks::<8>().0;
        let pairs = keys
            .iter()
            .zip(counts)
            .map(|(key, count)| (u64::from_le_bytes(*key), u64::from_le_bytes(*count)));
        Some(Self::new(pairs.collect())).filter(|tally| tally.counts.is_sorted_by_key(|(key, _)| *key))
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&u64::try_from(self.counts.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.counts.iter().for_each(|(key, _)| out.extend_from_slice(&key.to_le_bytes()));
        self.counts.iter().for_each(|(_, count)| out.extend_from_slice(&count.to_le_bytes()));
    }
}

fn sum(counts: &[(u64, u64)]) -> u64 {
    counts.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count))
}

/// A number with one more decimal digit.
fn with_digit(number: u64, digit: u64) -> u64 {
    number.saturating_mul(10).saturating_add(digit)
}

/// Whether the last digits of `key` are these, `*` for any.
fn fits(key: u64, digits: &[u8]) -> bool {
    let fit = digits.iter().rev().try_fold(key, |rest, digit| {
        let fits = *digit == b'*' || u64::from(*digit) == (rest % 10).saturating_add(u64::from(b'0'));
        fits.then_some(rest / 10)
    });
    fit == Some(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn digits_with_gaps_are_counted_as_a_plain_scan_counts(
            counts in proptest::collection::btree_map(0_u64..10_000, 0_u64..100, 0..200),
            digits in "[0-9*]{4}",
        ) {
            let plain = counts.iter().filter(|(key, _)| {
                let key = format!("{key:04}");
                key.bytes().zip(digits.bytes()).all(|(one, other)| other == b'*' || one == other)
            });
            let plain: u64 = plain.map(|(_, count)| *count).sum();
            prop_assert_eq!(Tally::new(counts.into_iter().collect()).matching(digits.as_bytes()), plain);
        }
    }
}
