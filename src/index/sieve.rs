//! Is surely nobody filed under this key? Nearly every key that is asked for is nobody's, and here it takes one word to know.
//!
//! A Bloom filter for each table, of one 64-bit word a key: the upper half of the key's hash, times the number of words, divided
//! by 2³², is its word, and its lowest four groups of six bits are the numbers of its bits there. A key that is filed has all
//! of them set. Of the others one in fifty seems to be filed, and is looked up for nothing.
//!
//! In the file: which kinds of keys have one (u32, one bit each), zero (u32); then the words of each, in the order of their bits.
//! Those who answer for organisations have theirs too. A list of few keys has none, and whoever skips them finds the same.

use crate::bytes;
use crate::bytes::Bytes;
use crate::index::KeyKind;
use crate::index::parts;
use crate::index::parts::Section;

/// The sieves of a list where they lie in the file.
#[derive(Clone, Default)]
pub(super) struct Sieves {
    /// `None` where there is no sieve, so that everything has to be looked up.
    words: [Option<Bytes>; KeyKind::ALL.len()],
}

impl Sieves {
    /// `None` where the section contradicts itself.
    pub(super) fn open(section: Option<&Bytes>) -> Option<Self> {
        let Some(section) = section else { return Some(Self::default()) };
        let parts = parts::all(section)?;
        let (head, rows) = parts.split_first()?;
        let (kinds, zero) = (bytes::u32_at(head.as_ref(), 0)?, bytes::u32_at(head.as_ref(), 4)?);
        let mut rows = rows.iter();
        let mut this = Self::default();
        for (words, kind) in this.words.iter_mut().zip(KeyKind::ALL) {
            if kinds & kind.bit() != 0 {
                let row = rows.next().filter(|row| row.as_ref().len().is_multiple_of(8))?;
                *words = Some(row.clone());
            }
        }
        let known = KeyKind::ALL.iter().fold(0, |all, kind| all | kind.bit());
        (rows.next().is_none() && kinds & !known == 0 && zero == 0 && head.as_ref().len() == 8)
            .then_some(this)
    }

    /// Whether a key of this kind and hash may be filed; `false` is certain.
    #[inline]
    pub(super) fn may_hold(&self, kind: KeyKind, hash: u64) -> bool {
        let bits = bits_of(hash);
        self.word(kind, hash).is_none_or(|word| word & bits == bits)
    }

    /// The word that will be looked at, read ahead. The number is of no account.
    #[inline]
    pub(super) fn read_ahead(&self, kind: KeyKind, hash: u64) -> u64 {
        self.word(kind, hash).unwrap_or(0)
    }

    /// The word of a key; `None` where there is no sieve, or it has no words.
    #[inline]
    fn word(&self, kind: KeyKind, hash: u64) -> Option<u64> {
        let words = self.words.get(kind.place())?.as_ref()?.as_ref();
        bytes::u64_at(words, place_of(hash, words.len() >> 3).wrapping_mul(8))
    }
}

/// Collects the sieves of a list, kind by kind in their order.
#[derive(Default)]
pub(super) struct SievesWriter {
    kinds: u32,
    rows: Vec<Vec<u8>>,
    keys: usize,
}

impl SievesWriter {
    /// Takes the hashes of all keys of a kind, of which there may be none.
    pub(super) fn push(&mut self, kind: KeyKind, hashes: impl ExactSizeIterator<Item = u64>) {
        if hashes.len() == 0 {
            return;
        }
        self.kinds |= kind.bit();
        self.keys = self.keys.saturating_add(hashes.len());
        let count = hashes.len().saturating_mul(BITS_A_KEY).div_ceil(64);
        let mut words = vec![0_u64; count];
        for hash in hashes {
            if let Some(word) = words.get_mut(place_of(hash, count)) {
                *word |= bits_of(hash);
            }
        }
        self.rows.push(words.iter().flat_map(|word| word.to_le_bytes()).collect());
    }

    /// The section; `None` of a list of few keys, which are looked up as fast.
    pub(super) fn finish(self) -> Option<Section> {
        if self.keys < FEW {
            return None;
        }
        let mut head = self.kinds.to_le_bytes().to_vec();
        head.extend_from_slice(&[0; 4]);
        let mut all = vec![head];
        all.extend(self.rows);
        Some(parts::join(all))
    }
}

/// Spreads the upper half of the hash evenly over the words.
#[inline]
fn place_of(hash: u64, count: usize) -> usize {
    let count = u64::try_from(count).unwrap_or(0);
    usize::try_from((hash >> 32).wrapping_mul(count) >> 32).unwrap_or(usize::MAX)
}

#[inline]
const fn bits_of(hash: u64) -> u64 {
    1 << (hash & 63) | 1 << (hash >> 6 & 63) | 1 << (hash >> 12 & 63) | 1 << (hash >> 18 & 63)
}

/// More let fewer keys through for nothing, and take more of the list.
const BITS_A_KEY: usize = 10;

/// Fewer keys lie in the processor's first cache as they are.
const FEW: usize = 1 << 10;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::index::hash::hash;

    fn opened(hashes: &[u64]) -> Sieves {
        let mut writer = SievesWriter { keys: FEW, ..SievesWriter::default() };
        writer.push(KeyKind::Reading, hashes.iter().copied());
        let section: Vec<u8> = writer.finish().unwrap().concat();
        Sieves::open(Some(&Bytes::from(section))).unwrap()
    }

    proptest! {
        #[test]
        fn whatever_was_filed_passes(hashes: Vec<u64>) {
            let sieves = opened(&hashes);
            prop_assert!(hashes.iter().all(|hash| sieves.may_hold(KeyKind::Reading, *hash)));
        }

        #[test]
        fn hostile_sieves_answer(bytes: Vec<u8>, hash: u64) {
            if let Some(sieves) = Sieves::open(Some(&Bytes::from(bytes))) {
                let _ = KeyKind::ALL.map(|kind| sieves.may_hold(kind, hash));
            }
        }
    }

    #[test]
    fn few_others_pass() {
        let spread = |number: u64| hash(&number.to_le_bytes());
        let sieves = opened(&(0..100_000).map(spread).collect::<Vec<_>>());
        let vain = (100_000..200_000).filter(|it| sieves.may_hold(KeyKind::Reading, spread(*it))).count();
        assert!((1_000..3_000).contains(&vain), "{vain} of 100 000");
        assert!(sieves.may_hold(KeyKind::Name, 7), "a kind without a sieve holds anything");
    }

    #[test]
    fn few_keys_need_none() {
        let mut writer = SievesWriter::default();
        writer.push(KeyKind::Name, [1, 2, 3].into_iter());
        assert!(writer.finish().is_none());
        assert!(Sieves::open(None).unwrap().may_hold(KeyKind::Name, 7));
    }
}
