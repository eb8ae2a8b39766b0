//! How does a name as given differ from the folded one? In the middle, and by few different middles.
//!
//! In the file: the middles that come most often, at most 255 (two parts, strings), and a string for each given name (two
//! parts): how many bytes of the folded name it begins with and how many it ends with (LEB128 each), then the number of a
//! middle, counted from 1, or 0 and what stands between.

use std::collections::HashMap;

use crate::bytes;
use crate::bytes::Bytes;
use crate::index::names::Text;
use crate::index::strings::Strings;
use crate::index::strings::StringsWriter;

/// The given names where they lie in the file.
pub(super) struct GivenNames {
    middles: Strings,
    names: Strings,
}

impl GivenNames {
    pub(super) fn open([offsets, texts, names, patches]: [Bytes; 4], count: u64) -> Option<Self> {
        let middles = bytes::u32_at(texts.as_ref(), 0)?;
        let length = u64::try_from(texts.as_ref().len()).ok()?.checked_sub(4)?;
        let middles = Strings::open(offsets, texts.slice(4, length)?, u64::from(middles))?;
        Some(Self { middles, names: Strings::open(names, patches, count)? })
    }

    /// Given name number `index`, made of the folded one.
    pub(super) fn get(&self, index: u64, folded: &[u8]) -> Option<Text> {
        let mut rest = self.names.get(index)?;
        let prefix = usize::try_from(bytes::take_varint(&mut rest)?).ok()?;
        let suffix = usize::try_from(bytes::take_varint(&mut rest)?).ok()?;
        let middle = match rest.split_first()? {
            (0, literal) => literal,
            (number, []) => self.middles.get(u64::from(*number).checked_sub(1)?)?,
            _ => return None,
        };
        let mut given = Text::from_slice(folded.get(..prefix)?);
        given.extend_from_slice(middle);
        given.extend_from_slice(folded.get(folded.len().checked_sub(suffix)?..)?);
        Some(given)
    }
}

/// Collects given names in order.
#[derive(Default)]
pub(super) struct GivenNamesWriter {
    /// Beginning, end and middle of each, one behind the other.
    patches: Vec<u8>,
    counts: HashMap<Vec<u8>, u32>,
    count: u64,
}

impl GivenNamesWriter {
    pub(super) fn push(&mut self, folded: &[u8], given: &[u8]) {
        let same = |(one, other): &(&u8, &u8)| one == other;
        let prefix = folded.iter().zip(given).take_while(same).count();
        let (rest, other) =
            (folded.get(prefix..).unwrap_or_default(), given.get(prefix..).unwrap_or_default());
        let suffix = rest.iter().rev().zip(other.iter().rev()).take_while(same).count();
        let middle = other.get(..other.len().saturating_sub(suffix)).unwrap_or_default();
        bytes::put_varint(&mut self.patches, u64::try_from(prefix).unwrap_or(0));
        bytes::put_varint(&mut self.patches, u64::try_from(suffix).unwrap_or(0));
        bytes::put_counted(&mut self.patches, middle);
        match self.counts.get_mut(middle) {
            Some(count) => *count = count.saturating_add(1),
            None => drop(self.counts.insert(middle.to_vec(), 1)),
        }
        self.count = self.count.saturating_add(1);
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The four parts; `None` where they are too large.
    pub(super) fn finish(self) -> Option<[Vec<u8>; 4]> {
        let mut common: Vec<(u32, Vec<u8>)> = self
            .counts
            .into_iter()
            .map(|(middle, count)| (count, middle))
            .filter(|(count, _)| *count > 1)
            .collect();
        common.sort_unstable_by(|one, other| other.cmp(one));
        common.truncate(MOST_MIDDLES);
        let mut middles = StringsWriter::default();
        common.iter().try_for_each(|(_, middle)| middles.push(middle))?;
        let numbers: HashMap<Vec<u8>, u8> = common.into_iter().map(|(_, middle)| middle).zip(1..).collect();
        let mut names = StringsWriter::default();
        let mut rest = self.patches.as_slice();
        for _ in 0..self.count {
            let (prefix, suffix) = (bytes::take_varint(&mut rest)?, bytes::take_varint(&mut rest)?);
            let middle = bytes::take_counted(&mut rest)?;
            let mut patch = Vec::with_capacity(middle.len().saturating_add(8));
            bytes::put_varint(&mut patch, prefix);
            bytes::put_varint(&mut patch, suffix);
            match numbers.get(middle) {
                Some(number) => patch.push(*number),
                None => {
                    patch.push(0);
                    patch.extend_from_slice(middle);
                }
            }
            names.push(&patch)?;
        }
        let count = u32::try_from(numbers.len()).ok()?;
        let [offsets, texts] = middles.finish()?;
        let [names, patches] = names.finish()?;
        Some([offsets, [count.to_le_bytes().to_vec(), texts].concat(), names, patches])
    }
}

/// Middles with a number, which is a byte that is not 0.
const MOST_MIDDLES: usize = 255;
