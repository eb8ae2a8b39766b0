//! How often did each number occur?
//!
//! In the file: how many numbers, then of each, ascending, its distance from the one before and its count, all varints.

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
    /// `counts` by ascending key.
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

    /// Takes a tally off the front of `section`; `None` where the numbers do not ascend or do not fit.
    pub(super) fn read(section: &mut &[u8]) -> Option<Self> {
        let count = usize::try_from(bytes::take_varint(section)?).ok()?;
        // Two bytes at least for each: a count that the section cannot hold reserves nothing.
        let mut counts = Vec::with_capacity(count.min(section.len() / 2));
        let mut next = 0_u64;
        for _ in 0..count {
            let key = next.checked_add(bytes::take_varint(section)?)?;
            counts.push((key, bytes::take_varint(section)?));
            next = key.checked_add(1)?;
        }
        Some(Self::new(counts))
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        bytes::put_varint(out, u64::try_from(self.counts.len()).unwrap_or(u64::MAX));
        let mut next = 0;
        for (key, count) in &self.counts {
            bytes::put_varint(out, key.saturating_sub(next));
            bytes::put_varint(out, *count);
            next = key.saturating_add(1);
        }
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
