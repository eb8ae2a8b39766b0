//! From a hash to the few numbers filed under it, in two cache lines: the layout that lookups by id and by name share.
//!
//! Entries lie in the order of their hashes, packed, without gaps; a directory says where each bucket of about twelve
//! begins. An entry is a number and, above it, a tag: some of the hash's bits. Equal tags are a hint that must be
//! checked, different ones are certain.
//!
//! In the file: entries (u32), buckets (u32), bits of a number (u32), bits of a tag (u32), the number of the first
//! entry of each bucket and once more for the end (u32 each), the entries, packed. A hash's bucket is the upper half of the
//! hash times the number of buckets, divided by 2³²; its tag is the lowest bits. Within a bucket entries
//! ascend, by tag and then by number, so that a tag is found about as far into its bucket as it is great.

use crate::bytes;
use crate::bytes::Bytes;
use crate::index::bits;

/// A table where it lies in the file.
#[derive(Clone)]
pub(super) struct Buckets {
    bytes: Bytes,
    count: u32,
    buckets: u32,
    value_bits: u32,
    tag_bits: u32,
    /// The bits of an entry, and how many they are; at most [`bits::WIDEST`].
    whole: u64,
    width: u64,
    /// Where the entries begin.
    entries: usize,
}

impl Buckets {
    /// `None` where the counts do not fit the length.
    pub(super) fn open(bytes: Bytes) -> Option<Self> {
        let head = |at| bytes::u32_at(bytes.as_ref(), at);
        let (count, buckets, value_bits, tag_bits) = (head(0)?, head(4)?, head(8)?, head(12)?);
        let width = value_bits.checked_add(tag_bits).filter(|width| *width <= bits::WIDEST)?;
        let entries =
            usize::try_from(buckets).ok()?.checked_add(1)?.checked_mul(4)?.checked_add(DIRECTORY)?;
        let packed = bits::packed_length(width, u64::from(count))?;
        let closes = bytes::u32_entry(bytes.as_ref(), DIRECTORY, buckets)? == count;
        let fits = entries.checked_add(packed)? == bytes.as_ref().len() && buckets > 0 && closes;
        let (whole, width) = (bits::mask(width), u64::from(width));
        fits.then_some(Self { bytes, count, buckets, value_bits, tag_bits, whole, width, entries })
    }

    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Where the hash's bucket begins and ends.
    #[inline]
    pub(super) fn read_directory(&self, hash: u64) -> u64 {
        let at = DIRECTORY.wrapping_add(bucket_of(hash, self.buckets).wrapping_mul(4));
        bytes::u64_at(self.bytes.as_ref(), at).unwrap_or(0)
    }

    /// Some of a bucket: its beginning and its end.
    #[inline]
    pub(super) fn read_bucket(&self, bounds: u64) -> u64 {
        let row = self.bytes.as_ref().get(self.entries..).unwrap_or_default();
        let read = |entry: u64| {
            let at = usize::try_from(entry.wrapping_mul(self.width) >> 3);
            at.ok().and_then(|at| row.get(at)).map_or(0, |byte| u64::from(*byte))
        };
        read(bounds & 0xFFFF_FFFF) ^ read(bounds >> 32)
    }

    /// The numbers whose tag is the hash's. `None` where the directory contradicts itself.
    #[inline]
    pub(super) fn get(&self, hash: u64) -> Option<Candidates<'_>> {
        let bytes = self.bytes.as_ref();
        let at = DIRECTORY.wrapping_add(bucket_of(hash, self.buckets).wrapping_mul(4));
        let bounds = bytes::u64_at(bytes, at)?;
        let (at, end) = (bounds & 0xFFFF_FFFF, bounds >> 32);
        let sound = at <= end && end <= u64::from(self.count);
        let row = bytes.get(self.entries..)?;
        let tag = hash & !(u64::MAX << self.tag_bits);
        let (least, values) = (tag << self.value_bits, !(u64::MAX << self.value_bits));
        let all = Candidates { row, at, end, whole: self.whole, width: self.width, least, values };
        sound.then(|| all.beginning_near(tag, self.tag_bits))
    }
}

/// The numbers under a hash's tag, ascending.
#[derive(Debug, Clone)]
pub struct Candidates<'a> {
    row: &'a [u8],
    /// The next entry, and where those of the bucket end.
    at: u64,
    end: u64,
    /// The bits of an entry, and how many they are.
    whole: u64,
    width: u64,
    /// The least entry with the tag sought: smaller ones have a smaller tag.
    least: u64,
    /// The bits of an entry that are its number.
    values: u64,
}

impl Candidates<'_> {
    pub(super) const NONE: Self = Self { row: &[], at: 0, end: 0, whole: 1, width: 1, least: 0, values: 1 };

    /// Without most of the entries before the least. Tags are spread evenly, so that the one sought stands about as far
    /// into its bucket as it is great; from there it goes back as far as there are any. In a long bucket many share a
    /// tag: there it is found by halving.
    #[inline]
    fn beginning_near(mut self, tag: u64, tag_bits: u32) -> Self {
        let (first, count) = (self.at, self.end.wrapping_sub(self.at));
        if count > LONG {
            return self.halved();
        }
        let guess = count.wrapping_mul(tag) >> tag_bits;
        self.at = first.wrapping_add(guess.min(count));
        while self.at > first && self.entry(self.at.wrapping_sub(1)) >= self.least {
            self.at = self.at.wrapping_sub(1);
        }
        self
    }

    #[cold]
    fn halved(mut self) -> Self {
        let mut end = self.end;
        while self.at < end {
            let middle = self.at.midpoint(end);
            if self.entry(middle) < self.least {
                self.at = middle.wrapping_add(1);
            } else {
                end = middle;
            }
        }
        self
    }

    /// An entry; 0 past the end of the row.
    #[inline]
    fn entry(&self, number: u64) -> u64 {
        let bit = number.wrapping_mul(self.width);
        let word = usize::try_from(bit >> 3).ok().and_then(|at| bytes::u64_at(self.row, at));
        (word.unwrap_or(0) >> (bit & 7)) & self.whole
    }
}

impl Iterator for Candidates<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        while self.at < self.end {
            let entry = self.entry(self.at);
            self.at = self.at.wrapping_add(1);
            if entry >= self.least {
                let is_it = entry <= self.least | self.values;
                return is_it.then_some(entry & self.values);
            }
        }
        None
    }
}

/// Collects hashes with their numbers.
#[derive(Default)]
pub(super) struct BucketsWriter {
    /// Upper and lower half of the hash, and the number.
    entries: Vec<[u32; 3]>,
}

impl BucketsWriter {
    pub(super) const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    pub(super) fn push(&mut self, hash: u64, number: u32) {
        let (upper, lower) = halves(hash);
        self.entries.push([upper, lower, number]);
    }

    /// The hashes that were pushed.
    pub(super) fn hashes(&self) -> impl ExactSizeIterator<Item = u64> {
        self.entries.iter().map(|[upper, lower, _]| u64::from(*upper) << 32 | u64::from(*lower))
    }

    /// The table's bytes; `None` beyond 2³² entries. `greatest` is the greatest number that may stand in it.
    pub(super) fn finish(mut self, greatest: u32, tag_bits: u32) -> Option<Vec<u8>> {
        let count = u32::try_from(self.entries.len()).ok()?;
        let buckets = count.div_ceil(PER_BUCKET).max(1);
        let value_bits = bits::width_of(u64::from(greatest));
        let tag_bits = tag_bits.min(bits::WIDEST.saturating_sub(value_bits));
        for entry in &mut self.entries {
            let [upper, lower, number] = *entry;
            let bucket = u32::try_from(bucket_of(u64::from(upper) << 32, buckets)).ok()?;
            let tag = u32::try_from(u64::from(lower) & bits::mask(tag_bits)).ok()?;
            *entry = [bucket, tag, number];
        }
        self.entries.sort_unstable();
        let mut out: Vec<u8> =
            [count, buckets, value_bits, tag_bits].iter().flat_map(|head| head.to_le_bytes()).collect();
        let mut packer = bits::Packer::new(value_bits.saturating_add(tag_bits));
        let mut next = 0_u32;
        for (number, [bucket, tag, value]) in (0_u32..).zip(&self.entries) {
            while next <= *bucket {
                out.extend_from_slice(&number.to_le_bytes());
                next = next.saturating_add(1);
            }
            packer.push(u64::from(*tag) << value_bits | u64::from(*value));
        }
        drop(self.entries);
        while next <= buckets {
            out.extend_from_slice(&count.to_le_bytes());
            next = next.saturating_add(1);
        }
        out.extend_from_slice(&packer.finish());
        Some(out)
    }
}

/// Spreads the upper half of the hash evenly over the buckets, without division.
#[inline]
fn bucket_of(hash: u64, buckets: u32) -> usize {
    usize::try_from((hash >> 32).wrapping_mul(u64::from(buckets)) >> 32).unwrap_or(usize::MAX)
}

fn halves(hash: u64) -> (u32, u32) {
    let low = hash & 0xFFFF_FFFF;
    (u32::try_from(hash >> 32).unwrap_or(u32::MAX), u32::try_from(low).unwrap_or(u32::MAX))
}

/// A bucket of more entries, of which there is hardly ever one, is searched by halving.
const LONG: u64 = 64;

/// Where the directory begins.
const DIRECTORY: usize = 16;

/// Entries of a bucket on average: more cost more comparisons, fewer cost more directory, four bytes a bucket.
const PER_BUCKET: u32 = 12;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::index::hash::hash;

    proptest! {
        #[test]
        fn whatever_was_filed_is_found(entries: Vec<(u64, u32)>, tag_bits in 1_u32..25) {
            let mut writer = BucketsWriter::default();
            entries.iter().for_each(|(hash, number)| writer.push(*hash, *number));
            let table = Buckets::open(Bytes::from(writer.finish(u32::MAX, tag_bits).unwrap())).unwrap();
            for (hash, number) in entries {
                prop_assert!(table.get(hash).unwrap().any(|found| found == u64::from(number)));
            }
        }

        #[test]
        fn hostile_tables_answer(bytes: Vec<u8>, hash: u64) {
            if let Some(table) = Buckets::open(Bytes::from(bytes)) {
                let _ = table.get(hash).map(Iterator::count);
            }
        }
    }

    #[test]
    fn a_tag_that_many_share_is_found() {
        for count in [1, 63, 64, 65, 1000_u32] {
            let mut writer = BucketsWriter::default();
            (0..count).for_each(|number| writer.push(0x5500, number));
            (0..40).for_each(|number| writer.push(number << 8, 7_000 + u32::try_from(number).unwrap()));
            let table = Buckets::open(Bytes::from(writer.finish(8_000, 16).unwrap())).unwrap();
            assert_eq!(table.get(0x5500).unwrap().count(), usize::try_from(count).unwrap());
            assert_eq!(table.get(0x2700).unwrap().collect::<Vec<_>>(), [7_039], "{count}");
            assert_eq!(table.get(0x2800).unwrap().count(), 0);
        }
    }

    #[test]
    fn few_absent_hashes_have_candidates() {
        let spread = |number: u64| hash(&number.to_le_bytes());
        let mut writer = BucketsWriter::default();
        (0..100_000).for_each(|number| writer.push(spread(number), 7));
        let table = Buckets::open(Bytes::from(writer.finish(1 << 22, 10).unwrap())).unwrap();
        let vain = (100_000..200_000).filter(|it| table.get(spread(*it)).unwrap().next().is_some()).count();
        assert!((700..1_700).contains(&vain), "{vain} of 100 000: about twelve in 1024 were planned");
    }
}
